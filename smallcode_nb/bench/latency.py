"""How long the loop takes over one plain greedy generation, and where its time goes.

Both are timed one after the other on the same task, the greedy one first and second by turns. The figure that
counts is taken over the tasks whose greedy draw is right: there a user without the loop would already be served.
Knows tasks, models and the loop; prints nothing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..agent.loop import Agent
from ..agent.ports import Executor, Model
from ..agent.types import LoopSettings, Namespace, Request
from ..errors import RequestError
from .pooled import drawn
from .statistics import mean, percentile
from .stopwatch import STAGES, Stopwatch, Timed
from .tasks.task import Task

__all__ = ["Latency", "Times", "summarise", "timed"]


@dataclass(frozen=True, slots=True)
class Times:
    """One task: seconds of one greedy draw and of the loop, with the loop's stages."""

    task: str
    first_right: bool
    loop_right: bool
    greedy_s: float
    loop_s: float
    generations: int
    executions: int
    stages: dict[str, float]


@dataclass(frozen=True, slots=True)
class Latency:
    """Over the tasks whose greedy draw is right; medians, seconds and the ratio of loop to greedy."""

    n_tasks: int
    n_first_right: int
    over_greedy_p50: float
    over_greedy_p95: float
    greedy_p50_s: float
    loop_p50_s: float
    generations: float
    executions: float
    stages_p50_s: dict[str, float]


async def timed(
    task: Task, model: Model, executor: Executor, namespace: Namespace, settings: LoopSettings, *, loop_first: bool
) -> Times | None:
    """One task, answered both ways; None when it is refused."""
    request = Request(task.steps[0].request, namespace, task.steps[0].tests, task.history)
    try:
        if loop_first:
            loop, watch = await _loop(request, model, executor, settings)
            code, greedy_s = await _greedy(request, model, settings)
        else:
            code, greedy_s = await _greedy(request, model, settings)
            loop, watch = await _loop(request, model, executor, settings)
    except RequestError:
        return None
    async with executor.open() as session:
        rights = [await task.judge.right(session, text) for text in (code, loop[0])]
    return Times(task.id, rights[0], rights[1], greedy_s, watch.ended - watch.began, loop[1], loop[2], watch.stages())


async def _greedy(request: Request, model: Model, settings: LoopSettings) -> tuple[str, float]:
    before = time.perf_counter()
    one = replace(settings, budget=replace(settings.budget, n=1))
    candidate = (await drawn(model, request, one))[0]
    return candidate.code, time.perf_counter() - before


async def _loop(
    request: Request, model: Model, executor: Executor, settings: LoopSettings
) -> tuple[tuple[str, int, int], Stopwatch]:
    watch = Stopwatch()
    watch.start()
    outcome = await Agent(model, Timed(executor, watch), None, settings).solve(request, watch)
    watch.stop()
    usage = outcome.evidence.usage
    return (outcome.chosen.candidate.code if outcome.chosen else "", usage.generations, usage.executions), watch


def summarise(times: Sequence[Times]) -> Latency:
    """Medians over the tasks whose greedy draw is right."""
    served = [one for one in times if one.first_right]
    ratios = [one.loop_s / one.greedy_s for one in served if one.greedy_s]
    stages = {name: round(percentile([one.stages[name] for one in served], 0.5), 4) for name in STAGES}
    return Latency(
        n_tasks=len(times),
        n_first_right=len(served),
        over_greedy_p50=round(percentile(ratios, 0.5), 3),
        over_greedy_p95=round(percentile(ratios, 0.95), 3),
        greedy_p50_s=round(percentile([one.greedy_s for one in served], 0.5), 4),
        loop_p50_s=round(percentile([one.loop_s for one in served], 0.5), 4),
        generations=round(mean([one.generations for one in served]), 2),
        executions=round(mean([one.executions for one in served]), 2),
        stages_p50_s=stages,
    )
