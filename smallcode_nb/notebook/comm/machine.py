"""How much memory is in use: of this process, of the machine, and of a GPU that its own tool reports.

Knows nothing about models.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .parts import Memory

__all__ = ["memory"]

MB = 1e6
PATIENCE_S = 2.0
#: asking the GPU's tool starts a process, so it is asked seldom
KEEP_S = 10.0


def memory() -> Memory:
    """In MB; the GPU's are None where there is none or it cannot be asked."""
    import psutil  # type: ignore[import-untyped]  # it has no stubs of its own

    machine = psutil.virtual_memory()
    used, total = _GPU.read()
    return {
        "kernel_mb": round(psutil.Process().memory_info().rss / MB, 1),
        "machine_used_mb": round((machine.total - machine.available) / MB, 1),
        "machine_total_mb": round(machine.total / MB, 1),
        "gpu_used_mb": used,
        "gpu_total_mb": total,
    }


class _Gpu:
    """The first GPU's memory as `nvidia-smi` tells it."""

    def __init__(self) -> None:
        self._read: tuple[float | None, float | None] = (None, None)
        self._at = float("-inf")

    def read(self) -> tuple[float | None, float | None]:
        """Used and total, in MB."""
        tool = shutil.which("nvidia-smi")
        if tool is not None and time.monotonic() - self._at > KEEP_S:
            self._read, self._at = _asked(tool), time.monotonic()
        return self._read


def _asked(tool: str) -> tuple[float | None, float | None]:
    query = [tool, "--query-gpu=memory.used,memory.total", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(query, capture_output=True, text=True, timeout=PATIENCE_S, check=True)  # noqa: S603  # fixed words
        used, total = done.stdout.splitlines()[0].split(",")
        mib = 2**20 / MB
        return round(float(used) * mib, 1), round(float(total) * mib, 1)
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None, None


_GPU = _Gpu()
