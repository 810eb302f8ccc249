"""Where throwaway kernels come from: the seam between driving a kernel and starting one.

A source knows processes, snapshots and confinement; it knows nothing about
candidates, probes or portraits (see `driver.py`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar


class KernelClient(Protocol):
    """The channels of a kernel, as jupyter_client's asynchronous client has them."""

    def execute(
        self,
        code: str,
        silent: bool = False,
        store_history: bool = True,
        user_expressions: dict[str, Any] | None = None,
        allow_stdin: bool | None = None,
        stop_on_error: bool = True,
    ) -> str:
        """Send a request; its message id."""
        ...

    def get_shell_msg(self) -> Awaitable[dict[str, Any]]:
        """The next reply."""
        ...

    def get_iopub_msg(self) -> Awaitable[dict[str, Any]]:
        """The next output or status."""
        ...


class LiveKernel(Protocol):
    """One running kernel, confined, with the snapshot's variables bound, ready for its only candidate."""

    @property
    def client(self) -> KernelClient:
        """Channels are started; the first execute request is the candidate's."""
        ...

    @property
    def prepared(self) -> bool:
        """Whether it has been made ready for a candidate that runs over unchanged variables with seed 0."""
        ...

    async def bring(self, code: str, folder: Path) -> tuple[str, ...]:
        """Copy the files of `folder` that `code` names to where it runs; a sentence for each one left out."""
        ...

    async def interrupt(self) -> None:
        """Send it SIGINT."""
        ...

    async def died(self) -> str:
        """Wait until the process is gone; "memory", "disk" or "" as far as the cause is known."""
        ...


class Snapshot(Protocol):
    """A copy of live variables that kernels can be started over."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be copied or was sampled, and why, one sentence each."""
        ...


S = TypeVar("S", bound=Snapshot)


class KernelSource(Protocol[S]):
    """Starts, hands out and removes kernels."""

    @property
    def tier(self) -> str:
        """Confinement of every kernel of this source."""
        ...

    async def snapshot(self, variables: Mapping[str, object]) -> S:
        """Copy `variables` (never changing them); raises SnapshotError when nothing can be copied."""
        ...

    async def acquire(self, snapshot: S) -> LiveKernel:
        """A kernel that has never run a candidate; raises KernelStartFailed."""
        ...

    async def release(self, kernel: LiveKernel) -> None:
        """Kill it at once, reap it, remove its scratch folder; never raises for a dead kernel."""
        ...

    async def forget(self, snapshot: S) -> None:
        """Free a snapshot and whatever was pre-started over it."""
        ...

    async def close(self) -> None:
        """Leave no process, socket or file behind."""
        ...
