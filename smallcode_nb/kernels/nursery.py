"""Kernels over one snapshot: its template, and the pool forked from it ahead of need.

Makes both again when they were killed, since the snapshot itself is held here.
Knows nothing about how a snapshot is written or a kernel confined.
"""

from __future__ import annotations

import asyncio

from ..errors import KernelStartFailed
from .forked_kernel import ForkedKernel
from .forked_settings import Settings
from .keeper import Keeper
from .launch import Launcher
from .snapshot.dump import Dump
from .zygote.client import Template, Zygote
from .zygote.pool import Pool

_ATTEMPTS = 2


class Nursery:
    """A ForkedSource's snapshot handle."""

    def __init__(self, dump: Dump, settings: Settings, keeper: Keeper, launcher: Launcher) -> None:
        self.dump = dump
        self.users = 1
        self._settings = settings
        self._keeper = keeper
        self._launcher = launcher
        self._template: Template | None = None
        self._pool: Pool[ForkedKernel] | None = None
        self._preparing = asyncio.Lock()

    @property
    def notes(self) -> tuple[str, ...]:
        """What is missing or sampled, one sentence each."""
        return self.dump.notes

    @property
    def ready(self) -> bool:
        """Whether its snapshot has been read in a template."""
        return self._template is not None

    async def prepare(self) -> Pool[ForkedKernel]:
        """Have a living template and kernels on their way; raises Unreadable, KernelStartFailed."""
        async with self._preparing:
            zygote = await self._keeper.zygote()
            template = self._template
            if template is None or template.process.ended or template.zygote is not zygote:
                await self._discard()
                template = self._template = await self._load(zygote)
            if self._pool is None:
                root, living = self._keeper.root, template
                self._pool = Pool(
                    lambda: self._launcher.start(living, root),
                    self._launcher.end,
                    self._settings.ahead,
                    self._launcher.ahead,
                    alone=True,
                )
                self._pool.fill()
            return self._pool

    async def take(self) -> ForkedKernel:
        """A fresh kernel; when template or zygote were killed meanwhile, from new ones."""
        for _ in range(_ATTEMPTS):
            pool = await self.prepare()
            try:
                return await pool.take()
            except KernelStartFailed:
                await self._replace(pool)
        return await (await self.prepare()).take()

    def given_back(self) -> None:
        """A kernel ended: the next ones may be started."""
        if self._pool is not None and self.users:
            self._pool.given_back()

    async def _replace(self, pool: Pool[ForkedKernel]) -> None:
        """Give up a pool that failed, unless another taker has done so already."""
        async with self._preparing:
            if self._pool is pool:
                await self._rest()

    async def rest(self) -> None:
        """End the kernels that wait; the template stays."""
        async with self._preparing:
            await self._rest()

    async def close(self) -> None:
        """Leave no process, and give the memory back."""
        async with self._preparing:
            await self._discard()
            self.dump.close()

    async def _rest(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.drain()

    async def _discard(self) -> None:
        await self._rest()
        if self._template is not None:
            self._template.close()
            self._template = None

    async def _load(self, zygote: Zygote) -> Template:
        cage, deadline = await self._keeper.confinement(), self._settings.start_deadline_s
        template = await zygote.template(self.dump.fd, cage, deadline)
        if template.ready.threads == 1:
            return template
        # reading the snapshot started threads, so each kernel reads it itself after the fork
        template.close()
        return await zygote.template(self.dump.fd, cage, deadline, lazy=True)
