"""Messages to a panel."""

import json
from typing import get_args

import pytest
from support import scripted

from smallcode_nb.agent import events as ev
from smallcode_nb.agent.types import Candidate, Label, Origin, Plan, Run, RunStatus, Spec, SpecKind, Usage, Verdict
from smallcode_nb.notebook.extension import load
from smallcode_nb.notebook.protocol import VERSION, event_message, outcome_message

EVENTS = [
    ev.Specified(Spec(SpecKind.CELL)),
    ev.Planned(Plan(("a", "b"))),
    ev.PromptBuilt(()),
    ev.Drawing(0, "x", 1),
    ev.Drawn(0, "x"),
    ev.Rejected(0, "not Python"),
    ev.Running(0),
    ev.Ran(0, Run(RunStatus.OK)),
    ev.Judged(Verdict(Candidate(0, "x", "x", Origin("draw")))),
    ev.Cancelled(0),
    ev.Repairing(0, 1, 1),
    ev.Spent(Usage()),
    ev.Chosen(0, Label.RAN),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_comes_through_json_unchanged(event):
    message = event_message("r1", event)
    assert json.loads(json.dumps(message)) == message
    assert (message["v"], message["request"]) == (VERSION, "r1")


def test_every_kind_of_event_has_a_message_type_of_its_own():
    assert {type(event) for event in EVENTS} == set(get_args(ev.Event))
    assert len({event_message("r", event)["type"] for event in EVENTS}) == len(EVENTS)
    assert event_message("r", EVENTS[2])["type"] == "prompt-built"


def test_an_outcome_comes_through_with_sections_but_without_prompt_texts(shell):
    session = load(shell, scripted("total = 1"))
    shell.run_cell("%smallcode --n 2 total")
    message = outcome_message("r1", session.last)
    assert json.loads(json.dumps(message)) == message
    assert message["outcome"]["chosen"]["candidate"]["code"] == "total = 1"
    assert "prompts" not in message["outcome"]
