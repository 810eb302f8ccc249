"""One forked kernel: a process, its client, its folder, and why it ended.

Knows processes and files; starting and confining it was done before.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from .files import bring
from .scratch import remove, too_much
from .zygote import waiting
from .zygote.client import Process
from .zygote.connect import disconnect
from .zygote.protocol import Limits

if TYPE_CHECKING:
    from jupyter_client.asynchronous.client import AsyncKernelClient

_WATCH_S = 0.1
#: for a killed process to be gone; returning its memory takes a while
_DYING_S = 30.0


class ForkedKernel:
    """A LiveKernel; its watch begins when it is handed out."""

    def __init__(
        self, process: Process, client: AsyncKernelClient, folder: Path, limits: Limits, *, prepared: bool = False
    ) -> None:
        self.process = process
        self.prepared = prepared
        self._client = client
        self._folder = folder
        self._limits = limits
        self._killed = False
        self._watch: asyncio.Task[str] | None = None
        self._memory_kills = 0

    @property
    def client(self) -> AsyncKernelClient:
        """Its channels, open and subscribed."""
        return self._client

    @property
    def scratch(self) -> Path:
        """Its working directory."""
        return self._folder / "work"

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return not self.process.ended

    def watch(self) -> asyncio.Task[str]:
        """From now on it is killed when its folder grows too large."""
        self._memory_kills = memory_kills()
        self._watch = asyncio.create_task(self._until_it_ends())
        return self._watch

    async def bring(self, code: str, folder: Path) -> tuple[str, ...]:
        """Copy the files that `code` names into its working directory."""
        return await asyncio.to_thread(bring, code, folder, self.scratch)

    async def interrupt(self) -> None:
        """Send it SIGINT."""
        self.process.signal(signal.SIGINT)

    async def died(self) -> str:
        """Wait until it is gone; "disk", "memory" or "" as far as the cause is known."""
        return await asyncio.shield(self._watch or self.watch())

    def kill(self) -> None:
        """SIGKILL; returns at once."""
        self._killed = True
        self.process.signal(signal.SIGKILL)

    async def end(self) -> None:
        """Kill it, wait until it is gone, remove its folder and sockets."""
        self.kill()
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait({self._watch})
        disconnect(self._client)
        await asyncio.to_thread(self._bury)

    def _bury(self) -> None:
        self.process.wait_blocking(_DYING_S)
        # asking how it ended makes its parent reap it
        self.process.exit_code()
        self.process.close()
        remove(self._folder)

    async def _until_it_ends(self) -> str:
        while not await self._gone_within(_WATCH_S):
            if too_much(self._folder, self._limits.scratch_bytes, self._limits.scratch_files):
                self.process.signal(signal.SIGKILL)
                await self.process.wait()
                return "disk"
        if self._killed:
            return ""
        code = await asyncio.to_thread(self.process.exit_code)
        return "memory" if code == -signal.SIGKILL and memory_kills() > self._memory_kills else ""

    async def _gone_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await waiting.readable(self.process.pidfd)
        except TimeoutError:
            return False
        return True


def memory_kills() -> int:
    """How many processes this machine has ended for want of memory since it was started."""
    with contextlib.suppress(OSError):
        # asked for every kernel, so it must not take long: the table has some two hundred lines
        return int(Path("/proc/vmstat").read_bytes().partition(b"\noom_kill ")[2].split(b"\n", 1)[0] or 0)
    return 0
