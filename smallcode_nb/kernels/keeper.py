"""Keeps one zygote alive: starts it, proves its sandbox, starts another when it was killed.

Knows the private folder and the order of a start; knows nothing about snapshots.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from ..errors import KernelError, KernelStartFailed
from . import folder, scratch
from .forked_settings import Settings
from .sandbox import bubblewrap, policy, tiers
from .sandbox.tiers import Tier
from .zygote.client import Zygote
from .zygote.protocol import Confinement


class Keeper:
    """The zygote of one source, and the folder everything of it lives in."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._root: Path | None = None
        self._zygote: Zygote | None = None
        self._starting = asyncio.Lock()
        #: the project that was mounted for the zygote; None where nothing had to be
        self._project: str | None = None
        #: libraries of the notebook beyond those of the settings, and those that did not bear a fork
        self._used: frozenset[str] = frozenset()
        self._refused: frozenset[str] = frozenset()
        self._coming: asyncio.Task[Zygote | None] | None = None

    @property
    def root(self) -> Path:
        """The private folder; made on first use."""
        if self._root is None:
            self._root = folder.make()
        return self._root

    async def zygote(self) -> Zygote:
        """One that is alive; raises KernelStartFailed, SandboxUnavailable."""
        async with self._starting:
            if self._zygote is not None and not (self._zygote.alive and self._sees_the_project()):
                await asyncio.to_thread(self._zygote.close)
                self._zygote = None
            if self._zygote is None:
                self._zygote = await self._first()
            return self._zygote

    def expect(self, libraries: frozenset[str]) -> None:
        """Start another zygote in the background where the notebook uses more libraries than this one imported."""
        wanted = libraries - self._used - self._refused - frozenset(self._settings.modules)
        if not wanted or not self._settings.preload:
            return
        if self._zygote is None:
            self._used |= wanted
        elif self._coming is None:
            self._coming = asyncio.create_task(self._prepare(self._used | wanted))

    async def exchange(self) -> None:
        """Take the zygote that was started in the background, if it is ready; only while no kernel is in use."""
        if self._coming is None or not self._coming.done():
            return
        async with self._starting:
            coming, self._coming = self._coming, None
            if coming is not None and not coming.cancelled() and (better := coming.result()) is not None:
                before, self._zygote = self._zygote, better
                if before is not None:
                    await asyncio.to_thread(before.close)

    async def _first(self) -> Zygote:
        try:
            return await self._start(self._used)
        except KernelStartFailed:
            if not self._used:
                raise
            # one of the notebook's libraries, it may be; the kernels work without
            self._refused, self._used = self._refused | self._used, frozenset()
            return await self._start(self._used)

    async def _prepare(self, libraries: frozenset[str]) -> Zygote | None:
        try:
            zygote = await self._start(libraries)
        except KernelError:
            zygote = None
        if zygote is None:
            # whatever it was, the kernels work without: each imports it when it is asked for
            self._refused |= libraries - self._used
        else:
            self._used = libraries
        return zygote

    def _sees_the_project(self) -> bool:
        return self._project is None or self._project == str(self._settings.project or Path.cwd())

    async def confinement(self) -> Confinement:
        """How kernels are confined, given what the project holds now."""
        s = self._settings
        return await asyncio.to_thread(policy.confinement, s.tier, s.limits, s.project or Path.cwd(), (), self.root)

    async def close(self) -> None:
        """Leave no process and no file."""
        await self._call_off()
        async with self._starting:
            zygote, root = self._zygote, self._root
            self._zygote = self._root = None
            if zygote is not None:
                await asyncio.to_thread(zygote.close)
            if root is not None:
                await asyncio.to_thread(scratch.remove, root)

    async def _call_off(self) -> None:
        """End the zygote that is being started in the background, however far it is."""
        coming, self._coming = self._coming, None
        if coming is None:
            return
        coming.cancel()
        late = (await asyncio.gather(coming, return_exceptions=True))[0]
        if isinstance(late, Zygote):
            await asyncio.to_thread(late.close)

    async def _start(self, libraries: frozenset[str]) -> Zygote:
        tier = self._settings.tier
        tiers.require(tier)
        confinement = await self.confinement()
        wrapper: tuple[str, ...] = ()
        if tier is Tier.BWRAP:
            wrapper = bubblewrap.command(confinement, whole_project=confinement.landlock)
            self._project = confinement.project
        zygote = await Zygote.start(self.root, (*self._settings.modules, *sorted(libraries)), wrapper)
        try:
            if libraries and zygote.hello.threads != 1:
                raise KernelStartFailed("A library of the notebook starts threads.", "It is left to each kernel.")
            if tier is not Tier.NONE:
                await tiers.prove(zygote, confinement, self.root)
        except BaseException:
            await asyncio.shield(asyncio.to_thread(zygote.close))
            raise
        return zygote
