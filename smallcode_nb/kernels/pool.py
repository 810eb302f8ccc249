"""Pre-started plain IPython kernels: works everywhere, confines nothing (tier "none").

Keeps a few kernels warm and starts the next ones in the background, at most as many at once
as there are cores. Knows nothing about candidates.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import KernelStartFailed
from . import folder
from .dialogue import ask, unless_died
from .environment import default_memory_mb
from .process import PlainKernel, Recipe
from .snapshot.copies import DEFAULT_LIMITS, Limits, write
from .source import LiveKernel

if TYPE_CHECKING:
    import zmq.asyncio

PRELOAD = ("numpy", "pandas", "matplotlib.pyplot")
_MAX_MESSAGE = 64 * 2**20


@dataclass(frozen=True, slots=True)
class FileSnapshot:
    """Variables in a file; `notes` grow when a kernel cannot restore one of them."""

    path: Path
    copied: tuple[str, ...]
    restored: list[str] = field(default_factory=list)

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be copied or restored, or was sampled."""
        return (*self.copied, *self.restored)


class PooledSource:
    """A KernelSource of plain kernels. Belongs to the event loop that first uses it."""

    def __init__(
        self,
        warm: int = 2,
        *,
        preload: tuple[str, ...] = PRELOAD,
        memory_mb: int | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._warm = warm
        self._preload = preload
        self._memory_mb = default_memory_mb() if memory_mb is None else memory_mb
        self._limits = limits
        self._ready: deque[asyncio.Task[PlainKernel]] = deque()
        self._live: set[PlainKernel] = set()
        self._numbers = itertools.count()
        self._recipe: Recipe | None = None
        self._context: zmq.asyncio.Context | None = None
        self._starting = asyncio.Semaphore(max(1, os.cpu_count() or 1))

    @property
    def tier(self) -> str:
        """Nothing is confined: candidates run with the user's rights."""
        return "none"

    def warm_up(self) -> None:
        """Start kernels in the background until enough are warm; call from the event loop."""
        while len(self._ready) < self._warm:
            self._ready.append(asyncio.create_task(self._start()))

    async def snapshot(self, variables: Mapping[str, object]) -> FileSnapshot:
        """Copy `variables` to a file, in a thread of its own. Raises SnapshotError."""
        self.warm_up()
        path = self._opened().root / f"snapshot-{next(self._numbers)}"
        return FileSnapshot(path, await asyncio.to_thread(write, dict(variables), path, self._limits))

    async def acquire(self, snapshot: FileSnapshot) -> PlainKernel:
        """A fresh kernel with the snapshot's variables bound. Raises KernelStartFailed."""
        kernel = await self._take()
        try:
            notes = await _restore(kernel, snapshot.path)
        except BaseException:
            await asyncio.shield(self.release(kernel))
            raise
        snapshot.restored.extend(note for note in notes if note not in snapshot.restored)
        return kernel

    async def release(self, kernel: LiveKernel) -> None:
        """Kill it before anything else, then clean up after it."""
        if isinstance(kernel, PlainKernel) and kernel in self._live:
            kernel.kill()
            self._live.discard(kernel)
            await kernel.remove()

    async def forget(self, snapshot: FileSnapshot) -> None:
        """Delete the file."""
        snapshot.path.unlink(missing_ok=True)

    async def close(self) -> None:
        """Kill every kernel, wait for each to be gone, delete the folder."""
        waiting, self._ready, self._warm = list(self._ready), deque(), 0
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await asyncio.gather(*(self.release(kernel) for kernel in list(self._live)))
        if self._context is not None:
            self._context.destroy(linger=0)
        if self._recipe is not None:
            folder.remove(self._recipe.root)
        self._context = self._recipe = None

    def _opened(self) -> Recipe:
        if self._recipe is None:
            self._recipe = Recipe(folder.make(), self._preload, self._memory_mb)
        return self._recipe

    def _sockets(self) -> zmq.asyncio.Context:
        if self._context is None:
            import zmq.asyncio

            # the process's own context belongs to the kernel this runs in
            self._context = zmq.asyncio.Context()
            self._context.setsockopt(zmq.MAXMSGSIZE, _MAX_MESSAGE)
            self._context.setsockopt(zmq.LINGER, 0)
        return self._context

    async def _start(self) -> PlainKernel:
        async with self._starting:
            kernel = await PlainKernel.start(self._opened(), f"k{next(self._numbers)}", self._sockets())
        self._live.add(kernel)
        return kernel

    async def _take(self) -> PlainKernel:
        while True:
            if not self._ready:
                self._ready.append(asyncio.create_task(self._start()))
            task = self._ready.popleft()
            self.warm_up()
            try:
                kernel = await asyncio.shield(task)
            except asyncio.CancelledError:
                self._ready.appendleft(task)
                raise
            if kernel.alive:
                return kernel
            await self.release(kernel)


async def _restore(kernel: PlainKernel, path: Path) -> list[str]:
    """Bind the variables; returns what could not be bound."""
    report = await unless_died(kernel, ask(kernel.client, "bind", str(path)))
    if report is None:
        raise KernelStartFailed(
            "A throwaway kernel did not take the copied variables.",
            "Raise the memory limit of throwaway kernels, or name fewer variables in the request.",
        )
    notes = report.get("notes")
    return [str(note) for note in notes] if isinstance(notes, list) else []
