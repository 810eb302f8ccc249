"""The environment variables and settings that a throwaway kernel starts with.

An allow-list: whatever is not known to be harmless, such as tokens and keys, stays behind.
Knows nothing about processes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

ALLOWED = frozenset(
    {
        "PATH", "LANG", "LANGUAGE", "TZ", "TZDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV",
        "CONDA_PREFIX", "CONDA_DEFAULT_ENV", "SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "PYTHONHASHSEED",
        "PYTHONUTF8", "PYTHONIOENCODING", "SOURCE_DATE_EPOCH",
    }
)  # fmt: skip
_THREADS = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_MAX_THREADS",
)


def scrubbed(scratch: Path, root: Path, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """The child's whole environment: home and temporary files in `scratch`, IPython's files in `root`."""
    have = os.environ if environ is None else environ
    env = {name: value for name, value in have.items() if name in ALLOWED or name.startswith("LC_")}
    env |= dict.fromkeys(_THREADS, "1")  # candidates run side by side already
    env |= {
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "IPYTHONDIR": str(root / "ipython"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(matplotlib_cache(have)),
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return env


def matplotlib_cache(environ: Mapping[str, str]) -> Path:
    """Where Matplotlib keeps its list of fonts, which takes seconds to build anew."""
    if "MPLCONFIGDIR" in environ:
        return Path(environ["MPLCONFIGDIR"])
    if sys.platform.startswith("linux"):
        return Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "matplotlib"
    return Path.home() / ".matplotlib"


def import_path() -> list[str]:
    """The user's import path made absolute, with this package's own place at the end."""
    package = str(Path(__file__).resolve().parents[2])
    path = [os.path.abspath(entry or os.getcwd()) for entry in sys.path]
    return list(dict.fromkeys([*path, package]))


def default_memory_mb() -> int:
    """Half of the machine's memory, 0 when that is not known."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**21
    except (AttributeError, ValueError, OSError):
        return 0
