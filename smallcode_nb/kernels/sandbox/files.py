"""Which files a kernel may open: what all kernels of a template may, and its own folder.

Two layers of Landlock, which both must allow. The first is made once per template
and holds every grant, however many there are; the second is made by each fork and
leaves out what belongs to other kernels. Knows paths; nothing about system calls.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache

from ..zygote.protocol import Confinement, Grant
from .landlock import FULL, READ, Ruleset

_RIGHTS = {"read": READ, "write": FULL}


class Files:
    """Both layers; holds the descriptors that the second one is made of."""

    def __init__(self, confinement: Confinement) -> None:
        self._home = confinement.home
        self._common = Ruleset()
        for grant in (*confinement.grants, Grant(self._home, "write"), Grant("/proc")):
            _allow(self._common, grant.path, _RIGHTS[grant.access])
        self._outside = [fd for fd in map(_opened, outside(confinement.grants, self._home)) if fd is not None]

    @property
    def descriptors(self) -> frozenset[int]:
        """What a fork must not close."""
        return frozenset({self._common.fd, *self._outside})

    def confine(self, directory: str) -> None:
        """Enforce both layers on this process; `directory` is the one folder it may write."""
        own = Ruleset()
        for fd in self._outside:
            own.allow(fd, FULL)
        _allow(own, directory, FULL)
        _allow(own, f"/proc/{os.getpid()}", READ)
        for layer in (self._common, own):
            layer.enforce()
            layer.close()
        for fd in self._outside:
            os.close(fd)


def outside(grants: Iterable[Grant], home: str) -> list[str]:
    """The highest folders above the granted paths that hold neither `home` nor any process of /proc."""
    home = os.path.realpath(home)
    holds = cache(lambda path: any(_holds(path, place) for place in (home, "/proc")))
    real = cache(os.path.realpath)

    @cache
    def top(path: str) -> str:
        """Empty where the path itself holds one of them, or lies in `home`."""
        above = os.path.dirname(path)
        if holds(path) or above == home:
            return ""
        return path if holds(above) else top(above)

    return sorted({top(_real(grant.path, real)) for grant in grants} - {""})


def _real(path: str, real: Callable[[str], str]) -> str:
    """The path without links; grants are mostly neighbours, whose folder `real` remembers."""
    folder, name = os.path.split(path)
    found = os.path.join(real(folder), name)
    return real(path) if os.path.islink(found) or name in ("", ".", "..") else found


def _holds(folder: str, path: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _allow(rules: Ruleset, path: str, rights: int) -> None:
    fd = _opened(path)
    if fd is not None:
        rules.allow(fd, rights)
        os.close(fd)


def _opened(path: str) -> int | None:
    try:
        return os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return None  # not there, so nothing to grant
