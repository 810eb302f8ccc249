"""The user's own failing cell becomes the draft of a request with --fix."""

from support import scripted

from smallcode_nb.notebook.extension import load


def test_fix_hands_the_failing_cell_and_its_error_to_the_loop(shell):
    session = load(shell, scripted("total = 3"))
    shell.run_cell("prices = {'a': 1}\nprices['b']")
    shell.run_cell("%%smallcode --fix\nthe price of b")
    failure = session.last.request.failure
    assert (failure.code, failure.ename) == ("prices = {'a': 1}\nprices['b']", "KeyError")


def test_fix_needs_no_words(shell):
    session = load(shell, scripted("total = 3"))
    shell.run_cell("1 / 0")
    assert shell.run_cell("%%smallcode --fix").success
    assert session.last.request.failure.ename == "ZeroDivisionError"


def test_a_syntax_error_can_be_fixed_too(shell):
    session = load(shell, scripted("total = 3"))
    shell.run_cell("total = (1 + 2")
    shell.run_cell("%%smallcode --fix")
    assert session.last.request.failure.ename == "SyntaxError"


def test_fix_says_so_when_nothing_failed(shell):
    session = load(shell, scripted("total = 3"))
    shell.run_cell("1 / 0")
    shell.run_cell("fine = 1")
    shell.run_cell("%%smallcode --fix")
    assert "No cell has failed." in shell.text
    assert session.last is None


def test_an_ended_session_no_longer_listens(shell):
    before = list(shell.events.callbacks["post_run_cell"])
    session = load(shell, scripted("total = 3"))
    session.close()
    session.close()
    assert shell.events.callbacks["post_run_cell"] == before
