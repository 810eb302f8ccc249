"""Where throwaway kernels come from: the seam between driving a kernel and starting one.

A source knows processes, snapshots and confinement; it knows nothing about
candidates, probes or portraits (see `driver.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from jupyter_client.asynchronous.client import AsyncKernelClient


class LiveKernel(Protocol):
    """One running kernel, confined, with the snapshot's variables bound, ready for its only candidate."""

    @property
    def client(self) -> AsyncKernelClient:
        """Channels are started; the first execute request is the candidate's."""
        ...

    @property
    def scratch(self) -> Path:
        """Its own working directory, removed on release."""
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
