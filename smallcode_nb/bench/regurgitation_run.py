"""`bench regurgitation` from its arguments to its table. Knows the order of things only."""

from __future__ import annotations

import asyncio
import json
from argparse import Namespace
from contextlib import AsyncExitStack
from dataclasses import asdict, replace

from ..agent.ports import Model
from ..agent.types import Budget, LoopSettings
from ..models.recorded import RecordedModel
from .machinery import OpenExecutor, kernels
from .memory import Remembering, Shared
from .regurgitation import Copying, Mark, gathered, mark, summarise
from .runner import Comparison, scope_of
from .runs import RunStore
from .tasks import load as load_tasks
from .tasks.task import Task

__all__ = ["main"]


def main(options: Namespace) -> int:
    """Run, then print. Raises SmallCodeError."""
    from ..models.loading import load

    model = load(options.model)
    settings = LoopSettings(Budget(n=options.n, max_generations=2 * options.n))
    whole = Comparison(load_tasks(options.tasks, limit=options.limit), (), (), (), settings, paired=True)
    comparison = whole.answerable(model)
    marks = asyncio.run(_marks(options, comparison, model))
    report(marks, options, model)
    return 0


async def _marks(options: Namespace, comparison: Comparison, model: Model) -> tuple[Mark, ...]:
    store = RunStore(options.runs)
    try:
        async with kernels() as executor:
            work = [_task(task, comparison, model, executor, store, options) for task in comparison.tasks]
            found = await gathered(work, 2)
    finally:
        store.close()
    return tuple(one for marks in found for one in marks)


async def _task(
    task: Task, comparison: Comparison, model: Model, executor: OpenExecutor, store: RunStore, options: Namespace
) -> tuple[Mark, ...]:
    from ..kernels.describe import describe

    variables = task.variables()
    namespace = describe(variables)
    marks: list[Mark] = []
    async with AsyncExitStack() as stack:
        opened = executor(variables)
        session = await stack.enter_async_context(opened.open())
        memory = Remembering(session, store, scope_of(task, variables, namespace))
        stack.push_async_callback(memory.settle)
        for seed in range(options.seeds):
            drawing = model.shuffled(seed) if isinstance(model, RecordedModel) else model
            copying = Copying(drawing, options.copies) if options.copies else drawing
            settings = comparison.settings_for(model)
            if isinstance(model, RecordedModel):  # the order differs already; equal inputs keep earlier runs usable
                settings = replace(settings, budget=replace(settings.budget, seed=0))
            seeds = 0 if isinstance(model, RecordedModel) else seed
            marks += await mark(task, copying, Shared(memory, opened.parallel), namespace, settings, seeds)
    return tuple(marks)


def report(marks: tuple[Mark, ...], options: Namespace, model: Model) -> None:
    """Print one line without and one with the guard, and the JSON object if asked for."""
    told = {"all": summarise(marks), "long enough": summarise(tuple(one for one in marks if one.long_enough))}
    for name, summaries in told.items():
        for summary in summaries:
            guard = "on " if summary.guard else "off"
            print(
                f"{name:12} guard {guard} {summary.n:4} answers: shown {summary.shown:.1%}, "
                f"copied {summary.copied:.1%}, right {summary.right:.1%}, {summary.generations:.1f} draws"
            )
    if options.json:
        found = {name.replace(" ", "_"): [asdict(one) for one in summaries] for name, summaries in told.items()}
        print(json.dumps({**found, "model": model.card.name, "tasks": options.tasks, "copies": options.copies}))
