"""Where remote kernels are started: the seam between driving one and reaching one.

Knows nothing about gateways, provisioners or candidates.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from ..source import KernelClient


class RemoteProcess(Protocol):
    """A kernel somewhere else that answers."""

    @property
    def client(self) -> KernelClient:
        """Its channels, open."""
        ...

    @property
    def lost(self) -> asyncio.Event:
        """Set when it died, was restarted, or cannot be reached any more."""
        ...

    async def interrupt(self) -> None:
        """Ask for SIGINT."""
        ...

    async def end(self) -> None:
        """End it and close the channels; never raises for one that is gone."""
        ...


class Place(Protocol):
    """Starts kernels."""

    async def start(self) -> RemoteProcess:
        """A fresh kernel; raises KernelStartFailed."""
        ...
