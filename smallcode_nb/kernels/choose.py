"""Throwaway kernels by name, as the settings name them.

Knows every kind there is; imports only the one that is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import UnknownOption

if TYPE_CHECKING:
    from .source import KernelSource

KINDS = ("forked", "pooled", "live", "remote")
SANDBOXES = ("auto", "landlock+seccomp", "bwrap")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which kernels: a kind, and what only some kinds ask for."""

    kind: str = "forked"
    #: how many run side by side
    parallel: int = 2
    #: confinement of kernels on this machine
    sandbox: str = "auto"
    #: address of a gateway; empty for a kernel spec on this machine, whose provisioner may start kernels anywhere
    gateway: str = ""
    #: kernel spec of remote kernels
    kernel_spec: str = "python3"


def open_source(choice: Choice) -> KernelSource[Any]:
    """A source of that kind, nothing started yet. Raises UnknownOption, SandboxUnavailable, KernelStartFailed."""
    if choice.kind == "forked":
        from .forked import ForkedSource

        return ForkedSource(_local(choice))
    if choice.kind == "live":
        from .live.source import LiveSource

        return LiveSource(_local(choice))
    if choice.kind == "pooled":
        from .pool import PooledSource

        return PooledSource(warm=choice.parallel)
    if choice.kind == "remote":
        return _remote(choice)
    raise UnknownOption(f"There are no {choice.kind!r} kernels.", f"Choose one of {', '.join(KINDS)}.")


def _local(choice: Choice) -> Any:
    from .forked_settings import Settings
    from .sandbox.tiers import chosen

    return Settings(tier=chosen(choice.sandbox))


def _remote(choice: Choice) -> KernelSource[Any]:
    from .remote.gateway import GatewayPlace
    from .remote.kernelspec import KernelSpecPlace
    from .remote.source import RemoteSource

    if choice.gateway:
        return RemoteSource(GatewayPlace(choice.gateway, choice.kernel_spec), ahead=choice.parallel)
    return RemoteSource(KernelSpecPlace(choice.kernel_spec), ahead=choice.parallel)
