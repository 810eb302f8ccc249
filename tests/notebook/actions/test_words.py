"""Evidence in plain sentences."""

import pytest
from support import scripted

from smallcode_nb.notebook.actions.solved import answer_of
from smallcode_nb.notebook.actions.words import facts, stopped_words
from smallcode_nb.notebook.extension import load


def outcome(shell, cell, *replies):
    session = load(shell, scripted(*replies))
    shell.run_cell(cell)
    return session.last


def test_what_ran_what_agrees_and_that_nothing_was_given_to_check_is_said(shell):
    assert facts(outcome(shell, "%%smallcode --n 2 total", "total = 1")) == (
        "2 of 2 candidates ran without an error.",
        "No example was given, so nothing says that the result is the one you want.",
        "2 candidates have the same effect.",
        "The candidates ran without confinement.",
    )


def test_when_nothing_ran_only_that_is_said(shell):
    told = facts(outcome(shell, "%%smallcode --n 1 total", "broken = 1"))
    assert told[0].startswith("0 of ")
    assert len(told) == 1


def test_an_answer_proposes_nothing_when_nothing_ran(shell):
    answer = answer_of(outcome(shell, "%%smallcode --n 1 total", "broken = 1"), "broken = 1", replaces=False)
    assert (answer.code, answer.chosen, answer.label) == ("", None, "unverified")
    assert "KeyError" in answer.attempts[0].reason


@pytest.mark.parametrize(("stopped", "begins"), [("", ""), ("interrupted", "Stopped"), ("budget", "The budget")])
def test_why_a_search_ended_early_is_said(stopped, begins):
    assert stopped_words(stopped).startswith(begins)
    assert bool(stopped_words(stopped)) is bool(begins)
