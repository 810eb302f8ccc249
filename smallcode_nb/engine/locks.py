"""Locks between processes that the system drops when their holder dies, however it dies.

Knows `flock`. Does not know what is protected.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import EngineError

_PATIENCE_S = 2.0  # `is_held` holds a lock for a moment


def take(path: Path) -> int:
    """Hold the lock until this process ends; its descriptor. Raises EngineError when someone else holds it."""
    fd = _open(path)
    deadline = time.monotonic() + _PATIENCE_S
    while not _try(fd, shared=False):
        if time.monotonic() > deadline:
            os.close(fd)
            raise EngineError("Another engine is running already.", "Use it, or stop it: smallcode-nb engine stop")
        time.sleep(0.02)
    return fd


@contextmanager
def waiting_for(path: Path) -> Iterator[None]:
    """Hold the lock for a while, after whoever has it now."""
    import fcntl

    fd = _open(path)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock."""
    if not path.exists():
        return False
    fd = _open(path)
    try:
        return not _try(fd, shared=True)
    finally:
        os.close(fd)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try(fd: int, *, shared: bool) -> bool:
    import fcntl

    try:
        fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
