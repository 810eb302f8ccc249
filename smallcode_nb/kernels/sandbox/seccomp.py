"""Puts a filter on a process, all its threads, for good.

Most of it is written once per template, so that a fork has little left to do. Knows
how Linux takes a filter; which calls it refuses is `filter.py`'s.
"""

from __future__ import annotations

import ctypes
import os
import struct

from . import bpf, linux
from .filter import common, own
from .syscalls import of_this_machine

_SET_FILTER = 1
_ALL_THREADS = 1


class Filter:
    """What all processes of a template have in common; raises OSError where there is no filter for this processor."""

    def __init__(self) -> None:
        calls = of_this_machine()
        if calls is None:
            raise OSError("no filter for this processor")
        self._calls = calls
        self._common = bpf.encode(common(calls))

    def install(self) -> None:
        """Confine the process as it is now; raises OSError where it cannot be done."""
        code = self._common + bpf.encode(own(self._calls, os.getpid()))
        program = ctypes.create_string_buffer(code, len(code))
        header = struct.pack("@HP", len(code) // 8, ctypes.addressof(program))
        linux.no_new_privileges()
        if linux.syscall(self._calls.own["seccomp"], _SET_FILTER, _ALL_THREADS, ctypes.create_string_buffer(header)):
            raise OSError("a thread could not be confined")
