"""Stories of whole requests, on scripted models and code that really runs."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest

from smallcode_nb.agent.events import (
    Cancelled,
    Chosen,
    Judged,
    Planned,
    PromptBuilt,
    Ran,
    Rejected,
    Repairing,
    Running,
    Stepped,
)
from smallcode_nb.agent.evidence import sentence
from smallcode_nb.agent.loop import Agent
from smallcode_nb.agent.stop import Stop
from smallcode_nb.agent.testing import (
    CARD,
    InlineExecutor,
    Recorder,
    ScriptedExecutor,
    ScriptedModel,
)
from smallcode_nb.agent.types import (
    Budget,
    Failure,
    Label,
    LoopSettings,
    ModelCard,
    Namespace,
    PromptStyle,
    Request,
    Run,
    RunStatus,
    Variable,
    VariableKind,
)
from smallcode_nb.errors import EmptyRequest, KernelStartFailed, ModelError

from .factories import scalar

XS = {"xs": [3, 1, 2]}
LIVE = Namespace((Variable("xs", VariableKind.LIST, "list", (3,), element="int", samples=("3", "1", "2")),))
SMALL = ModelCard("small", 0.5, 2048, PromptStyle.CHAT, "scripted")
TINY = ModelCard("tiny", 0.006, 1024, PromptStyle.TINY, "scripted", repair_rounds=1)


def asked(text="the sum of xs", **more):
    return Request(text, LIVE, **more)


async def solve(
    replies, request=None, *, card=CARD, executor=None, retriever=None, recorder=None, stop=None, logprob=-0.2,
    **settings,
):  # fmt: skip
    model = ScriptedModel(replies, card, logprob=logprob)
    agent = Agent(model, executor or InlineExecutor(XS), retriever, LoopSettings(**settings))
    outcome = await agent.solve(request or asked(), recorder, stop)
    assert model.streaming == 0
    return outcome, model


def code(outcome):
    return outcome.chosen.candidate.code if outcome.chosen else None


async def test_an_answer_that_most_draws_agree_on_is_chosen():
    outcome, _ = await solve(["sum(xs)", "max(xs)", "sum(sorted(xs))"], early_stop=False)
    assert code(outcome) == "sum(xs)"
    assert outcome.evidence.label is Label.AGREED
    assert (outcome.evidence.ran, outcome.evidence.drawn, outcome.evidence.agree) == (8, 8, 5)
    assert outcome.stopped == ""


async def test_examples_outvote_the_majority():
    outcome, _ = await solve(["max(xs)"] * 7 + ["sum(xs)"], asked(tests=("assert result == 6",)))
    assert code(outcome) == "sum(xs)"
    assert outcome.evidence.label is Label.PASSED
    assert (outcome.evidence.tests_passed, outcome.evidence.tests_total) == (1, 1)


async def test_a_function_is_chosen_by_its_docstring_and_by_mutated_inputs():
    request = Request('def double(n):\n    """Twice n.\n    >>> double(0)\n    0\n    """')
    replies = [
        "def double(n):\n    return n * n",
        "def double(n):\n    return n * 2",
        "def double(n):\n    return n + n",
    ]
    outcome, _ = await solve(replies, request, early_stop=False)
    assert outcome.evidence.label is Label.PASSED
    assert "n * n" not in code(outcome)
    assert outcome.chosen.agreement > 0


async def test_drawing_stops_as_soon_as_three_agree_and_the_rest_is_cancelled():
    recorder = Recorder()
    outcome, model = await solve(["sum(xs)"] * 3 + ["x = 0\n" * 60 + "sum(xs)"] * 5, recorder=recorder)
    assert outcome.evidence.agree == 3
    assert model.cancelled == 5
    assert {event.index for event in recorder.of(Cancelled)} == {3, 4, 5, 6, 7}
    assert outcome.evidence.usage.generations == 8


async def test_a_small_model_that_is_sure_is_not_asked_again_unless_its_answer_fails():
    tiny = replace(CARD, style=PromptStyle.TINY)
    outcome, model = await solve(["sum(xs)"], card=tiny, logprob=-0.01)
    assert (len(model.prompts), outcome.evidence.drawn, outcome.evidence.label) == (1, 1, Label.RAN)
    assert "1 of 1 ran, the model was sure (96%)" in sentence(outcome.evidence)
    outcome, model = await solve(["1 / 0", "sum(xs)"], card=tiny, logprob=-0.01)
    assert len(model.prompts) > 1
    assert code(outcome) == "sum(xs)"
    assert "sure" not in sentence(outcome.evidence)


async def test_being_sure_is_no_reason_where_one_was_wanted_or_the_model_is_another():
    outcome, _ = await solve(["sum(xs)"], card=replace(CARD, style=PromptStyle.TINY), logprob=0.0, budget=Budget(n=1))
    assert "sure" not in sentence(outcome.evidence)
    outcome, model = await solve(["max(xs)"] + ["sum(xs)"] * 7, logprob=0.0)
    assert (len(model.prompts), code(outcome)) == (8, "sum(xs)")


async def test_a_small_model_that_is_not_sure_is_asked_for_as_many_as_must_agree_first():
    tiny = replace(CARD, style=PromptStyle.TINY)
    outcome, model = await solve(["sum(xs)"], card=tiny)
    assert (len(model.prompts), outcome.evidence.agree) == (3, 3)


async def test_the_same_code_runs_once_and_counts_for_every_draw():
    executor = InlineExecutor(XS)
    outcome, _ = await solve(["sum(xs)", "sum( xs )"], executor=executor, early_stop=False)
    assert outcome.evidence.agree == 8
    assert len(executor.jobs) == 2


async def test_when_nothing_passes_it_draws_hotter_and_repairs_what_failed():
    def reply(prompt):
        return "sum(xs)" if "ZeroDivisionError" in prompt.messages[-1].content else "1 / 0"

    recorder = Recorder()
    outcome, model = await solve([reply], recorder=recorder)
    assert code(outcome) == "sum(xs)"
    assert (outcome.evidence.repairs, outcome.chosen.candidate.origin.kind) == (1, "repair")
    assert recorder.of(Repairing)[0].parent == 0
    assert [s.temperature for s in model.samplings[8:]] == [0.0] + [1.0] * 8


async def test_a_small_model_draws_again_but_is_not_asked_to_repair():
    outcome, model = await solve(["1 / 0"] * 8 + ["sum(xs)"], card=SMALL)
    assert code(outcome) == "sum(xs)"
    assert outcome.evidence.repairs == 0
    assert all("failed" not in p.messages[-1].content for p in model.prompts)


async def test_a_tiny_model_trained_to_repair_is_asked_to():
    def reply(prompt):
        return "sum(xs)" if "<|draft|>" in prompt.messages[0].content else "1 / 0"

    outcome, model = await solve([reply], card=TINY)
    assert code(outcome) == "sum(xs)"
    assert (
        model.prompts[8]
        .messages[0]
        .content.endswith("<|draft|>1 / 0<|error|>ZeroDivisionError: division by zero<|code|>")
    )


async def test_a_wrong_value_is_repaired_with_actual_and_expected():
    def reply(prompt):
        return "sum(xs)" if "result was 3, expected 6" in prompt.messages[-1].content else "max(xs)"

    outcome, _ = await solve([reply], asked(tests=("assert result == 6",)))
    assert outcome.evidence.label is Label.PASSED
    assert outcome.evidence.repairs >= 1


async def test_a_failed_cell_of_the_users_is_the_first_draft():
    failure = Failure("sum(ys)", "NameError", "name 'ys' is not defined")
    outcome, model = await solve(["sum(xs)"], Request("", LIVE, failure=failure))
    assert "name 'ys' is not defined" in model.prompts[0].messages[-1].content
    assert code(outcome) == "sum(xs)"


async def test_when_nothing_runs_the_best_attempt_is_shown_and_nothing_chosen():
    outcome, model = await solve(["1 / 0", "nowhere", "for (("])
    assert outcome.chosen is None
    assert outcome.best.run.error.ename == "ZeroDivisionError"
    assert outcome.evidence.label is Label.UNVERIFIED
    assert outcome.stopped == "budget"
    assert len(model.prompts) == 24


async def test_a_candidate_that_fails_the_users_test_is_never_called_passed():
    outcome, _ = await solve(["max(xs)"], asked(tests=("assert result == 6",)))
    assert outcome.evidence.label is Label.RAN
    assert any("passed every example" in note for note in outcome.evidence.notes)


async def test_after_failure_the_steps_are_solved_one_by_one_and_joined():
    def reply(prompt):
        text = prompt.messages[-1].content
        if "1. " in text or "numbered list" in text:
            return "no list"
        if "Task: sort xs\n" in f"{text}\n" and "then" not in text:
            return "sorted(xs)"
        if "Task: take the first two" in text:
            return "result[:2]"
        return "1 / 0"

    recorder = Recorder()
    outcome, _ = await solve(
        [reply], asked("sort xs, then take the first two"), recorder=recorder, repair_rounds=0,
        budget=Budget(n=4, max_generations=20),
    )  # fmt: skip
    assert code(outcome) == "result = sorted(xs)\n\nresult[:2]"
    assert outcome.chosen.candidate.origin.kind == "composed"
    assert outcome.plan.tasks == ("sort xs", "take the first two")
    assert recorder.of(Planned)
    assert [event.step for event in recorder.of(Stepped)] == [0, 1, 2]


async def test_without_failure_nothing_is_split():
    outcome, model = await solve(["sorted(xs)[:2]"], asked("sort xs, then take the first two"))
    assert code(outcome) == "sorted(xs)[:2]"
    assert all("Task: take" not in p.messages[-1].content for p in model.prompts)


async def test_decomposition_can_be_switched_off():
    outcome, _ = await solve(["1 / 0"], asked("sort xs, then take two"), decompose=False, repair_rounds=0)
    assert outcome.evidence.usage.generations == 16


async def test_never_more_generations_than_the_budget():
    for limit in (1, 5, 8, 11):
        outcome, model = await solve(["1 / 0"], budget=Budget(max_generations=limit))
        assert len(model.prompts) == limit
        assert outcome.stopped == "budget"


async def test_never_more_executions_than_the_budget():
    executor = InlineExecutor(XS)
    outcome, _ = await solve(
        [f"{n} / 0" for n in range(30)], executor=executor, budget=Budget(max_executions=3), repair_rounds=0
    )
    assert len(executor.jobs) == 3
    assert outcome.stopped == "budget"
    assert any(v.rejected == "no executions left" for v in outcome.verdicts)


async def test_the_clock_ends_a_request_with_what_was_found():
    executor = ScriptedExecutor(lambda job: Run(RunStatus.OK, value=scalar(1)), pause_s=3600)
    outcome, _ = await solve(["sum(xs)"], executor=executor, budget=Budget(max_seconds=0.2))
    assert outcome.stopped == "budget"
    assert (executor.sessions, executor.running) == (0, 0)


async def test_stopping_from_another_thread_returns_what_was_found_so_far():
    stop = Stop()

    def run(job):
        if "max" in job.code:
            threading.Timer(0.05, stop.set).start()
        return Run(RunStatus.OK, value=scalar(3))

    endless = "x = 0\n" * 400
    executor = ScriptedExecutor(run)
    model = ScriptedModel(["max(xs)"] + [endless] * 7, pause_s=0.01)
    recorder = Recorder()
    outcome = await Agent(model, executor, None, LoopSettings(budget=Budget(max_tokens=2000))).solve(
        asked(), recorder, stop
    )
    assert outcome.stopped == "interrupted"
    assert code(outcome) == "max(xs)"
    assert (model.streaming, executor.sessions, executor.running) == (0, 0, 0)
    assert len(recorder.of(Cancelled)) == 7
    assert isinstance(recorder.events[-1], Chosen)


async def test_stopping_while_code_runs_ends_that_run():
    stop = Stop()
    executor = ScriptedExecutor(lambda job: Run(RunStatus.OK), pause_s=3600)
    threading.Timer(0.1, stop.set).start()
    outcome, _ = await solve(["sum(xs)"], executor=executor, stop=stop)
    assert outcome.stopped == "interrupted"
    assert outcome.chosen is None
    assert outcome.best is not None
    assert (outcome.best.candidate.code, outcome.best.rejected) == ("sum(xs)", "stopped before its run ended")
    assert (executor.sessions, executor.running) == (0, 0)


async def test_cancelling_the_task_leaves_nothing_running():
    executor = ScriptedExecutor(lambda job: Run(RunStatus.OK), pause_s=3600)
    model = ScriptedModel(["sum(xs)", "x = 0\n" * 300], pause_s=0.001)
    task = asyncio.create_task(Agent(model, executor).solve(asked()))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (model.streaming, executor.sessions, executor.running) == (0, 0, 0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_an_error_of_the_model_reaches_the_caller_as_itself():
    class Broken(ScriptedModel):
        async def sample(self, prompts, samplings):
            raise ModelError("The model is gone.", "Load it again.")
            yield

    with pytest.raises(ModelError, match="gone"):
        await Agent(Broken([""]), InlineExecutor(XS)).solve(asked())


async def test_an_error_of_the_kernels_reaches_the_caller_as_itself():
    def refuse(job):
        raise KernelStartFailed("No kernel.", "Free some memory.")

    executor = ScriptedExecutor(refuse)
    with pytest.raises(KernelStartFailed):
        await solve(["sum(xs)"], executor=executor)
    assert (executor.sessions, executor.running) == (0, 0)


async def test_an_empty_request_costs_nothing():
    model = ScriptedModel(["x"])
    with pytest.raises(EmptyRequest):
        await Agent(model, InlineExecutor()).solve(Request("  "))
    assert model.prompts == []


# --- what a watcher sees ----------------------------------------------------------------------


async def test_events_tell_the_whole_story_in_order():
    recorder = Recorder()
    outcome, _ = await solve(["sum(xs)", "nowhere.x"], recorder=recorder, early_stop=False)
    kinds = [type(event).__name__ for event in recorder.events]
    assert kinds[:3] == ["Specified", "Planned", "PromptBuilt"]
    assert kinds[-1] == "Chosen"
    assert len(recorder.of(Judged)) == 8
    assert len(recorder.of(Rejected)) == 4
    assert len(recorder.of(Running)) == len(recorder.of(Ran)) == 1
    assert recorder.of(Chosen)[0].index == outcome.chosen.candidate.index
    assert len(recorder.of(PromptBuilt)) == len(outcome.prompts) == 1


async def test_what_could_not_be_copied_is_in_the_evidence():
    executor = ScriptedExecutor(lambda job: Run(RunStatus.OK, value=scalar(1)), notes=("fh was not copied.",))
    outcome, _ = await solve(["sum(xs)"], executor=executor)
    assert outcome.evidence.notes == ("fh was not copied.",)


async def test_the_same_seed_tells_the_same_story():
    first, _ = await solve(["sum(xs)", "max(xs)"], budget=Budget(seed=3))
    second, _ = await solve(["sum(xs)", "max(xs)"], budget=Budget(seed=3))
    assert [v.candidate for v in first.verdicts] == [v.candidate for v in second.verdicts]
    assert first.evidence.seed == 3


async def test_the_embedded_model_draws_more_than_must_agree_only_when_those_do_not():
    card = replace(CARD, style=PromptStyle.TINY)
    agreeing, arguing = ScriptedModel(["2 + 2"], card), ScriptedModel(["2 + 2", "1 + 1", "7 + 1", "3 - 3"], card)
    settings = LoopSettings(Budget(n=8, max_generations=8))
    for model, drawn in ((agreeing, 3), (arguing, 8)):
        outcome = await Agent(model, InlineExecutor(), None, settings).solve(Request("give me four"))
        assert len(model.prompts) == drawn
        assert outcome.chosen is not None
