"""One remote kernel with its own folder there, made ready for a candidate.

Knows what must be uploaded; nothing about how the kernel is reached.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from ...errors import KernelStartFailed
from ..dialogue import ask
from ..files import MAX_BYTES, named_files
from ..source import KernelClient
from .kit import KIT, SPARE, kit, spare
from .place import RemoteProcess
from .upload import Upload

_SNAPSHOT = "snapshot"


class RemoteKernel:
    """A LiveKernel somewhere else."""

    def __init__(self, process: RemoteProcess) -> None:
        self._process = process
        self._upload = Upload(process.client)
        self._home = ""

    @property
    def client(self) -> KernelClient:
        """Its channels."""
        return self._process.client

    @property
    def prepared(self) -> bool:
        """It is asked to when the candidate is there."""
        return False

    @property
    def alive(self) -> bool:
        """Whether it can be reached."""
        return not self._process.lost.is_set()

    async def prepare(self, modules: tuple[str, ...]) -> None:
        """Send it what it needs, before there is a candidate; raises KernelStartFailed."""
        version, self._home = await self._upload.begin()
        if version != sys.version_info[:2]:
            raise KernelStartFailed(
                f"The remote kernel runs Python {version[0]}.{version[1]}, this notebook "
                f"{sys.version_info[0]}.{sys.version_info[1]}: copied functions would not work there.",
                "Choose a remote kernel of the same Python version.",
            )
        await self._upload.put(KIT, kit())
        await self._upload.put(SPARE, spare())
        await self._upload.activate(KIT, SPARE, ("smallcode_nb.kernels.inside.witness", *modules))

    async def bind(self, snapshot: bytes) -> tuple[str, ...]:
        """Send it the variables; a sentence for each that could not be restored."""
        await self._upload.put(_SNAPSHOT, snapshot)
        report = await ask(self.client, "bind", f"{self._home}/{_SNAPSHOT}") or {}
        notes = report.get("notes")
        return tuple(map(str, notes)) if isinstance(notes, list) else ()

    async def bring(self, code: str, folder: Path) -> tuple[str, ...]:
        """Send it the data files that `code` names; a sentence for each one left out."""
        notes, left = [], MAX_BYTES
        for name in named_files(code, folder):
            data = await asyncio.to_thread((folder / name).read_bytes)
            left -= len(data)
            if left < 0:
                notes.append(
                    f"`{name}` was not sent: its {len(data) / 2**20:,.0f} MB are more than candidates may read."
                )
            else:
                await self._upload.put(f"work/{name.as_posix()}", data)
        return tuple(notes)

    async def interrupt(self) -> None:
        """Ask for SIGINT there."""
        await self._process.interrupt()

    async def died(self) -> str:
        """Wait until it is gone; why is not known from here."""
        await self._process.lost.wait()
        return ""

    async def end(self) -> None:
        """End it; its folder goes with it."""
        await self._process.end()
