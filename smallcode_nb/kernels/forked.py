"""Kernels forked in milliseconds from a template that already holds the snapshot.

The default source of throwaway kernels. Knows the life of snapshots and pools;
what runs in the kernels is the driver's business.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from . import folder
from . import snapshot as snapshots
from .forked_kernel import ForkedKernel
from .sandbox import policy, tiers
from .sandbox.rlimits import default_limits
from .sandbox.tiers import Tier
from .zygote.client import Template, Zygote
from .zygote.connect import connect, new_connection
from .zygote.pool import Pool
from .zygote.protocol import Confinement, Limits, Spawn

if TYPE_CHECKING:
    import zmq.asyncio

DEFAULT_MODULES = ("numpy", "pandas", "matplotlib.pyplot")
_MAX_MESSAGE = 64 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """How many kernels, over how much data, from which libraries."""

    modules: tuple[str, ...] = DEFAULT_MODULES
    #: kernels started ahead of need
    ahead: int = max(2, os.cpu_count() or 2)
    #: kernels that may exist at once, handed out or ahead of need
    most: int = 4 * max(2, os.cpu_count() or 2)
    max_snapshot_bytes: int = 4 << 30
    limits: Limits = field(default_factory=default_limits)
    tier: Tier = Tier.LANDLOCK
    #: folder whose data files kernels may read; None for where the snapshot is taken
    project: Path | None = None
    start_deadline_s: float = 60.0


@dataclass(eq=False, slots=True)
class ForkedSnapshot:
    """A sealed copy of live variables, and the template that holds it."""

    dump: snapshots.Dump
    extra_notes: tuple[str, ...] = ()
    template: Template | None = None
    pool: Pool[ForkedKernel] | None = None
    users: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is missing or sampled, one sentence each."""
        return self.dump.notes + self.extra_notes


class ForkedSource:
    """A KernelSource; belongs to the event loop it is first used on."""

    def __init__(self, settings: Settings = Settings()) -> None:
        self._settings = settings
        self._root: Path | None = None
        self._zygote: Zygote | None = None
        self._context: zmq.asyncio.Context | None = None
        self._names = itertools.count(1)
        self._room = asyncio.Semaphore(settings.most)
        self._starting = asyncio.Lock()
        self._snapshots: set[ForkedSnapshot] = set()
        self._kept: ForkedSnapshot | None = None

    @property
    def tier(self) -> str:
        """Confinement of every kernel of this source."""
        return self._settings.tier

    async def warm(self) -> None:
        """Start the zygote now rather than with the first snapshot."""
        await self._ready_zygote()

    async def snapshot(self, variables: Mapping[str, object]) -> ForkedSnapshot:
        """Copy `variables` and start kernels over them; raises SnapshotError, KernelStartFailed."""
        parts = await asyncio.to_thread(snapshots.take, variables, self._settings.max_snapshot_bytes)
        digest = await asyncio.to_thread(parts.digest)
        if self._kept is not None and self._kept.dump.digest == digest and self._kept.dump.notes == parts.notes:
            snapshot = self._kept
        else:
            snapshot = ForkedSnapshot(await asyncio.to_thread(snapshots.seal, parts, digest))
            self._snapshots.add(snapshot)
        snapshot.users += 1
        await self._prepare(snapshot)
        return snapshot

    async def acquire(self, snapshot: ForkedSnapshot) -> ForkedKernel:
        """A kernel that has never run a candidate; waits for room; raises KernelStartFailed."""
        await self._prepare(snapshot)
        assert snapshot.pool is not None
        kernel = await snapshot.pool.take()
        kernel.watch()
        return kernel

    async def release(self, kernel: ForkedKernel) -> None:
        """Kill it at once, reap it, remove its scratch folder."""
        with contextlib.suppress(OSError):
            await asyncio.shield(self._end(kernel))

    async def forget(self, snapshot: ForkedSnapshot) -> None:
        """Kernels started ahead end now; the template stays until another snapshot takes its place."""
        snapshot.users -= 1
        if snapshot.users > 0:
            return
        if snapshot.pool is not None:
            await snapshot.pool.drain()
            snapshot.pool = None
        if self._kept not in (None, snapshot):
            await self._drop(self._kept)
        self._kept = snapshot

    async def close(self) -> None:
        """Leave no process, socket or file behind."""
        for snapshot in list(self._snapshots):
            await self._drop(snapshot)
        if self._zygote is not None:
            await asyncio.to_thread(self._zygote.close)
        if self._context is not None:
            self._context.destroy(linger=0)
        if self._root is not None:
            await asyncio.to_thread(folder.remove, self._root)
        self._zygote = self._context = self._root = self._kept = None

    async def _prepare(self, snapshot: ForkedSnapshot) -> None:
        async with snapshot.lock:
            zygote = await self._ready_zygote()
            if snapshot.template is None or snapshot.template.process.ended:
                cage = await asyncio.to_thread(self._confinement)
                deadline = self._settings.start_deadline_s
                snapshot.template = await zygote.template(snapshot.dump.fd, cage, deadline)
                snapshot.pool = None
            if snapshot.pool is None:
                template = snapshot.template
                snapshot.pool = Pool(lambda: self._start(template), self._end, self._settings.ahead)
                snapshot.pool.fill()

    async def _ready_zygote(self) -> Zygote:
        async with self._starting:
            if self._zygote is None or not self._zygote.alive:
                self._root = self._root or await asyncio.to_thread(folder.make)
                self._zygote = await self._start_zygote(self._root)
            return self._zygote

    async def _start_zygote(self, root: Path) -> Zygote:
        confined = self._settings.tier is not Tier.NONE
        if confined:
            tiers.require_platform()
        zygote = await asyncio.to_thread(Zygote.start, root, self._settings.modules)
        try:
            if confined:
                await tiers.prove(zygote, await asyncio.to_thread(self._confinement), root)
        except BaseException:
            await asyncio.to_thread(zygote.close)
            raise
        return zygote

    def _confinement(self) -> Confinement:
        project = self._settings.project or Path.cwd()
        return policy.confinement(self._settings.tier, self._settings.limits, project)

    async def _start(self, template: Template) -> ForkedKernel:
        await self._room.acquire()
        try:
            assert self._root is not None
            home = self._root / str(next(self._names))
            connection = new_connection(str(home))
            spawn = Spawn(home.name, str(home), connection)
            process, _ = await template.spawn(spawn, self._settings.start_deadline_s)
            client = await connect(connection, self._sockets())
            return ForkedKernel(process, client, home, self._settings.limits)
        except BaseException:
            self._room.release()
            raise

    async def _end(self, kernel: ForkedKernel) -> None:
        try:
            await kernel.end()
        finally:
            self._room.release()

    async def _drop(self, snapshot: ForkedSnapshot | None) -> None:
        if snapshot is None:
            return
        self._snapshots.discard(snapshot)
        if snapshot.pool is not None:
            await snapshot.pool.drain()
        if snapshot.template is not None:
            snapshot.template.close()
        snapshot.dump.close()

    def _sockets(self) -> zmq.asyncio.Context:
        if self._context is None:
            import zmq.asyncio

            self._context = zmq.asyncio.Context()
            # a display larger than this would cost this process several times its size
            self._context.setsockopt(zmq.MAXMSGSIZE, _MAX_MESSAGE)
            self._context.setsockopt(zmq.LINGER, 0)
        return self._context
