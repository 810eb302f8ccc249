"""The live view with ipywidgets."""

import warnings

import pytest

from smallcode_nb.agent.events import Drawing, Judged
from smallcode_nb.agent.types import Candidate, Origin, Run, RunStatus, Verdict
from smallcode_nb.notebook.board import Board
from smallcode_nb.notebook.page import Line, Page
from smallcode_nb.notebook.progress_widget import WidgetView
from smallcode_nb.notebook.screen import Screen

ipywidgets = pytest.importorskip("ipywidgets")


@pytest.fixture
def pressed():
    return []


@pytest.fixture
def view(shell, pressed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of ipywidgets itself
        return WidgetView(Screen(shell), lambda: pressed.append(True))


def test_the_stop_button_asks_the_request_to_stop_and_can_be_pressed_once(view, pressed):
    view.button.click()
    assert pressed == [True]
    assert view.button.disabled


def test_the_board_is_shown_as_escaped_html(view):
    board = Board()
    board.apply(Drawing(0, "<script>", 3))
    view.show(board, 1.0)
    assert "1 drawing" in view.board.value


def test_in_the_end_only_static_html_and_text_are_left(view, shell):
    view.finish(Page((Line("evidence"),)), {"smallcode": {}})
    last = shell.published[-1]
    assert last["update"]
    assert set(last["data"]) == {"text/plain", "text/html"}
    assert last["metadata"] == {"smallcode": {}}
    assert view.board.comm is None


def test_accept_can_be_pressed_once_something_has_passed_and_ends_the_search(view, pressed):
    board = Board()
    board.apply(Drawing(0, "x", 3))
    view.show(board, 0.1)
    assert view.accept.disabled
    board.apply(Judged(Verdict(Candidate(0, "x", "x", Origin("draw")), Run(RunStatus.OK))))
    view._next = 0.0
    view.show(board, 0.2)
    assert not view.accept.disabled
    view.accept.click()
    assert (pressed, view.declined, view.button.disabled) == ([True], False, True)


def test_stop_means_that_nothing_is_to_be_inserted(view):
    view.button.click()
    assert view.declined
