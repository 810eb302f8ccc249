"""Throwaway kernels for measurements, all from one source: forked ones where they run, else plain ones."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from ..agent.ports import Executor, Session
from ..agent.types import Job, Run

__all__ = ["OpenExecutor", "SessionOver", "kernels"]

#: an executor over the given live variables
OpenExecutor = Callable[[Mapping[str, object]], Executor]


class SessionOver:
    """A session that hands everything on to the one beneath; those that do more override `run`."""

    def __init__(self, session: Session) -> None:
        self.beneath = session

    @property
    def notes(self) -> tuple[str, ...]:
        """As the session beneath."""
        return self.beneath.notes

    @property
    def tier(self) -> str:
        """As the session beneath."""
        return self.beneath.tier

    async def run(self, job: Job) -> Run:
        """As the session beneath."""
        return await self.beneath.run(job)


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
