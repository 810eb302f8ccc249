"""Which confinement holds on this machine, found by attacking it, and what each covers.

Decides and explains; the layers themselves are beside this file. The rule: model
code is never run with less confinement than was asked for.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import SandboxUnavailable
from ..zygote.protocol import Attacked, Confinement
from . import bubblewrap, landlock
from .syscalls import of_this_machine

if TYPE_CHECKING:
    from ..zygote.client import Zygote

_GOOD_ABI = 3
_WAY_OUT = (
    "Run it on Linux 5.19 or newer (also inside a container or WSL), use a remote kernel, "
    "or accept unconfined runs for this request with --trust none."
)


class Tier(StrEnum):
    """Confinements, as they are recorded with every result."""

    REMOTE = "remote"
    BWRAP = "bwrap"
    LANDLOCK = "landlock+seccomp"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a tier stops and what it does not, in a user's words."""

    tier: Tier
    covered: tuple[str, ...]
    not_covered: tuple[str, ...]


_LOCAL = (
    "reading files outside the project's visible entries and the libraries (home, dotfiles, keys)",
    "writing anywhere but its own scratch folder",
    "the network, in any protocol, and sockets of other programs on this machine",
    "starting programs and processes, and signals or access to other processes",
    "more memory, processor time, disk, open files or output than its limits",
    "the environment variables of your kernel: they are never there",
    "your variables: it works on a copy",
)
_ALWAYS_OPEN = (
    "faults in the Linux kernel itself",
    "reading the libraries and the project's data files that it was given",
    "asking whether a file exists, how large and how old it is, when the path is known",
    "side channels such as timing and cache use",
)
_COVERAGE = {
    Tier.LANDLOCK: Coverage(Tier.LANDLOCK, _LOCAL, _ALWAYS_OPEN),
    Tier.BWRAP: Coverage(
        Tier.BWRAP,
        (*_LOCAL, "seeing other processes, or that files outside exist"),
        (*_ALWAYS_OPEN[:2], *_ALWAYS_OPEN[3:]),
    ),
    Tier.REMOTE: Coverage(
        Tier.REMOTE,
        ("everything on this machine: the code runs on another one",),
        ("whatever the remote kernel may do there; that machine's administrator decides",),
    ),
    Tier.NONE: Coverage(
        Tier.NONE,
        ("your variables: it works on a copy",),
        ("everything else: the code may do whatever you may do",),
    ),
}


def coverage(tier: str) -> Coverage:
    """What the tier of that name stops and does not stop."""
    return _COVERAGE[Tier(tier)]


def report(tier: str) -> str:
    """The text behind `%smallcode sandbox`."""
    c = coverage(tier)
    lines = [f"Throwaway kernels run at tier: {c.tier}"]
    if c.tier is Tier.LANDLOCK:
        lines[0] += f" (Landlock ABI {landlock.abi()})"
    lines += ["Stopped:", *(f"  - {x}" for x in c.covered), "Not stopped:", *(f"  - {x}" for x in c.not_covered)]
    return "\n".join(lines)


def warnings() -> tuple[str, ...]:
    """What is weaker here than it could be."""
    version = landlock.abi()
    if 0 < version < _GOOD_ABI:
        return (f"Landlock ABI {version} does not stop shortening files by path; Linux 6.2 and newer do.",)
    return ()


def require_platform() -> None:
    """Raise SandboxUnavailable where no layer can exist at all."""
    if not sys.platform.startswith("linux"):
        raise SandboxUnavailable(f"{_platform()} offers no confinement that an ordinary user can set up.", _WAY_OUT)
    if of_this_machine() is None:
        raise SandboxUnavailable(f"There is no system call filter for {os.uname().machine} processors yet.", _WAY_OUT)
    if not landlock.abi() and bubblewrap.why_not():
        raise SandboxUnavailable(f"This Linux has no Landlock, and {bubblewrap.why_not()}", _WAY_OUT)


def require(tier: Tier) -> None:
    """Raise SandboxUnavailable where that tier cannot exist; whether it holds is for `prove`."""
    if tier is Tier.NONE:
        return
    require_platform()
    if tier is Tier.LANDLOCK and not landlock.abi():
        raise SandboxUnavailable("This Linux has no Landlock.", "Choose the tier bwrap: bubblewrap works here.")
    if tier is Tier.BWRAP and bubblewrap.why_not():
        raise SandboxUnavailable(
            bubblewrap.why_not()[0].upper() + bubblewrap.why_not()[1:],
            f"Install it and allow user namespaces, or choose the tier {Tier.LANDLOCK}.",
        )


def strongest() -> Tier:
    """The tier that is used unless another is asked for; raises SandboxUnavailable where there is none."""
    require_platform()
    return Tier.LANDLOCK if landlock.abi() else Tier.BWRAP


def chosen(name: str) -> Tier:
    """The tier of that name; "auto" is the strongest. Raises SandboxUnavailable where that is none."""
    return strongest() if name == "auto" else Tier(name)


def _platform() -> str:
    return {"darwin": "macOS", "win32": "Windows", "cygwin": "Cygwin"}.get(sys.platform, sys.platform)


async def prove(zygote: Zygote, confinement: Confinement, root: Path) -> None:
    """Attack from inside; raises SandboxUnavailable with the attacks that succeeded."""
    result = await asyncio.to_thread(_attacked, zygote, confinement, root)
    if result.error:
        raise SandboxUnavailable(f"The sandbox could not be set up: {result.error}.", _WAY_OUT)
    if result.succeeded:
        raise SandboxUnavailable(f"The sandbox does not hold here: code could {', '.join(result.succeeded)}.", _WAY_OUT)


def _attacked(zygote: Zygote, confinement: Confinement, root: Path) -> Attacked:
    victims, scratch = root / "victims", root / "probe"
    victims.mkdir(exist_ok=True)
    scratch.mkdir(exist_ok=True)
    secret = victims / "secret"
    secret.write_text("victim")
    secret.chmod(0o600)
    with socket.create_server(("127.0.0.1", 0)) as server:
        return zygote.attack(str(scratch), str(secret), server.getsockname()[1], confinement)
