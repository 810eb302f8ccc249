"""Runs a comparison: every task with every seed in every arm, resumable, a few tasks side by side.

Knows models, kernels and the results file; knows nothing about formats or statistics.

A comparison is *paired* when every arm chooses among the same draws and every program runs once: nothing is timed
then. A recording is always paired. Otherwise every arm draws and runs for itself, as a user's request would.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from ..agent.ports import Executor, Model
from ..agent.types import LoopSettings, Namespace
from ..errors import RequestError
from ..models.recorded import RecordedModel
from .arms import CONTROLS
from .machinery import OpenExecutor
from .memory import Remembering, Shared, Tape
from .pacing import Paced
from .results import Done, Results
from .runs import RunStore
from .tasks.task import Task
from .trial import Pool, Row, Trial
from .ways import Way, parse

__all__ = ["Comparison", "compare", "scope_of", "texts"]

#: told how many of how many (task, seed) pairs are done
Tell = Callable[[int, int], None]
#: seconds a request may take where nothing is timed: none that a run takes, but not for ever
UNTIMED_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared on what; `ns` are the numbers of draws an arm may use, each a comparison of its own."""

    tasks: tuple[Task, ...]
    ways: tuple[Way, ...]
    seeds: tuple[int, ...]
    ns: tuple[int, ...]
    settings: LoopSettings
    parallel: int = 1
    paired: bool = False

    def is_paired(self, model: Model) -> bool:
        """Whether draws and runs are shared between arms."""
        return self.paired or isinstance(model, RecordedModel)

    def settings_for(self, model: Model) -> LoopSettings:
        """Where nothing is timed, no clock ends a request; a recording cannot read an error, so it is not asked to."""
        if not self.is_paired(model):
            return self.settings
        rounds = 0 if isinstance(model, RecordedModel) else self.settings.repair_rounds
        budget = replace(self.settings.budget, max_seconds=UNTIMED_S)
        return replace(self.settings, budget=budget, repair_rounds=rounds)

    def answerable(self, model: Model) -> Comparison:
        """Only the tasks that a recording holds; every task of a live model. Raises RequestError when none is left."""
        if not isinstance(model, RecordedModel):
            return self
        held = tuple(task for task in self.tasks if model.holds(task.id, task.steps[0].request))
        if not held:
            raise RequestError("None of these tasks was recorded.", "Give the task set that the recording is of.")
        return replace(self, tasks=held)


async def compare(
    comparison: Comparison,
    model: Model,
    executor: OpenExecutor,
    results: Results,
    tell: Tell = lambda done, of: None,
    known: Done = frozenset(),
    store: RunStore | None = None,
) -> None:
    """Add whatever the results, and what is `known` elsewhere, still lack."""
    known, slots = known | results.done(), asyncio.Semaphore(comparison.parallel)
    total, finished = len(comparison.tasks) * len(comparison.seeds), 0
    ready = _Ready(comparison, model, executor, known, store or RunStore())

    async def one(task: Task) -> None:
        nonlocal finished
        async with slots:
            async for entries in ready.task(task):
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


@dataclass(frozen=True, slots=True)
class _Ready:
    """What every task is answered with."""

    comparison: Comparison
    model: Model
    executor: OpenExecutor
    known: Done
    store: RunStore

    async def task(self, task: Task) -> AsyncIterator[list[Row | Pool]]:
        """Per seed the entries that were lacking."""
        if not any(self._lacking(task, seed) for seed in self.comparison.seeds):
            for _ in self.comparison.seeds:
                yield []
            return
        variables = task.variables()
        namespace = self._described(variables)
        async with AsyncExitStack() as stack:
            opened: Executor = self.executor(variables)
            if self.comparison.is_paired(self.model):
                session = await stack.enter_async_context(opened.open())
                memory = Remembering(session, self.store, scope_of(task, variables, namespace))
                stack.push_async_callback(memory.settle)
                opened = Shared(memory, opened.parallel)
            tape = Tape(self.model)
            for seed in self.comparison.seeds:
                yield await self._seed(task, seed, namespace, opened, tape)

    def _described(self, variables: Mapping[str, object]) -> Namespace:
        from ..kernels.describe import describe

        return describe(variables)

    def _lacking(self, task: Task, seed: int) -> list[tuple[str, int]]:
        drawing = not CONTROLS.issuperset(way.arm for way in self.comparison.ways)
        wanted = [("pool", n) for n in self.comparison.ns if drawing]
        wanted += [(way.label, n) for n in self.comparison.ns for way in self.comparison.ways]
        return [(label, n) for label, n in wanted if (task.id, label, seed, n) not in self.known]

    async def _seed(
        self, task: Task, seed: int, namespace: Namespace, executor: Executor, tape: Tape
    ) -> list[Row | Pool]:
        """The pool comes first: it draws the batch that every paired arm chooses from."""
        paired, entries = self.comparison.is_paired(self.model), list[Row | Pool]()
        replayed = self.model.shuffled(seed) if isinstance(self.model, RecordedModel) else None
        for label, n in self._lacking(task, seed):
            trial = Trial(
                task, Paced(replayed or tape) if paired else self.model, executor, namespace, n, seed,
                self.comparison.settings_for(self.model), not paired, 0 if replayed else None,
            )  # fmt: skip
            made = await trial.pool() if label == "pool" else await trial.row(parse(label))
            entries += [made] if made else []
        return entries


def scope_of(task: Task, variables: Mapping[str, object], namespace: Namespace) -> str:
    """What tells the variables of one task from those of another; tasks without any share their runs."""
    if not variables:
        return ""
    told = "\n".join((task.id, *task.history, repr(namespace)))
    return hashlib.sha256(told.encode()).hexdigest()


def texts(tasks: Sequence[Task]) -> str:
    """Everything a model could see of the tasks, for telling task sets apart."""
    return "\n".join(f"{task.id}\n{step.request}" for task in tasks for step in task.steps)
