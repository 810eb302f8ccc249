"""Results as a page gets them."""

from dataclasses import replace

from pages import ask

from smallcode_nb.agent.types import Output, Run, RunStatus
from smallcode_nb.notebook.actions.answer import Answer, Attempt
from smallcode_nb.notebook.board import State
from smallcode_nb.notebook.comm import results
from smallcode_nb.notebook.comm.check import check
from smallcode_nb.notebook.comm.parts import Result

ANSWER = Answer("model", "ran", "1 ran", "none", code="x", chosen=1)


def attempt(index, *outputs):
    run = Run(RunStatus.OK, outputs=tuple(Output("display", (("text/plain", text),)) for text in outputs))
    return Attempt(index, f"code {index}", "draw", State.PASSED, run=run)


def result(answer):
    found = results.result_of(answer, ask(), 1.0)
    check(found, Result)
    return found


def test_equal_outputs_are_sent_once_and_the_chosen_candidates_come_first():
    found = result(replace(ANSWER, attempts=(attempt(0, "same", "other"), attempt(1, "same"))))
    assert [b["data"]["text/plain"] for b in found["bundles"]] == ["same", "other"]
    assert [c["outputs"] for c in found["candidates"]] == [[0, 1], [0]]


def test_beyond_a_limit_outputs_of_the_losers_are_named_and_left_out(monkeypatch):
    monkeypatch.setattr(results, "MOST_OUTPUT", 100)
    found = result(replace(ANSWER, attempts=(attempt(0, "y" * 90), attempt(1, "x" * 60))))
    texts = [b["data"]["text/plain"] for b in found["bundles"]]
    assert texts[0] == "x" * 60
    assert "is not shown here" in texts[1]


def test_terminal_codes_in_what_a_candidate_says_are_made_visible():
    failed = replace(attempt(0), error="\x1b]0;title\x07 boom", reason="\x1b[2J")
    found = result(replace(ANSWER, chosen=None, attempts=(failed,)))
    assert "\x1b" not in found["candidates"][0]["error"] + found["candidates"][0]["reason"]


def test_without_code_nothing_is_proposed():
    assert result(replace(ANSWER, code=""))["proposal"] is None


def test_a_new_version_of_a_cell_says_which_text_it_replaces():
    asked = ask("", "refactor", cell={"id": "c1", "source": "old"})
    found = results.result_of(replace(ANSWER, replaces=True), asked, 1.0)
    assert found["proposal"] == {"candidate": 1, "code": "x", "replaces": "old", "cell": "c1"}
