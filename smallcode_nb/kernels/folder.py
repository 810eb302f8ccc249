"""The private folder of a kernel source: sockets, connection files, snapshots, scratch folders.

It has a short path (socket names are limited to about 100 bytes) and is removed when the
source closes, when the interpreter exits, or by the next source when its owner was killed.
Knows nothing about kernels.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import tempfile
from pathlib import Path

from . import scratch

PREFIX = "smallcode-pool-"
_OWNER = "owner"
_MEMORY = Path("/dev/shm")  # noqa: S108 - mkdtemp is private
#: free bytes from which what candidates write may be held in memory
_PLENTY = 4 << 30
#: characters of a path that leave enough for the name of a socket
_LONGEST = 40


def make() -> Path:
    """A new folder that only this user can enter; orphaned ones are removed first."""
    for base in places():
        sweep(base)
    root = Path(tempfile.mkdtemp(prefix=PREFIX, dir=places()[0]))
    (root / _OWNER).write_text(str(os.getpid()))
    (root / "ipython" / "profile_default").mkdir(parents=True)
    atexit.register(remove, root)
    return root


def places() -> tuple[Path, ...]:
    """Where such folders may be, the best one first: in memory where there is plenty, since kernels come and go."""
    temporary = Path(tempfile.gettempdir())
    short = temporary if len(str(temporary)) <= _LONGEST or os.name == "nt" else Path("/tmp")  # noqa: S108 - private
    return (_MEMORY, short) if _has_room(_MEMORY) else (short, _MEMORY) if _MEMORY.is_dir() else (short,)


def _has_room(place: Path) -> bool:
    if "TMPDIR" in os.environ or not sys.platform.startswith("linux"):
        return False  # who chose a place for temporary files means it
    try:
        space = os.statvfs(place)
    except OSError:
        return False
    return space.f_bavail * space.f_frsize >= _PLENTY and os.access(place, os.W_OK | os.X_OK)


def remove(root: Path) -> None:
    """Delete it with all it holds; fine when it is gone already."""
    scratch.remove(root)


def sweep(base: Path) -> None:
    """Remove the folders of owners that no longer run."""
    for root in base.glob(PREFIX + "*"):
        with contextlib.suppress(OSError, ValueError):
            if root.stat().st_uid == os.getuid() and not _runs(int((root / _OWNER).read_text())):
                scratch.remove(root)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
