"""Forks one kernel from a template and connects to it, or leaves nothing behind.

Knows names, folders and sockets of kernels; knows nothing about pools.
"""

from __future__ import annotations

import asyncio
import itertools
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from . import scratch
from .forked_kernel import ForkedKernel
from .forked_settings import Settings
from .zygote.client import Process, Template
from .zygote.connect import connect, new_connection
from .zygote.pool import Share
from .zygote.protocol import Connection, Spawn

if TYPE_CHECKING:
    import zmq.asyncio

_MAX_MESSAGE = 64 << 20


class Launcher:
    """Starts kernels while there is room; belongs to one event loop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._room = asyncio.Semaphore(settings.most)
        #: what waits in pools leaves room for whoever needs one now
        self.ahead = Share(max(1, settings.most // 2))
        self._names = itertools.count(1)
        self._context: zmq.asyncio.Context | None = None

    async def start(self, template: Template, root: Path) -> ForkedKernel:
        """A kernel that is confined and listens; waits for room; raises KernelStartFailed."""
        await self._room.acquire()
        home = root / str(next(self._names))
        try:
            return await self._started(template, home, new_connection(str(home)))
        except BaseException:
            self._room.release()
            await asyncio.shield(asyncio.to_thread(scratch.remove, home))
            raise

    async def end(self, kernel: ForkedKernel) -> None:
        """Kill it, leave nothing of it, make room for another."""
        try:
            await kernel.end()
        finally:
            self._room.release()

    def close(self) -> None:
        """Give up the sockets."""
        if self._context is not None:
            self._context.destroy(linger=0)
            self._context = None

    async def _started(self, template: Template, home: Path, connection: Connection) -> ForkedKernel:
        spawn = Spawn(home.name, str(home), connection)
        process, ready = await template.spawn(spawn, self._settings.start_deadline_s)
        try:
            client = await connect(connection, self._sockets())
        except BaseException:
            await asyncio.shield(_kill(process))
            raise
        return ForkedKernel(process, client, home, self._settings.limits, prepared=ready.prepared)

    def _sockets(self) -> zmq.asyncio.Context:
        if self._context is None:
            import zmq.asyncio

            self._context = zmq.asyncio.Context()
            # a display larger than this would cost this process several times its size
            self._context.setsockopt(zmq.MAXMSGSIZE, _MAX_MESSAGE)
            self._context.setsockopt(zmq.LINGER, 0)
        return self._context


async def _kill(process: Process) -> None:
    process.signal(signal.SIGKILL)
    await process.wait()
    process.close()
