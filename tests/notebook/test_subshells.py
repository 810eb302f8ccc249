"""Which thread hears a page's message; the effect in a real kernel is in `comm/test_in_kernel.py`."""

from types import SimpleNamespace

from smallcode_nb.notebook.subshells import answer_while_busy


def test_a_message_goes_where_its_sender_says_not_where_the_comm_last_spoke():
    comm = SimpleNamespace(_reply_subshell_for=lambda data, named: None)
    answer_while_busy(comm)
    assert comm._reply_subshell_for({}, "subshell-1") == "subshell-1"


def test_a_comm_that_is_routed_another_way_is_left_alone():
    comm = SimpleNamespace()
    answer_while_busy(comm)
    assert vars(comm) == {}
