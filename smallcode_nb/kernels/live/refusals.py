"""Why this process must not be forked as it is, where there is a reason.

A fork has one thread only: what other threads held stays held for ever, and what
they did is not done any more. What is mapped shared stays shared. Reads /proc;
knows which threads a notebook's kernel has by itself.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Iterable
from pathlib import Path

#: threads of ipykernel, IPython, asyncio's executor and this package, by what their names begin with
_OWN = (
    "MainThread", "IOPub", "Control", "Shell channel", "Heartbeat", "IPythonHistorySavingThread", "smallcode",
    "asyncio_", "Tornado", "subshell-",
)  # fmt: skip
_OWN_TARGETS = ("_watch_pipe_fd", "_run_event_loop", "_poll")
_OWN_KINDS = ("ipykernel.", "IPython.", "jupyter_client.", "zmq.")
_OWN_NATIVE = ("ZMQbg/",)
_OPENMP = re.compile(r"lib(gomp|iomp5|omp)[.\-]")
_GPU = re.compile(r"/dev/nvidia|libcuda\.so|/dev/kfd")
_BLAS = re.compile(r"/[^ ]*openblas[^ ]*\.so[^ ]*")
_BLAS_COUNTERS = ("scipy_openblas_get_num_threads64_", "scipy_openblas_get_num_threads", "openblas_get_num_threads",
                  "openblas_get_num_threads64_")  # fmt: skip


def refusals() -> tuple[str, ...]:
    """One sentence for each reason; empty when a fork is safe as far as can be told."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    return tuple(
        reason for reason in (gpu_in_use(maps), shared_maps(maps), foreign_threads(), native_threads(maps)) if reason
    )


def gpu_in_use(maps: Iterable[str]) -> str:
    """A GPU's driver does not survive a fork."""
    return "A GPU library is in use, and its state does not survive a fork." if _found(_GPU, maps) else ""


def shared_maps(maps: Iterable[str]) -> str:
    """What is mapped shared and writable would be changed for real, such as np.memmap with mode r+."""
    files = {line.split(maxsplit=5)[5] for line in maps if _is_shared(line)}
    if not files:
        return ""
    return f"Memory is shared with files or other processes ({', '.join(sorted(files)[:3])}), and code could change it."


def _is_shared(line: str) -> bool:
    parts = line.split(maxsplit=5)
    return len(parts) == 6 and parts[1].startswith("rw") and parts[1].endswith("s")


def foreign_threads() -> str:
    """A lock that another thread holds would never be released."""
    foreign = sorted(t.name for t in threading.enumerate() if t is not threading.current_thread() and not _is_own(t))
    return f"Other threads run ({', '.join(foreign[:3])}), and locks they hold would stay held." if foreign else ""


def _is_own(thread: threading.Thread) -> bool:
    name, kind = thread.name, type(thread).__module__
    return name.startswith(_OWN) or kind.startswith(_OWN_KINDS) or any(f"({target})" in name for target in _OWN_TARGETS)


def native_threads(maps: Iterable[str]) -> str:
    """Threads that libraries started behind Python's back, OpenMP's above all; OpenBLAS's survive."""
    maps = list(maps)
    names = [path.read_text().strip() for path in Path("/proc/self/task").glob("*/comm")]
    unknown = sum(not name.startswith(_OWN_NATIVE) for name in names) - threading.active_count() - _blas_threads(maps)
    if unknown <= 0:
        return ""
    if _found(_OPENMP, maps):
        return "OpenMP has run in this kernel (PyTorch or scikit-learn, for example), and it hangs after a fork."
    return f"Libraries run {unknown} threads of their own, which may not survive a fork."


def _blas_threads(maps: Iterable[str]) -> int:
    libraries = {found.group() for line in maps if (found := _BLAS.search(line))}
    return sum(max(0, _counted(path) - 1) for path in libraries)


def _counted(path: str) -> int:
    try:
        library = ctypes.CDLL(path)
    except OSError:
        return 0
    for name in _BLAS_COUNTERS:
        if hasattr(library, name):
            return int(getattr(library, name)())
    return 0


def _found(pattern: re.Pattern[str], maps: Iterable[str]) -> bool:
    return any(pattern.search(line) for line in maps)
