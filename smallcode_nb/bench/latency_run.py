"""`bench latency` from its arguments to its table. Knows the order of things only."""

from __future__ import annotations

import asyncio
import json
from argparse import Namespace
from dataclasses import asdict

from ..agent.ports import Model
from ..agent.types import Budget, LoopSettings
from .latency import Latency, Times, summarise, timed
from .machinery import kernels
from .provenance import provenance
from .runner import texts
from .tasks import load as load_tasks
from .tasks.task import Task

__all__ = ["main", "table"]


def main(options: Namespace) -> int:
    """Run, then print. Raises SmallCodeError."""
    from ..models.loading import load

    model = load(options.model)
    settings = LoopSettings(Budget(n=options.n))
    tasks = load_tasks(options.tasks, limit=options.limit)
    times = asyncio.run(_times(tasks, model, settings))
    told = summarise(times)
    print(table(told))
    about = provenance(options.tasks, texts(tasks), model.card, settings)
    if options.out:
        lines = [{"kind": "provenance", **asdict(about)}, *({"kind": "latency", **asdict(one)} for one in times)]
        options.out.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    if options.json:
        print(json.dumps({**asdict(told), "tasks": options.tasks, "model": about.model}))
    return 0


async def _times(tasks: tuple[Task, ...], model: Model, settings: LoopSettings) -> list[Times]:
    from ..kernels.describe import describe

    found: list[Times] = []
    async with kernels() as executor:
        for place, task in enumerate((tasks[0], *tasks)):  # the first once more: it warms model and kernels
            variables = task.variables()
            opened = executor(variables)
            one = await timed(task, model, opened, describe(variables), settings, loop_first=place % 2 == 1)
            found += [one] if one is not None and place else []
    return found


def table(told: Latency) -> str:
    """Markdown: the ratio, then the stages."""
    lines = [
        f"{told.n_first_right} of {told.n_tasks} tasks are right at the first draw; over these the loop takes "
        f"{told.over_greedy_p50:.2f} × one greedy generation (p95 {told.over_greedy_p95:.2f}): "
        f"{told.loop_p50_s:.3f} s against {told.greedy_p50_s:.3f} s, {told.generations:.1f} draws begun, "
        f"{told.executions:.1f} runs.",
        "",
        "| stage | p50, ms | of the total |",
        "|---|---|---|",
    ]
    total = told.stages_p50_s["total"] or 1.0
    lines += [f"| {name} | {1000 * s:.0f} | {100 * s / total:.0f}% |" for name, s in told.stages_p50_s.items()]
    return "\n".join(lines)
