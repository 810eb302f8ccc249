"""The same comparison spread over the machines of a Dask cluster: each worker takes whole tasks.

Every worker needs the package, the model and the data set under the same names. Knows Dask; imports it when asked.
"""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

from ..errors import MissingExtra
from .machinery import kernels
from .results import Done, Results
from .runner import Comparison, compare
from .trial import Pool, Row

__all__ = ["spread", "work"]


def spread(options: Namespace, comparison: Comparison, results: Results, tell: Callable[[int, int], None]) -> None:
    """Add whatever the results lack, task by task as workers finish them. Raises MissingExtra."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise MissingExtra("dask.distributed is not installed.", "Run: pip install 'smallcode-nb[cluster]'") from None
    known = results.done()
    with distributed.Client(options.scheduler) as client:
        wanted = [(options, task.id, frozenset(k for k in known if k[0] == task.id)) for task in comparison.tasks]
        futures = client.map(work, *zip(*wanted, strict=True), pure=False)
        for done, (_, entries) in enumerate(distributed.as_completed(futures, with_results=True), 1):
            results.add(entries)
            tell(done, len(wanted))


def work(options: Namespace, task_id: str, known: Done) -> list[Row | Pool]:
    """On a worker: one task in every arm and seed that is lacking."""
    from ..models.loading import load
    from .provenance import provenance
    from .run import comparison_of

    comparison = comparison_of(options)
    only = replace(comparison, tasks=tuple(task for task in comparison.tasks if task.id == task_id))
    model = load(options.model)
    results = Results(provenance("", "", model.card, only.settings))
    asyncio.run(_work(only, model, results, known))
    return [*results.rows, *results.pools]


async def _work(comparison: Comparison, model: Any, results: Results, known: Done) -> None:
    async with kernels() as executor:
        await compare(comparison, model, executor, results, known=known)
