from __future__ import annotations

from dataclasses import replace

import pytest

from smallcode_nb.agent.testing import CARD, InlineExecutor, ScriptedModel
from smallcode_nb.agent.types import Budget, LoopSettings, PromptStyle
from smallcode_nb.bench.provenance import provenance
from smallcode_nb.bench.results import Results
from smallcode_nb.bench.runner import UNTIMED_S, Comparison, compare
from smallcode_nb.bench.runs import RunStore
from smallcode_nb.bench.tasks.judges import TestCode
from smallcode_nb.bench.tasks.task import Step, Task
from smallcode_nb.bench.ways import parse
from smallcode_nb.errors import RequestError
from smallcode_nb.models.recorded import Record, RecordedModel

PROMPT = 'def double(x):\n    """Twice x.\n    >>> double(2)\n    4\n    """\n'
TASK = Task("T/1", "functions", (Step(PROMPT, "def double(x):\n    return 2 * x"),), TestCode("assert double(5) == 10"))
WRONG, RIGHT = "    return x + 2\n", "    return 2 * x\n"
RECORDING = RecordedModel(
    replace(CARD, backend="recorded", parameters=16.0, style=PromptStyle.BASE),
    [Record("T/1", PROMPT, (WRONG, WRONG, RIGHT, RIGHT, "    return"))],
)


def comparison(*ways, ns=(4,), seeds=(0,), **more):
    return Comparison((TASK,), tuple(map(parse, ways)), seeds, ns, LoopSettings(Budget()), **more)


async def results_of(what, model=RECORDING, results=None, **more):
    results = results or Results(provenance("t", "", CARD, what.settings))
    executor = InlineExecutor()
    await compare(what, model, lambda variables: executor, results, **more)
    return results, executor


async def test_the_harness_accepts_every_reference_and_no_empty_answer_and_draws_nothing():
    model = ScriptedModel([RIGHT])
    results, _ = await results_of(comparison("reference", "empty"), model)
    assert {row.arm: row.right for row in results.rows} == {"reference": True, "empty": False}
    assert (results.pools, model.prompts) == ([], [])


async def test_arms_of_a_recording_are_scored_on_the_same_draws_and_each_program_runs_once():
    store = RunStore()
    results, executor = await results_of(comparison("greedy", "filter", "select", ns=(2, 4)), store=store)
    assert {(row.arm, row.n): row.generations for row in results.rows}["filter", 4] == 4
    assert {pool.n: pool.right for pool in results.pools} == {2: 0, 4: 2}
    assert len(executor.jobs) == len(set(executor.jobs)) == store.executed < store.asked
    assert all(row.wall_s is None for row in results.rows)


async def test_what_is_done_is_not_done_again_and_what_is_lacking_is_added():
    results, _ = await results_of(comparison("greedy", "select"))
    before = (len(results.rows), len(results.pools))
    results, executor = await results_of(comparison("greedy", "select"), results=results)
    assert ((len(results.rows), len(results.pools)), executor.jobs) == (before, [])
    results, _ = await results_of(comparison("greedy", "select", "filter", ns=(4, 2)), results=results)
    assert sorted((row.arm, row.n) for row in results.rows) == sorted(
        (arm, n) for arm in ("greedy", "select", "filter") for n in (2, 4)
    )


async def test_a_live_model_draws_anew_for_every_arm_unless_they_are_paired():
    counts = []
    for paired in (False, True):
        model = ScriptedModel([f"```python\ndef double(x):\n{RIGHT}```"])
        results, _ = await results_of(comparison("greedy", "best-of-n", "filter", paired=paired), model)
        counts.append(len(model.prompts))
        assert all((row.wall_s is None) is paired for row in results.rows)
    assert counts == [4 + 1 + 4 + 4, 4]


def test_a_recording_is_not_asked_to_repair_and_no_clock_ends_what_is_not_timed():
    settings = comparison("full").settings_for(RECORDING)
    assert (settings.repair_rounds, settings.budget.max_seconds) == (0, UNTIMED_S)
    assert comparison("full").settings_for(ScriptedModel(["x"])) == LoopSettings(Budget())


def test_only_recorded_tasks_are_compared():
    other = replace(TASK, id="T/2")
    both = replace(comparison("greedy"), tasks=(TASK, other))
    assert both.answerable(RECORDING).tasks == (TASK,)
    assert both.answerable(ScriptedModel(["x"])).tasks == (TASK, other)
    with pytest.raises(RequestError, match="recorded"):
        replace(both, tasks=(other,)).answerable(RECORDING)
