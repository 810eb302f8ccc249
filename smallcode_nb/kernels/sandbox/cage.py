"""Confines one process, in the order that makes it hold.

Built once per template, used by each fork: `enter` before any thread exists,
`lock` when the kernel has bound its sockets. Knows which layers a tier has.
"""

from __future__ import annotations

import os

from ..zygote.protocol import Confinement, Grant
from . import capabilities, landlock, seccomp
from .rlimits import limit

_RIGHTS = {"read": landlock.READ, "write": landlock.FULL}


class Cage:
    """The layers of one confinement; holds open descriptors of the granted paths."""

    def __init__(self, confinement: Confinement) -> None:
        self.confinement = confinement
        self._confines = confinement.tier != "none"
        self._granted = [g for g in map(_opened, confinement.grants) if g] if self._confines else []

    @property
    def files(self) -> frozenset[int]:
        """Descriptors that `enter` needs."""
        return frozenset(fd for fd, _ in self._granted)

    def enter(self, directory: str) -> None:
        """Limits and files; `directory` is the one folder that may be written."""
        if self._confines:
            self._confine(directory)
        limit(self.confinement.limits)  # last: the granted paths are open until then, and may be many

    def _confine(self, directory: str) -> None:
        rules = landlock.Ruleset()
        own = [_opened(Grant(directory, "write")), _opened(Grant(f"/proc/{os.getpid()}"))]
        for fd, rights in (*self._granted, *filter(None, own)):
            rules.allow(fd, rights)
            os.close(fd)
        rules.enforce()
        capabilities.drop()

    def lock(self) -> None:
        """System calls; for every thread of the process, for good."""
        if self._confines:
            seccomp.install()


def _opened(grant: Grant) -> tuple[int, int] | None:
    try:
        return os.open(grant.path, os.O_PATH | os.O_CLOEXEC), _RIGHTS[grant.access]
    except OSError:
        return None  # not there, so nothing to grant
