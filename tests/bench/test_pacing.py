from __future__ import annotations

from smallcode_nb.agent.loop import Agent
from smallcode_nb.agent.testing import InlineExecutor, ScriptedModel
from smallcode_nb.agent.types import Budget, LoopSettings, Request
from smallcode_nb.bench.pacing import Paced

REPLIES = ["2 + 2", "3 + 1", "8 // 2", "2 + 3", "6 + 1", "1 / 0"]


async def solved(replies, **more):
    model = Paced(ScriptedModel(replies))
    settings = LoopSettings(Budget(n=len(replies), max_generations=len(replies)), repair_rounds=0, **more)
    agent = Agent(model, InlineExecutor(pause_s=0.01), None, settings)
    return model, await agent.solve(Request("give me four"), model)


async def test_draws_after_enough_agree_are_not_handed_on():
    model, outcome = await solved(REPLIES)
    assert model.handed == 3
    assert outcome.evidence.usage.generated_tokens == 16
    assert outcome.evidence.usage.executions == 3
    assert outcome.chosen.candidate.index < 3


async def test_all_draws_are_handed_on_when_nothing_stops_the_loop():
    model, outcome = await solved(REPLIES, early_stop=False)
    assert model.handed == len(REPLIES)
    assert len(outcome.verdicts) == len(REPLIES)


async def test_a_model_that_served_a_stopped_request_serves_the_next():
    model = Paced(ScriptedModel(REPLIES))
    for times in (1, 2):
        settings = LoopSettings(Budget(n=6, max_seconds=20))
        outcome = await Agent(model, InlineExecutor(), None, settings).solve(Request("give me four"), model)
        assert (outcome.stopped, model.handed) == ("", 3 * times)


async def test_rejected_draws_do_not_hold_up_the_rest():
    model, outcome = await solved(["def (", "nope_nope", "3 + 1", "2 + 2", "8 // 2", "7 + 1"])
    assert model.handed == 5
    assert outcome.chosen is not None
