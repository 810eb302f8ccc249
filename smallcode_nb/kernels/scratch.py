"""The folder of one kernel: how much it holds, and its removal.

Knows files; nothing about who fills it.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path
from typing import Any


def too_much(folder: Path, max_bytes: int, max_files: int) -> bool:
    """Whether the folder holds more than it may; symlinks and sockets count as files only."""
    size = count = 0
    pending = [folder]
    while pending:
        try:
            entries = list(os.scandir(pending.pop()))
        except OSError:
            continue
        count += len(entries)
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                pending.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                size += _size(entry)
        if size > max_bytes or count > max_files:
            return True
    return False


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_blocks * 512
    except OSError:
        return 0


def remove(folder: Path) -> None:
    """Delete it with all it holds, even where its owner made it unreadable."""
    shutil.rmtree(folder, onerror=_allow_and_retry)


def _allow_and_retry(function: Any, path: str, _: Any) -> None:
    try:
        os.chmod(os.path.dirname(path), stat.S_IRWXU)
        if not os.path.islink(path):
            os.chmod(path, stat.S_IRWXU)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            os.unlink(path)
    except OSError:
        return
