"""The folder of one kernel: how much it holds, and its removal.

Knows files; nothing about who fills it.
"""

from __future__ import annotations

import itertools
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path


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
    """Delete it with all it holds, however deep, even what its owner made unreadable; fine when it is gone."""
    numbers = itertools.count()
    try:
        while entries := list(os.scandir(folder)):
            for entry in entries:
                _remove_entry(folder, entry, numbers)
        folder.rmdir()
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_entry(folder: Path, entry: os.DirEntry[str], numbers: Iterator[int]) -> None:
    if not entry.is_dir(follow_symlinks=False):
        os.unlink(entry.path)
        return
    os.chmod(entry.path, stat.S_IRWXU)
    # what it holds moves up, so that no depth a candidate can make is too deep for a path
    for inner in list(os.scandir(entry.path)):
        if inner.is_dir(follow_symlinks=False):
            os.chmod(inner.path, stat.S_IRWXU)
            os.rename(inner.path, folder / f".removed-{next(numbers)}")
        else:
            os.unlink(inner.path)
    os.rmdir(entry.path)
