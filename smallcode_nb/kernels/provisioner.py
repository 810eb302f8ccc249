"""Forked, confined kernels for everything that speaks Jupyter: jupyter_client, nbclient, Lab.

A kernel spec whose provisioner is "smallcode-fork" starts in milliseconds from a
zygote shared by this process. Knows jupyter_client's provisioner interface; the
kernels are those of `forked.py`, without a snapshot.
"""

from __future__ import annotations

import asyncio
import atexit
import itertools
import json
import os
import signal
from pathlib import Path
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Unicode

from . import folder, scratch
from .forked_settings import Settings
from .keeper import Keeper
from .sandbox.tiers import Tier, chosen
from .zygote.client import Process, Template
from .zygote.connect import connection_info, new_connection
from .zygote.protocol import Spawn

KERNEL_NAME = "smallcode"


class ForkProvisioner(KernelProvisionerBase):
    """Entry point `smallcode-fork` of `jupyter_client.kernel_provisioners`."""

    tier = Unicode(
        "auto",
        help="Confinement of the kernel: 'landlock+seccomp', 'bwrap', 'auto' for the strongest there is, "
        "or 'none' for no confinement at all.",
    ).tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._process: Process | None = None
        self._home: Path | None = None
        self._code: int | None = None

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel process."""
        return self._process is not None

    async def poll(self) -> int | None:
        """None while it runs, else its exit code."""
        if self._process is None:
            return self._code or 0
        if not self._process.ended:
            return None
        code = await asyncio.to_thread(self._process.exit_code)
        return 0 if code is None else code

    async def wait(self) -> int | None:
        """Until it has ended."""
        if self._process is not None:
            await self._process.wait()
        code = await self.poll()
        self._forget(code or 0)
        return code

    async def send_signal(self, signum: int) -> None:
        """Any signal, to the kernel alone: it cannot have children."""
        if self._process is not None:
            self._process.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """SIGKILL."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """SIGTERM."""
        await self.send_signal(signal.SIGTERM)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Nothing to prepare: no command is run."""
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel; returns where it listens. Raises KernelStartFailed, SandboxUnavailable."""
        nest = await _nest(chosen(self.tier), Path(kwargs.get("cwd") or os.getcwd()))
        self._home = nest.root / f"p{next(_numbers)}"
        connection = new_connection(str(self._home))
        spawn = Spawn(self._home.name, str(self._home), connection, attended=True)
        self._process, _ = await nest.template.spawn(spawn, nest.settings.start_deadline_s)
        info = connection_info(connection)
        info["key"] = connection.key.encode()
        self.connection_info = cast(KernelConnectionInfo, info)
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Remove its folder and sockets."""
        if self._process is not None:
            self._process.signal(signal.SIGKILL)
            await self.wait()

    async def shutdown_requested(self, restart: bool = False) -> None:
        """The kernel ends by itself on a shutdown request."""

    def _forget(self, code: int) -> None:
        self._code = code
        if self._process is not None:
            self._process.close()
            self._process = None
        if self._home is not None:
            scratch.remove(self._home)


class _Nest:
    """A template without variables, for one project folder and tier."""

    def __init__(self, settings: Settings, keeper: Keeper, template: Template) -> None:
        self.settings = settings
        self.keeper = keeper
        self.template = template

    @property
    def root(self) -> Path:
        return self.keeper.root

    def close(self) -> None:
        """Leave no process and no socket."""
        self.template.close()
        self.template.zygote.close()


_numbers = itertools.count(1)
_nests: dict[tuple[Tier, Path], _Nest] = {}


async def _nest(tier: Tier, project: Path) -> _Nest:
    nest = _nests.get((tier, project))
    if nest is None or nest.template.process.ended:
        settings = Settings(tier=tier, project=project)
        keeper = Keeper(settings)
        nothing = os.memfd_create("smallcode-empty", os.MFD_CLOEXEC)
        try:
            zygote = await keeper.zygote()
            template = await zygote.template(nothing, await keeper.confinement(), settings.start_deadline_s)
        finally:
            os.close(nothing)
        nest = _nests[tier, project] = _Nest(settings, keeper, template)
        atexit.register(nest.close)
    return nest


def install_kernelspec(tier: Tier | None = None, name: str = KERNEL_NAME, *, prefix: str | None = None) -> Path:
    """Write a kernel spec for this interpreter, for the user or under `prefix`; returns its folder.

    Without a tier its kernels are confined as strongly as the machine they start on allows.
    """
    from jupyter_client.kernelspec import KernelSpecManager

    root = folder.make()
    try:
        spec = {
            "argv": ["smallcode-fork", "{connection_file}"],
            "display_name": "Python (smallcode, throwaway)",
            "language": "python",
            "metadata": {
                "kernel_provisioner": {"provisioner_name": "smallcode-fork", "config": {"tier": tier or "auto"}}
            },
        }
        (root / "spec").mkdir()
        (root / "spec" / "kernel.json").write_text(json.dumps(spec, indent=1), encoding="utf-8")
        place = KernelSpecManager().install_kernel_spec(str(root / "spec"), name, user=prefix is None, prefix=prefix)
    finally:
        folder.remove(root)
    return Path(place)
