"""One run as pages see it."""

from threading import RLock

import pytest
from pages import ask

from smallcode_nb.agent import events as ev
from smallcode_nb.agent.types import Label, Plan, Section
from smallcode_nb.notebook.comm.check import by_type, check
from smallcode_nb.notebook.comm.live import LiveRun
from smallcode_nb.notebook.comm.parts import RunState
from smallcode_nb.notebook.comm.protocol import ToPage


@pytest.fixture
def told():
    return []


@pytest.fixture
def live(told):
    return LiveRun(ask("total"), "total", told.append, RLock())


def kinds(told):
    for message in told:
        check(message, by_type(ToPage)[message["type"]])
    return [message["type"] for message in told]


def test_many_small_changes_are_told_once_per_tick(live, told):
    for tokens in range(100):
        live.on(ev.Drawing(0, "x" * tokens, tokens))
    live.on(ev.Drawing(1, "y", 1))
    assert told == []
    live.tick()
    assert kinds(told) == ["candidates", "meter"]
    assert [c["tokens"] for c in told[0]["candidates"]] == [99, 1]
    live.on(ev.Drawing(1, "yy", 2))
    live.tick()
    assert [c["index"] for c in told[2]["candidates"]] == [1]


def test_plan_and_context_are_told_at_once(live, told):
    live.has_room(700)
    live.on(ev.Planned(Plan(("a", "b"), "two sentences")))
    live.on(ev.PromptBuilt((Section("namespace", "secret text", 9, "1 column left out", 3),)))
    assert kinds(told) == ["plan", "context"]
    assert told[1]["room"] == 700
    assert "secret" not in str(told[1])


def test_each_step_of_a_plan_is_told_when_it_begins(live, told):
    assert live.state()["plan_step"] is None
    live.on(ev.Planned(Plan(("a", "b"), "several steps")))
    live.on(ev.Stepped(0))
    live.on(ev.Stepped(1))
    assert kinds(told) == ["plan"] * 3
    assert [(message["tasks"], message["step"]) for message in told] == [(["a", "b"], step) for step in (None, 0, 1)]
    assert live.state()["plan_step"] == 1


def test_phases_only_go_forward(live, told):
    for phase in ("working", "stopping", "working", "queued", "loading"):
        live.enter(phase)
    assert [message["phase"] for message in told] == ["working", "stopping"]


def test_the_state_at_any_moment_is_whole_and_of_the_protocols_shape(live):
    check(live.state(), RunState)
    live.on(ev.Planned(Plan(("a",))))
    live.on(ev.Drawing(0, "x", 1))
    live.on(ev.Chosen(0, Label.RAN))
    live.fail({"code": "model", "cause": "a", "remedy": "b"})
    state = live.state()
    check(state, RunState)
    assert (state["phase"], state["error"]["code"], state["plan"]) == ("ended", "model", ["a"])


def test_after_the_end_time_stands_still(live):
    live.fail({"code": "model", "cause": "a", "remedy": "b"})
    assert live.seconds == live.seconds


def test_a_very_long_candidate_is_shown_in_part(live, told):
    live.on(ev.Drawing(0, "x" * 10**6, 5))
    live.tick()
    assert len(told[0]["candidates"][0]["code"]) == 20_000
