"""Shows the project's files in a kernel's own working folder.

Each entry is a link to the original, which is readable only. When the candidate
opens one for writing, the link is replaced by a copy first, so that code which
saves over an existing file works and the original stays as it is. This is for
convenience; that the original cannot be written is the sandbox's doing.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_MAX_PARENTS = 8


def show(project: str, entries: tuple[str, ...]) -> None:
    """Link the entries into the current folder and watch for writes to them."""
    if not project:
        return
    for entry in entries:
        os.symlink(os.path.join(project, entry), entry)
    here = os.getcwd()

    def before(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "sqlite3.connect" or (event == "open" and _writes(arguments[2])):
            _own(here, arguments[0])

    sys.addaudithook(before)


def _writes(flags: Any) -> bool:
    return isinstance(flags, int) and bool(flags & _WRITES)


def _own(here: str, path: Any) -> None:
    """Make `path` the kernel's own where it is, or lies below, a link of this folder."""
    if not isinstance(path, (str, bytes, os.PathLike)):
        return
    full = os.path.abspath(os.fsdecode(path))
    if not full.startswith(here + os.sep):
        return
    current = here
    for part in full[len(here) + 1 :].split(os.sep)[:_MAX_PARENTS]:
        current = os.path.join(current, part)
        if os.path.islink(current):
            _replace(current)


def _replace(link: str) -> None:
    original = os.path.realpath(link)
    try:
        if os.path.isdir(original):
            os.unlink(link)
            os.mkdir(link)
            for entry in os.listdir(original):
                os.symlink(os.path.join(original, entry), os.path.join(link, entry))
        else:
            shutil.copyfile(original, link + ".part")
            os.replace(link + ".part", link)
    except OSError:
        return  # the open that follows says what is wrong
