"""What a running request looks like, from the loop's events."""

from smallcode_nb.agent import events as ev
from smallcode_nb.agent.types import Candidate, Label, Origin, Plan, Run, RunError, RunStatus, Usage, Verdict
from smallcode_nb.notebook.board import Board, State
from smallcode_nb.notebook.progress_text import board_page

CANDIDATE = Candidate(0, "x = 1", "x = 1", Origin("draw"))
GOOD = Run(RunStatus.OK)
BAD = Run(RunStatus.ERROR, error=RunError("KeyError", "'a'"))


def states(*events):
    board = Board()
    seen = []
    for event in events:
        board.apply(event)
        seen.append(board.rows[0].state)
    return seen


def test_a_candidate_goes_from_drawing_to_chosen():
    assert states(
        ev.Drawing(0, "x", 1),
        ev.Drawn(0, "x = 1"),
        ev.Running(0),
        ev.Ran(0, GOOD),
        ev.Judged(Verdict(CANDIDATE, GOOD)),
        ev.Chosen(0, Label.RAN),
    ) == [State.DRAWING, State.DRAWN, State.RUNNING, State.RAN, State.PASSED, State.CHOSEN]


def test_a_failing_candidate_says_why():
    board = Board()
    board.apply(ev.Judged(Verdict(CANDIDATE, BAD)))
    assert (board.rows[0].state, board.rows[0].note) == (State.FAILED, "KeyError: 'a'")


def test_a_candidate_that_was_not_run_says_why():
    assert states(ev.Rejected(0, "not Python")) == [State.REJECTED]


def test_a_repair_names_what_it_repairs():
    board = Board()
    board.apply(ev.Repairing(parent=0, index=8, round=1))
    assert (board.rows[8].state, board.rows[8].note) == (State.REPAIRING, "repairs 1")


def test_tokens_are_those_seen_until_the_loop_says_what_was_spent():
    board = Board()
    board.apply(ev.Drawing(0, "x", 3))
    board.apply(ev.Drawing(1, "y", 4))
    assert board.tokens == 7
    board.apply(ev.Spent(Usage(generated_tokens=20)))
    assert board.headline(1.25) == "2 drawing · 20 tokens · 1.2 s"


def test_a_choice_of_nothing_adds_no_row():
    board = Board()
    board.apply(ev.Chosen(-1, Label.UNVERIFIED))
    assert board.rows == {}


def test_the_page_shows_the_plan_only_when_the_request_was_split():
    board = Board()
    board.apply(ev.Planned(Plan(("all of it",))))
    assert "Plan" not in board_page(board, 0).plain()
    board.apply(ev.Planned(Plan(("filter", "plot"))))
    assert "1. filter" in board_page(board, 0).plain()
