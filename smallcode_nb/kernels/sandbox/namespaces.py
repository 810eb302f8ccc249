"""A mount namespace of a process's own, in which other kernels' folders are not there.

For use inside bubblewrap where Linux has no Landlock. Needs a process with a single
thread. Covers the folders of sibling kernels; what else exists was decided by
bubblewrap's mounts (`bubblewrap.py`).
"""

from __future__ import annotations

import ctypes
import os

from . import linux

_NEW_USER, _NEW_MOUNTS = 0x10000000, 0x00020000
_READ_ONLY, _NO_SUID, _NO_DEVICES, _REMOUNT, _BIND, _RECURSIVE, _PRIVATE = 1, 2, 4, 32, 4096, 1 << 14, 1 << 18
_DUMPABLE = 4
_libc = ctypes.CDLL(None, use_errno=True)


def shut_in(home: str, directory: str) -> None:
    """Make `directory` all there is in `home`, for this process only; raises OSError where it cannot be done."""
    _leave_user_namespace()
    own = os.open(directory, os.O_PATH | os.O_CLOEXEC)
    _mount("none", "/", "", _RECURSIVE | _PRIVATE)
    _mount("tmpfs", home, "tmpfs", _NO_SUID | _NO_DEVICES, "size=64k,mode=700")
    os.makedirs(directory)
    _mount(f"/proc/self/fd/{own}", directory, "", _BIND)
    _mount("none", home, "", _REMOUNT | _BIND | _READ_ONLY | _NO_SUID | _NO_DEVICES)
    os.close(own)


def _leave_user_namespace() -> None:
    user, group = os.geteuid(), os.getegid()
    # the maps of a process that hides its memory belong to root
    linux.prctl(_DUMPABLE, 1)
    try:
        if _libc.unshare(_NEW_USER | _NEW_MOUNTS):
            raise linux.error()
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                file.write(text)
    finally:
        linux.prctl(_DUMPABLE, 0)


def _mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    if _libc.mount(source.encode(), target.encode(), kind.encode() or None, ctypes.c_ulong(flags), options.encode()):
        raise linux.error()
