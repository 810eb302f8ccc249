"""The Executor's kernels on another machine: started ahead, given the variables by upload, never reused.

Knows pools and snapshots; how a kernel is reached is its place's business.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from ...errors import KernelStartFailed
from ..sandbox.tiers import Tier
from ..snapshot.copies import Limits, write
from ..source import LiveKernel
from ..zygote.pool import Pool, Share
from .kernel import RemoteKernel
from .place import Place

T = TypeVar("T")
MODULES = ("numpy", "pandas", "matplotlib.pyplot")
#: an upload takes its time, so tables are sampled earlier than on this machine
LIMITS = Limits(table=64 << 20, total=256 << 20)
_START_S = 120.0
_BIND_S = 300.0


@dataclass(frozen=True, slots=True)
class RemoteSnapshot:
    """Variables as bytes; `notes` grow when a kernel cannot restore one of them."""

    data: bytes
    copied: tuple[str, ...]
    restored: list[str] = field(default_factory=list)

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be copied or restored, or was sampled."""
        return (*self.copied, *self.restored)


class RemoteSource:
    """A KernelSource of remote kernels. Belongs to the event loop that first uses it."""

    def __init__(
        self, place: Place, *, ahead: int = 1, modules: tuple[str, ...] = MODULES, limits: Limits = LIMITS
    ) -> None:
        self._place = place
        self._modules = modules
        self._limits = limits
        self._living: set[RemoteKernel] = set()
        self._pool: Pool[RemoteKernel] = Pool(self._start, self._end, ahead, Share(ahead))

    @property
    def tier(self) -> str:
        """Whatever that machine does: this one is not touched."""
        return Tier.REMOTE.value

    async def snapshot(self, variables: Mapping[str, object]) -> RemoteSnapshot:
        """Write `variables`, in a thread of its own. Raises SnapshotError."""
        self._pool.fill()
        with tempfile.TemporaryDirectory(prefix="smallcode-upload-") as folder:
            path = Path(folder) / "snapshot"
            notes = await asyncio.to_thread(write, dict(variables), path, self._limits)
            return RemoteSnapshot(await asyncio.to_thread(path.read_bytes), notes)

    async def acquire(self, snapshot: RemoteSnapshot) -> RemoteKernel:
        """A fresh kernel with the snapshot's variables bound. Raises KernelStartFailed."""
        kernel = await self._pool.take()
        try:
            notes = await _unless_lost(kernel, kernel.bind(snapshot.data), _BIND_S)
        except BaseException:
            await asyncio.shield(self._end(kernel))
            raise
        snapshot.restored.extend(note for note in notes if note not in snapshot.restored)
        return kernel

    async def release(self, kernel: LiveKernel) -> None:
        """End it."""
        if isinstance(kernel, RemoteKernel):
            await asyncio.shield(self._end(kernel))

    async def forget(self, snapshot: RemoteSnapshot) -> None:
        """Nothing of it is kept here or there once its kernels are gone."""

    async def close(self) -> None:
        """End every kernel."""
        await self._pool.drain()
        for kernel in list(self._living):
            await self._end(kernel)

    async def _start(self) -> RemoteKernel:
        kernel = RemoteKernel(await self._place.start())
        self._living.add(kernel)
        try:
            await _unless_lost(kernel, kernel.prepare(self._modules), _START_S)
        except BaseException:
            await asyncio.shield(self._end(kernel))
            raise
        return kernel

    async def _end(self, kernel: RemoteKernel) -> None:
        if kernel in self._living:
            self._living.discard(kernel)
            await kernel.end()


async def _unless_lost(kernel: RemoteKernel, work: Coroutine[Any, Any, T], seconds: float) -> T:
    """The result of `work`; raises KernelStartFailed when the kernel is lost or it takes too long."""
    doing, losing = asyncio.ensure_future(work), asyncio.ensure_future(kernel.died())
    try:
        await asyncio.wait({doing, losing}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            return doing.result()
    finally:
        doing.cancel()
        losing.cancel()
    raise KernelStartFailed(
        "A remote kernel went away, or did not answer in time.", "Look at the log of the gateway, then run it again."
    )
