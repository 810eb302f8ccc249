"""One plain IPython kernel process, from start to removal.

Knows jupyter_client, signals and files; knows nothing about pools, snapshots or candidates.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import KernelStartFailed
from .environment import import_path, scrubbed
from .files import bring

if TYPE_CHECKING:
    import zmq.asyncio
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.manager import AsyncKernelManager

START_S = 60.0
_BOOT = Path(__file__).with_name("boot.py")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What every kernel of a source has in common."""

    root: Path
    preload: tuple[str, ...]
    memory_mb: int

    def write(self, path: Path) -> None:
        """The configuration file that `boot.py` reads."""
        config = {
            "parent": os.getpid(),
            "memory_mb": self.memory_mb,
            "path": import_path(),
            "preload": [*self.preload, "smallcode_nb.kernels.inside.witness"],
        }
        path.write_text(json.dumps(config), encoding="utf-8")


class PlainKernel:
    """A kernel process with a client; a LiveKernel once its variables are bound."""

    def __init__(self, manager: AsyncKernelManager, scratch: Path) -> None:
        self._manager = manager
        self._scratch = scratch
        self._killed = False
        self._exit: asyncio.Task[int] | None = None
        self._client: AsyncKernelClient = manager.client(context=manager.context)

    @classmethod
    async def start(cls, recipe: Recipe, name: str, context: zmq.asyncio.Context) -> PlainKernel:
        """Start a process and wait until it answers. Raises KernelStartFailed."""
        scratch = recipe.root / "scratch" / name
        scratch.mkdir(parents=True)
        kernel = cls(_manager(recipe, name, context), scratch)
        try:
            await kernel._launch(recipe)
        except BaseException:
            await asyncio.shield(kernel.remove())
            raise
        return kernel

    @property
    def client(self) -> AsyncKernelClient:
        """Its channels; shell, iopub and control are open."""
        return self._client

    @property
    def prepared(self) -> bool:
        """It is asked to, since it was not forked from a process that could do it ahead."""
        return False

    @property
    def scratch(self) -> Path:
        """Its working directory."""
        return self._scratch

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process id, which is its group's as well."""
        return int(self._process.pid)

    @property
    def _process(self) -> Any:
        return getattr(self._manager.provisioner, "process", None)

    @property
    def _log(self) -> Path:
        return self._scratch.parent.parent / f"{self._scratch.name}.log"

    async def bring(self, code: str, folder: Path) -> tuple[str, ...]:
        """Copy the files that `code` names into its working directory."""
        return await asyncio.to_thread(bring, code, folder, self.scratch)

    async def interrupt(self) -> None:
        """SIGINT to the process and what it started."""
        self._signal(signal.SIGINT)

    async def died(self) -> str:
        """Wait for the end of the process; "memory" when something else than us killed it."""
        if self._exit is None:
            self._exit = asyncio.create_task(_exit_code(self._process))
        code = await asyncio.shield(self._exit)
        return "memory" if code == -signal.SIGKILL and not self._killed else ""

    def kill(self) -> None:
        """SIGKILL to the process and what it started; returns at once."""
        self._killed = True
        self._signal(signal.SIGKILL)

    async def remove(self) -> None:
        """Kill, reap, close sockets, delete files."""
        self.kill()
        self._client.stop_channels()
        if self._process is not None:
            await self.died()
        with contextlib.suppress(Exception):  # it has nothing left to say
            await self._manager.cleanup_resources()
        for left in self._scratch.parent.parent.glob(f"{self._scratch.name}.*"):
            left.unlink(missing_ok=True)
        shutil.rmtree(self._scratch, ignore_errors=True)

    async def _launch(self, recipe: Recipe) -> None:
        cwd, env, log = str(self._scratch), scrubbed(self._scratch, recipe.root), self._log
        try:
            with log.open("wb") as stderr:
                await self._manager.start_kernel(cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=stderr)
            self._client.load_connection_info(self._manager.get_connection_info(session=True))
            self._client.start_channels(stdin=False, hb=False, control=False)
            await self._client.wait_for_ready(timeout=START_S)
        except (OSError, RuntimeError) as error:
            last = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
            raise KernelStartFailed(
                f"A throwaway kernel did not start ({(last or [str(error) or type(error).__name__])[0]}).",
                f"Check that `{sys.executable} -m ipykernel_launcher --version` works in a terminal.",
            ) from error

    def _signal(self, number: signal.Signals) -> None:
        if self.alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number) if hasattr(os, "killpg") else self._process.send_signal(number)


def _manager(recipe: Recipe, name: str, context: zmq.asyncio.Context) -> AsyncKernelManager:
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    config = recipe.root / "config.json"
    if not config.exists():
        recipe.write(config)
    argv = [sys.executable, "-P", str(_BOOT), str(config), "{connection_file}"]
    manager = AsyncKernelManager(context=context, transport="ipc", connection_file=str(recipe.root / f"{name}.json"))
    manager.ip = str(recipe.root / f"{name}.ipc")
    manager._kernel_spec = KernelSpec(argv=argv, language="python", display_name=name)
    return manager


async def _exit_code(process: Any) -> int:
    """Wait without a child watcher, which a loop outside the main thread does not have."""
    if hasattr(os, "pidfd_open") and process.poll() is None:
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        with contextlib.suppress(OSError):
            handle = os.pidfd_open(process.pid)
            loop.add_reader(handle, done.set)
            try:
                await done.wait()
            finally:
                loop.remove_reader(handle)
                os.close(handle)
    while (code := process.poll()) is None:  # noqa: ASYNC110 - nothing tells where there is no pidfd
        await asyncio.sleep(0.02)
    return int(code)
