"""Runs a comparison: every task with every seed in every arm, resumable, a few tasks side by side.

Knows models, kernels and the results file; knows nothing about formats or statistics.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from ..agent.ports import Executor, Model
from ..agent.types import LoopSettings
from ..models.recorded import RecordedModel
from .arms import Arm
from .machinery import OpenExecutor
from .memory import Remembering, Shared
from .results import Results
from .tasks.task import Task
from .trial import Pool, Row, Trial

__all__ = ["Comparison", "compare", "texts"]

#: told how many of how many (task, seed) pairs are done
Tell = Callable[[int, int], None]
#: (task, arm or "pool", seed)
Done = frozenset[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared on what."""

    tasks: tuple[Task, ...]
    arms: tuple[Arm, ...]
    seeds: tuple[int, ...]
    n: int
    settings: LoopSettings
    parallel: int = 1


async def compare(
    comparison: Comparison,
    model: Model,
    executor: OpenExecutor,
    results: Results,
    tell: Tell = lambda done, of: None,
    known: Done = frozenset(),
) -> None:
    """Add whatever the results, and what is `known` elsewhere, still lack."""
    known, slots = known | results.done(), asyncio.Semaphore(comparison.parallel)
    total, finished = len(comparison.tasks) * len(comparison.seeds), 0

    async def one(task: Task) -> None:
        nonlocal finished
        async with slots:
            async for entries in _task(comparison, task, model, executor, known):
                results.add(entries)
                finished += 1
                tell(finished, total)

    running = [asyncio.create_task(one(task)) for task in comparison.tasks]
    try:
        await asyncio.gather(*running)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _task(
    comparison: Comparison, task: Task, model: Model, executor: OpenExecutor, known: Done
) -> AsyncIterator[list[Row | Pool]]:
    """Per seed the entries that were lacking."""
    from ..kernels.describe import describe

    variables = task.variables()
    replayed = isinstance(model, RecordedModel)
    async with AsyncExitStack() as stack:
        opened: Executor = executor(variables)
        if replayed:
            memory = Remembering(await stack.enter_async_context(opened.open()))
            stack.push_async_callback(memory.settle)
            opened = Shared(memory, opened.parallel)
        for seed in comparison.seeds:
            drawing = model.shuffled(seed) if isinstance(model, RecordedModel) else model
            trial = Trial(
                task, drawing, opened, describe(variables), comparison.n, seed, comparison.settings, not replayed
            )
            yield await _seed(trial, comparison.arms, known)


async def _seed(trial: Trial, arms: Sequence[Arm], known: Done) -> list[Row | Pool]:
    entries: list[Row | Pool] = [
        await trial.row(arm) for arm in arms if (trial.task.id, str(arm), trial.seed) not in known
    ]
    if (trial.task.id, "pool", trial.seed) not in known:
        pool = await trial.pool()
        entries += [pool] if pool else []
    return entries


def texts(tasks: Sequence[Task]) -> str:
    """Everything a model could see of the tasks, for telling task sets apart."""
    return "\n".join(f"{task.id}\n{step.request}" for task in tasks for step in task.steps)
