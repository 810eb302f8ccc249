"""Throwaway kernels for measurements, all from one source: forked ones where they run, else plain ones."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from ..agent.ports import Executor

__all__ = ["OpenExecutor", "kernels"]

#: an executor over the given live variables
OpenExecutor = Callable[[Mapping[str, object]], Executor]


@asynccontextmanager
async def kernels(parallel: int = 2) -> AsyncIterator[OpenExecutor]:
    """Executors over whatever variables; every process is gone afterwards."""
    opener, close = _forked(parallel) if sys.platform == "linux" else _pooled(parallel)
    try:
        yield opener
    finally:
        await close()


def _forked(parallel: int) -> tuple[OpenExecutor, Callable[[], Awaitable[None]]]:
    from ..kernels.executor import KernelExecutor
    from ..kernels.forked import ForkedSource

    source = ForkedSource()
    return lambda variables: KernelExecutor(source, lambda: variables, parallel), source.close


def _pooled(parallel: int) -> tuple[OpenExecutor, Callable[[], Awaitable[None]]]:
    from ..kernels.executor import KernelExecutor
    from ..kernels.pool import PooledSource

    source = PooledSource(warm=parallel)
    return lambda variables: KernelExecutor(source, lambda: variables, parallel), source.close
