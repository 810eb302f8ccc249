"""What a process does to itself right after a fork, and what it can say about itself.

Knows Linux process calls by ctypes; knows nothing about kernels or messages.
"""

from __future__ import annotations

import ctypes
import os
import random
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_libc = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, value: int) -> None:
    """One process control call; raises OSError."""
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        errno = ctypes.get_errno()
        raise OSError(errno, os.strerror(errno))


def thread_count() -> int:
    """Threads of this process, native ones included."""
    return len(os.listdir("/proc/self/task"))


def hide_memory() -> None:
    """Make this process and its forks unreadable for other processes of the same user."""
    prctl(_PR_SET_DUMPABLE, 0)


def die_with(parent: int) -> None:
    """Be killed when `parent` ends; ends at once if it is already gone."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def detach_streams() -> None:
    """Point the three standard streams at nothing."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.close(null)


def close_files(keep: set[int]) -> None:
    """Close every descriptor above 2 that is not kept."""
    start = 3
    for fd in sorted(keep):
        if fd >= start:
            os.closerange(start, fd)
            start = fd + 1
    os.closerange(start, 1 << 20)


def reset_signals() -> None:
    """Default handlers again, as after an exec."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def reseed() -> None:
    """Give this fork random numbers of its own; Python itself sees to `random` after a fork."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        # without a number NumPy asks the system for one, which touches many times as many pages
        numpy.random.seed(random.getrandbits(32))
