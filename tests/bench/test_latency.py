from __future__ import annotations

from smallcode_nb.agent.loop import Agent
from smallcode_nb.agent.testing import CARD, InlineExecutor, ScriptedModel
from smallcode_nb.agent.types import Budget, LoopSettings, Namespace, Request
from smallcode_nb.bench.latency import Times, summarise, timed
from smallcode_nb.bench.latency_run import table
from smallcode_nb.bench.stopwatch import STAGES, Stopwatch, Timed
from smallcode_nb.bench.tasks.judges import TestCode
from smallcode_nb.bench.tasks.task import Step, Task

ANSWER = "```python\ndef double(x):\n    return 2 * x\n```"
TASK = Task("t", "functions", (Step("Write a function double(x) that doubles x."),), TestCode("assert double(2) == 4"))


async def test_the_stages_that_follow_one_another_make_the_total():
    watch = Stopwatch()
    watch.start()
    executor = Timed(InlineExecutor(pause_s=0.01), watch)
    await Agent(ScriptedModel([ANSWER], pause_s=0.001), executor).solve(Request(TASK.steps[0].request), watch)
    watch.stop()
    stages = watch.stages()
    assert set(stages) == set(STAGES)
    following = sum(stages[name] for name in ("spec", "prompt", "first token", "draw", "rest"))
    assert abs(following - stages["total"]) < 1e-6
    assert stages["runs"] >= 0.01 > stages["executing"]


def test_a_clock_that_is_given_is_the_one_that_is_read():
    ticks = iter(range(100))
    watch = Stopwatch(clock=lambda: float(next(ticks)))
    watch.start()
    watch.stop()
    assert watch.stages()["total"] == 1.0


async def test_a_task_is_answered_both_ways_and_scored():
    model = ScriptedModel([ANSWER], CARD)
    settings = LoopSettings(Budget(n=4))
    for loop_first in (False, True):
        times = await timed(TASK, model, InlineExecutor(), Namespace(), settings, loop_first=loop_first)
        assert (times.first_right, times.loop_right) == (True, True)
        assert times.greedy_s > 0
        assert times.loop_s > 0


def test_only_tasks_served_at_the_first_draw_are_summed_up():
    stages = dict.fromkeys(STAGES, 1.0)
    times = [Times("a", True, True, 1.0, 1.5, 4, 2, stages), Times("b", False, True, 1.0, 9.0, 8, 8, stages)]
    told = summarise(times)
    assert (told.n_tasks, told.n_first_right, told.over_greedy_p50) == (2, 1, 1.5)
    assert "1 of 2 tasks are right at the first draw; over these the loop takes 1.50 ×" in table(told)


def test_nothing_served_is_no_division_by_nothing():
    assert summarise([]).over_greedy_p50 == 0.0
