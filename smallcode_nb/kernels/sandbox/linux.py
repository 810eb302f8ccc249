"""Raw system calls by ctypes, with errors as OSError.

Knows how to call; not what for.
"""

from __future__ import annotations

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def syscall(number: int, *arguments: int | bytes | ctypes.Array[ctypes.c_char]) -> int:
    """One call; integers are passed as words, bytes and buffers by address."""
    words = [ctypes.c_void_p(a) if isinstance(a, int) else a for a in arguments]
    result = int(_libc.syscall(ctypes.c_long(number), *words))
    if result < 0:
        raise error()
    return result


def prctl(option: int, first: int, second: int = 0) -> int:
    """One process control call."""
    result = int(_libc.prctl(option, ctypes.c_ulong(first), ctypes.c_ulong(second), 0, 0))
    if result < 0:
        raise error()
    return result


def error() -> OSError:
    """What the last call failed with."""
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))


def no_new_privileges() -> None:
    """No program this process could start has more rights than it has."""
    prctl(38, 1)
