"""Where a project begins and where its index lies.

Knows folders; opens nothing.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

_MARKS = (".git", ".hg", "pyproject.toml", "setup.py", ".smallcode")


def project_root(start: Path) -> Path:
    """The nearest folder above with a version control or project file; `start` itself when there is none.

    The home folder and the file system's root are never a project.
    """
    start = start.resolve()
    start = start if start.is_dir() else start.parent
    for folder in (start, *start.parents):
        if folder in (Path.home(), Path(folder.anchor)):
            break
        if any((folder / mark).exists() for mark in _MARKS):
            return folder
    return start


def cache_folder() -> Path:
    """SMALLCODE_CACHE, else the platform's cache folder for this user."""
    if os.environ.get("SMALLCODE_CACHE"):
        return Path(os.environ["SMALLCODE_CACHE"]).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "smallcode-nb"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "smallcode-nb" / "Cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "smallcode-nb"


def index_folder(root: Path) -> Path:
    """One folder per project, named so that a person can tell which."""
    digest = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    return cache_folder() / "index" / f"{root.name or 'root'}-{digest}"
