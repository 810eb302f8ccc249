"""Kernels forked in milliseconds from a template that already holds the snapshot.

The default source of throwaway kernels on Linux. Knows the life of snapshots; what
runs in the kernels is the driver's business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

from ..errors import SnapshotError
from . import imports
from .forked_kernel import ForkedKernel
from .forked_settings import Settings
from .keeper import Keeper
from .launch import Launcher
from .nursery import Nursery
from .sandbox import tiers
from .sandbox.tiers import Tier
from .snapshot import dump as snapshots
from .source import LiveKernel
from .zygote.client import Unreadable

_MAX_UNREADABLE = 10

__all__ = ["ForkedSource", "Settings", "Tier"]


class ForkedSource:
    """A KernelSource; belongs to the event loop it is first used on."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._keeper = Keeper(self._settings)
        self._launcher = Launcher(self._settings)
        self._nurseries: set[Nursery] = set()
        self._kept: Nursery | None = None
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def tier(self) -> str:
        """Confinement of every kernel of this source."""
        return self._settings.tier.value

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is weaker on this machine than the tier can be."""
        return tiers.warnings() if self._settings.tier is Tier.LANDLOCK else ()

    async def warm(self) -> None:
        """Start the zygote now rather than with the first snapshot."""
        await self._keeper.zygote()

    async def snapshot(self, variables: Mapping[str, object]) -> Nursery:
        """Copy `variables` and start kernels over them; raises SnapshotError, KernelStartFailed, SandboxUnavailable."""
        if not any(nursery.users for nursery in self._nurseries):
            await self._keeper.exchange()
        self._keeper.expect(imports.used(variables))
        without: dict[str, str] = {}
        for _ in range(_MAX_UNREADABLE):
            nursery = await self._copied(variables, without)
            try:
                await nursery.prepare()
            except BaseException as e:
                await asyncio.shield(self._leave(nursery))
                if not isinstance(e, Unreadable):
                    raise
                name, why = e.args
                without[name] = f"cannot be used in a clean process ({why})"
            else:
                return nursery
        raise SnapshotError("Too many variables cannot be copied.", "Name those that are needed with --vars.")

    async def acquire(self, snapshot: Nursery) -> ForkedKernel:
        """A kernel that has never run a candidate; waits for room; raises KernelStartFailed."""
        kernel = await snapshot.take()
        kernel.watch()
        return kernel

    async def release(self, kernel: LiveKernel) -> None:
        """Kill it now; it is reaped, and its scratch folder removed, while nobody waits."""
        if isinstance(kernel, ForkedKernel):
            self._later(self._launcher.end(kernel))
            kernel.kill()
            for nursery in self._nurseries:
                nursery.given_back()

    async def forget(self, snapshot: Nursery) -> None:
        """Kernels started ahead end while nobody waits; the template stays until another snapshot takes its place."""
        snapshot.users -= 1
        if snapshot.users == 0:
            self._later(self._rest(snapshot))

    async def settle(self) -> None:
        """Wait until what was released and forgotten is gone."""
        while self._ending:
            await asyncio.wait(self._ending)

    async def _rest(self, snapshot: Nursery) -> None:
        if snapshot.users > 0:
            return
        await snapshot.rest()
        if snapshot.users > 0 or snapshot not in self._nurseries:
            return  # somebody asked for the same variables meanwhile, or all was closed
        before, self._kept = self._kept, snapshot
        if before is not None and before is not snapshot and before.users == 0:
            await self._drop(before)

    async def close(self) -> None:
        """Leave no process, socket or file behind."""
        for nursery in list(self._nurseries):
            await self._drop(nursery)
        await self.settle()
        self._launcher.close()
        await self._keeper.close()

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._ending.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._ending.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, OSError):
            raise error

    async def _copied(self, variables: Mapping[str, object], without: Mapping[str, str]) -> Nursery:
        parts = await asyncio.to_thread(snapshots.take, variables, self._settings.max_snapshot_bytes, without)
        digest = await asyncio.to_thread(parts.digest)
        for nursery in self._nurseries:
            if nursery.ready and nursery.dump.digest == digest and nursery.notes == parts.notes:
                nursery.users += 1
                return nursery
        dump = await asyncio.to_thread(snapshots.seal, parts, digest)
        nursery = Nursery(dump, self._settings, self._keeper, self._launcher)
        self._nurseries.add(nursery)
        return nursery

    async def _opened(self, nursery: Nursery) -> Nursery:
        """A new one that has been prepared, or is gone again."""
        self._nurseries.add(nursery)
        try:
            await nursery.prepare()
        except BaseException:
            await asyncio.shield(self._leave(nursery))
            raise
        return nursery

    async def _leave(self, nursery: Nursery) -> None:
        """Drop one that could not be prepared, once nobody else tries."""
        nursery.users -= 1
        if nursery.users == 0:
            await self._drop(nursery)

    async def _drop(self, nursery: Nursery) -> None:
        if nursery in self._nurseries:
            self._nurseries.discard(nursery)
            self._kept = None if self._kept is nursery else self._kept
            await nursery.close()
