"""Which thread hears a page's message; the effect in a real kernel is in `comm/test_in_kernel.py`."""

from types import SimpleNamespace

from smallcode_nb.notebook.subshells import answer_while_busy


def test_a_message_goes_where_its_sender_says_not_where_the_comm_last_spoke():
    comm = SimpleNamespace(_reply_subshell_for=lambda data, named: None)
    answer_while_busy(comm)
    assert comm._reply_subshell_for({}, "subshell-1") == "subshell-1"


class Manager:
    def __init__(self):
        self.made = []

    def list_subshell(self):
        return self.made

    def _create_subshell(self):
        self.made.append(f"own-{len(self.made)}")
        return self.made[-1]


def test_where_the_sender_says_nothing_a_message_goes_to_one_subshell_of_ours():
    manager = Manager()
    kernel = SimpleNamespace(shell_channel_thread=SimpleNamespace(manager=manager))
    comms = [SimpleNamespace(_reply_subshell_for=None, kernel=kernel) for _ in range(2)]
    for comm in comms:
        answer_while_busy(comm)
    assert [comm._reply_subshell_for({}, None) for comm in comms] == ["own-0", "own-0"]
    manager.made.clear()  # a page may delete any subshell
    assert comms[0]._reply_subshell_for({}, None) == "own-0"
    assert len(manager.made) == 1


def test_where_none_can_be_made_the_message_waits_for_the_cell():
    comm = SimpleNamespace(_reply_subshell_for=None, kernel=SimpleNamespace())
    answer_while_busy(comm)
    assert comm._reply_subshell_for({}, None) is None


def test_a_comm_that_is_routed_another_way_is_left_alone():
    comm = SimpleNamespace()
    answer_while_busy(comm)
    assert vars(comm) == {}
