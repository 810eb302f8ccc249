"""Gives up what the superuser may do beyond other users.

For an ordinary user this changes nothing. Files that belong to root can still be
opened by root: that is for Landlock to stop.
"""

from __future__ import annotations

import contextlib
import struct

from . import linux
from .syscalls import of_this_machine

_DROP_BOUND, _AMBIENT, _CLEAR_AMBIENT = 24, 47, 4
_VERSION_3 = 0x20080522
_MORE_THAN_THERE_ARE = 64


def drop() -> None:
    """No capability in any set, for this process and whatever it could start."""
    calls = of_this_machine()
    if calls is None:
        return
    for capability in range(_MORE_THAN_THERE_ARE):
        try:
            linux.prctl(_DROP_BOUND, capability)
        except OSError:
            break
    with contextlib.suppress(OSError):  # older than 4.3
        linux.prctl(_AMBIENT, _CLEAR_AMBIENT)
    linux.syscall(calls.own["capset"], struct.pack("=Ii", _VERSION_3, 0), struct.pack("=6I", 0, 0, 0, 0, 0, 0))
