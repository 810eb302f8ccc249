"""Puts a filter on this process, all its threads, for good.

Knows how Linux takes a filter; which calls it refuses is `filter.py`'s.
"""

from __future__ import annotations

import ctypes
import os
import struct

from . import bpf, linux
from .filter import build
from .syscalls import of_this_machine

_SET_FILTER = 1
_ALL_THREADS = 1


def install() -> None:
    """Confine the process as it is now; raises OSError where it cannot be done."""
    calls = of_this_machine()
    if calls is None:
        raise OSError("no filter for this processor")
    code = bpf.encode(build(calls, os.getpid()))
    program = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(code) // 8, ctypes.addressof(program))
    linux.no_new_privileges()
    if linux.syscall(calls.own["seccomp"], _SET_FILTER, _ALL_THREADS, ctypes.create_string_buffer(header)):
        raise OSError("a thread could not be confined")
