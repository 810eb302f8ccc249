"""Which files this process may open, by Linux's Landlock.

Covers opening, listing, creating, renaming, linking, removing and (from ABI 3)
truncating files; TCP connections from ABI 4; signals and abstract sockets to
processes outside from ABI 6. Does not cover: looking at names, sizes and times of
files whose path is known, changing modes and times (refused by seccomp instead),
or any other way of talking to the network (seccomp again).
"""

from __future__ import annotations

import os
import stat
import struct

from . import linux
from .syscalls import of_this_machine

_WRITE, _READ, _LIST, _TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 14
_REMOVE_FOLDER, _REMOVE, _MAKE_FOLDER, _MAKE, _MAKE_SOCKET, _MAKE_LINK = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 9, 1 << 12
_MOVE = 1 << 13
_DEVICE_CONTROL = 1 << 15
_CONNECT_TCP = 1 << 1
_SCOPED = 3  # abstract sockets, signals

READ = _READ | _LIST
FULL = READ | _WRITE | _TRUNCATE | _REMOVE_FOLDER | _REMOVE | _MAKE_FOLDER | _MAKE | _MAKE_SOCKET | _MAKE_LINK | _MOVE
_FILE_RIGHTS = _READ | _WRITE | _TRUNCATE
_PATH_BENEATH = 1
_GET_VERSION = 1


def abi() -> int:
    """The newest Landlock this kernel speaks; 0 where there is none."""
    calls = of_this_machine()
    if calls is None:
        return 0
    try:
        return linux.syscall(calls.own["landlock_create_ruleset"], 0, 0, _GET_VERSION)
    except OSError:
        return 0


class Ruleset:
    """What may be opened; everything that is not allowed is refused once `enforce` was called."""

    def __init__(self) -> None:
        self._abi = abi()
        calls = of_this_machine()
        if not self._abi or calls is None:
            raise OSError("no Landlock")
        self._calls = calls
        attributes = struct.pack("=QQQ", self._handled(), _CONNECT_TCP if self._abi >= 4 else 0, _SCOPED)
        size = 8 if self._abi < 4 else 16 if self._abi < 6 else 24
        self._fd = linux.syscall(self._calls.own["landlock_create_ruleset"], attributes, size, 0)

    def allow(self, path: int, rights: int) -> None:
        """Grant rights on what an O_PATH descriptor points to, and all beneath it."""
        if not stat.S_ISDIR(os.fstat(path).st_mode):
            rights &= _FILE_RIGHTS
        rule = struct.pack("=Qi", rights & self._handled(), path)
        linux.syscall(self._calls.own["landlock_add_rule"], self._fd, _PATH_BENEATH, rule, 0)

    @property
    def fd(self) -> int:
        """Its descriptor."""
        return self._fd

    def enforce(self) -> None:
        """From now on, for this thread and whatever it starts; the rules can be enforced by forks as well."""
        linux.no_new_privileges()
        linux.syscall(self._calls.own["landlock_restrict_self"], self._fd, 0)

    def close(self) -> None:
        """Give up the descriptor; what is enforced stays."""
        os.close(self._fd)

    def _handled(self) -> int:
        rights = (1 << 13) - 1
        for version, right in ((2, _MOVE), (3, _TRUNCATE), (5, _DEVICE_CONTROL)):
            if self._abi >= version:
                rights |= right
        return rights
