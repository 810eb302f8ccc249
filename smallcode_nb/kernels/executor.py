"""The Executor port over any source of kernels: one job, one kernel, always released.

Knows sessions and concurrency; knows nothing about processes or the Jupyter protocol.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Generic

from ..agent.types import Job, Run
from ..errors import SnapshotError
from .driver import drive
from .names import visible
from .snapshot.copies import closure
from .source import KernelSource, S


class KernelExecutor(Generic[S]):
    """Runs jobs in throwaway kernels over copies of `variables()`; used from one event loop."""

    def __init__(
        self, source: KernelSource[S], variables: Callable[[], Mapping[str, object]], parallel: int = 2
    ) -> None:
        self._source = source
        self._variables = variables
        self._parallel = parallel

    @property
    def parallel(self) -> int:
        """How many kernels run side by side."""
        return self._parallel

    @contextlib.asynccontextmanager
    async def open(self, needs: frozenset[str] = frozenset()) -> AsyncIterator[KernelSession[S]]:
        """Copy the live variables in `needs` and what they refer to, or everything. Raises SnapshotError."""
        wanted = closure(visible(self._variables()), needs)
        snapshot = await self._source.snapshot(wanted)
        session = KernelSession(self._source, snapshot, self._parallel)
        try:
            yield session
        finally:
            await asyncio.shield(session.close())


class KernelSession(Generic[S]):
    """Throwaway kernels over one snapshot."""

    def __init__(self, source: KernelSource[S], snapshot: S, parallel: int) -> None:
        self._source = source
        self._snapshot = snapshot
        self._slots = asyncio.Semaphore(parallel)
        self._running: set[asyncio.Task[Run]] = set()
        self._closed = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be copied or was sampled, and why."""
        return self._snapshot.notes

    @property
    def tier(self) -> str:
        """The confinement of every run."""
        return self._source.tier

    async def run(self, job: Job) -> Run:
        """Run a job in a kernel of its own; cancelling kills the kernel. Raises KernelStartFailed."""
        if self._closed:
            raise SnapshotError("The copy of the variables is gone.", "Run the job inside its session.")
        task = asyncio.create_task(self._run(job))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            return await task
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait({task})
            raise

    async def _run(self, job: Job) -> Run:
        async with self._slots:
            kernel = await self._source.acquire(self._snapshot)
            try:
                left_out = await kernel.bring(job.code, Path.cwd())
                run = await drive(kernel, job)
            finally:
                await asyncio.shield(self._source.release(kernel))
        return replace(run, tier=self.tier, notes=(*self.notes, *left_out))

    async def close(self) -> None:
        """End what still runs, then free the snapshot."""
        self._closed = True
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._source.forget(self._snapshot)
