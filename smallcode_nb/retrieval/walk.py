"""A project folder → the files worth indexing, and what was left out and why.

Knows names, sizes and first bytes; opens no notebook and parses nothing. Never
follows a link, so a cycle of links cannot trap it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .fragments import Skipped, SkipReason
from .ignore import NEVER, Ignore
from .secrets import secret_file

SUFFIXES = frozenset({".ipynb", ".py", ".md"})
#: bytes; a notebook's size is mostly outputs, which are not indexed
LIMITS = {".ipynb": 128 << 20, ".py": 1 << 20, ".md": 1 << 20}
_GENERATED_NAMES = ("_pb2.py", "_pb2_grpc.py", ".min.py", "_version.py")


@dataclass(frozen=True, slots=True)
class Found:
    """One file to index; `stamp` changes when the file does."""

    path: Path
    relative: str
    stamp: str


def walk(root: Path, paths: tuple[Path, ...] = ()) -> Iterator[Found | Skipped]:
    """Every file worth indexing under `paths` (default: all of `root`), in name order, and what was skipped."""
    for start in paths or (root,):
        relative = start.relative_to(root).as_posix() if start != root else ""
        ignore = _ignores_above(root, start)
        if start.is_dir():
            yield from _folder(start, relative, ignore)
        else:
            yield from _file(start, relative, ignore)


def _ignores_above(root: Path, start: Path) -> Ignore:
    ignore = Ignore()
    for folder in reversed([p for p in start.parents if p == root or root in p.parents]):
        ignore = ignore.below(folder, folder.relative_to(root).as_posix() if folder != root else "")
    return ignore


def _folder(folder: Path, relative: str, ignore: Ignore) -> Iterator[Found | Skipped]:
    ignore = ignore.below(folder, relative)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Skipped(relative or ".", SkipReason.UNREADABLE, error.strerror or "")
        return
    for entry in entries:
        inner = f"{relative}/{entry.name}" if relative else entry.name
        if entry.is_symlink():
            if entry.name not in NEVER and (Path(entry.name).suffix in SUFFIXES or entry.is_dir()):
                yield Skipped(inner, SkipReason.LINK)
        elif entry.is_dir(follow_symlinks=False):
            if entry.name in NEVER or (Path(entry.path) / "pyvenv.cfg").exists():
                continue
            if ignore.matches(inner, folder=True):
                yield Skipped(inner + "/", SkipReason.IGNORED)
            else:
                yield from _folder(Path(entry.path), inner, ignore)
        else:
            yield from _file(Path(entry.path), inner, ignore)


def _file(path: Path, relative: str, ignore: Ignore) -> Iterator[Found | Skipped]:
    if secret_file(path.name, tuple(relative.split("/")[:-1])):
        yield Skipped(relative, SkipReason.SECRET)
    elif path.suffix not in SUFFIXES:
        return
    elif ignore.matches(relative):
        yield Skipped(relative, SkipReason.IGNORED)
    elif path.name.endswith(_GENERATED_NAMES):
        yield Skipped(relative, SkipReason.GENERATED)
    else:
        yield _sized(path, relative)


def _sized(path: Path, relative: str) -> Found | Skipped:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return Skipped(relative, SkipReason.VANISHED)
    except OSError as error:
        return Skipped(relative, SkipReason.UNREADABLE, error.strerror or "")
    if stat.st_size > LIMITS[path.suffix]:
        return Skipped(relative, SkipReason.TOO_LARGE, f"{stat.st_size >> 20} MB")
    return Found(path, relative, f"{stat.st_size}:{stat.st_mtime_ns}")
