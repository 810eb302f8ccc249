from __future__ import annotations

from dataclasses import replace

from smallcode_nb.agent.repair import draft_of, drafts, from_failure, one_line
from smallcode_nb.agent.types import Failure, Probe, PublicTest, Run, RunError, RunStatus, Spec, SpecKind, Verdict

from .factories import candidate, failed, scalar

CELL = Spec(SpecKind.CELL)
TEST = PublicTest("assert f(2) == 4", "f(2)", "4")
FUNCTION = Spec(SpecKind.FUNCTION, "f", tests=(TEST,))


def wrong(value=None, error=""):
    run = Run(RunStatus.OK, probes=(Probe("f(2)", value, error),))
    return Verdict(candidate(0, "def f(n): ..."), run, tests_total=1, failed_tests=(TEST.source,))


def test_an_error_is_one_short_line_without_places_in_files():
    assert one_line("KeyError", "'x'") == "KeyError: 'x'"
    assert one_line("SyntaxError", "invalid syntax (<cell>, line 3)\nmore") == "SyntaxError: invalid syntax"
    assert len(one_line("ValueError", "x" * 500)) == 120


def test_a_wrong_value_shows_actual_against_expected():
    assert draft_of(wrong(scalar(3)), FUNCTION).error == "AssertionError: f(2) was 3, expected 4"


def test_a_raising_example_shows_what_it_raised():
    assert draft_of(wrong(error="TypeError: no"), FUNCTION).error == "AssertionError: f(2) raised TypeError: no"


def test_the_frame_is_the_last_lines_of_the_users_code():
    run = Run(RunStatus.ERROR, error=RunError("KeyError", "'x'", frame="a\nb\nc\nd\ne"))
    draft = draft_of(Verdict(candidate(), run), CELL)
    assert draft.frame == "b\nc\nd\ne"
    assert draft.told == "b\nc\nd\ne\nKeyError: 'x'"


def test_code_that_never_ran_is_repaired_from_what_the_check_said():
    def rejected(reason):
        return draft_of(Verdict(candidate(), rejected=reason), CELL).error

    assert rejected("syntax error in line 1: '(' was never closed") == "SyntaxError: '(' was never closed"
    assert rejected("name 'x' is not defined") == "NameError: name 'x' is not defined"
    assert rejected("no module named 'foo' here") == "ModuleNotFoundError: No module named 'foo'"


def test_a_timeout_and_a_missing_figure_can_be_told():
    assert "TimeoutError" in draft_of(Verdict(candidate(), Run(RunStatus.DEADLINE)), CELL).error
    bare = Verdict(candidate(), Run(RunStatus.OK), missing="no figure")
    assert draft_of(bare, CELL).error == "AssertionError: no figure"


def test_there_is_nothing_to_learn_from_an_empty_reply_or_a_dead_kernel():
    assert draft_of(Verdict(candidate(0, ""), rejected="no code"), CELL) is None
    assert draft_of(Verdict(candidate(), Run(RunStatus.DIED)), CELL) is None


def test_one_draft_per_distinct_failure_and_none_shown_before():
    ranked = [
        failed(0, "KeyError", "'a'", "one"),
        failed(1, "KeyError", "'a'", "two"),
        failed(2, "TypeError", "line 7", "three"),
        failed(3, "TypeError", "line 9", "four"),
        failed(4, "ValueError", "x", "five"),
    ]
    assert [d.code for d in drafts(ranked, CELL, frozenset())] == ["one", "three"]
    assert [d.code for d in drafts(ranked, CELL, frozenset({"one", "three"}))] == ["two", "four"]
    assert drafts(ranked, CELL, frozenset())[0].parent == 0


def test_a_users_own_failed_cell_is_a_draft():
    assert from_failure(Failure("df.x", "AttributeError", "no x")).error == "AttributeError: no x"


def test_a_verdict_that_passed_gives_no_draft():
    fine = replace(wrong(scalar(4)), failed_tests=())
    assert draft_of(fine, FUNCTION) is None
