"""The private folder of a kernel source: sockets, connection files, snapshots, scratch folders.

It has a short path (socket names are limited to about 100 bytes) and is removed when the
source closes, when the interpreter exits, or by the next source when its owner was killed.
Knows nothing about kernels.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import tempfile
from pathlib import Path

from . import scratch

PREFIX = "smallcode-pool-"
_OWNER = "owner"


def make() -> Path:
    """A new folder that only this user can enter; orphaned ones are removed first."""
    place = Path(tempfile.gettempdir())
    base = place if len(str(place)) <= 40 or os.name == "nt" else Path("/tmp")  # noqa: S108 - mkdtemp is private
    sweep(base)
    root = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    (root / _OWNER).write_text(str(os.getpid()))
    (root / "ipython" / "profile_default").mkdir(parents=True)
    atexit.register(remove, root)
    return root


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
