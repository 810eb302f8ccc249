"""Where a retrieved function can be imported from in this kernel, which is also where a throwaway kernel imports it.

Knows the import path and what a file does when it is imported; imports nothing of the user's.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from ..agent import imports
from ..agent.types import Snippet

__all__ = ["harmless", "importable", "place"]

_LARGEST = 1 << 20


def place(snippets: Iterable[Snippet], project: Path) -> tuple[Snippet, ...]:
    """The snippets with Python files' paths as this kernel sees them.

    `lib/cleaning.py` where `from lib.cleaning import …` works; else a path that no import can be read off.
    """
    return tuple(_placed(snippet, project) for snippet in snippets)


def importable(snippet: Snippet) -> bool:
    """Whether a placed snippet holds a function that a cell can import."""
    return bool(imports.names(snippet))


def harmless(path: Path) -> bool:
    """Whether importing a file defines things and does nothing else, as far as its outermost lines show."""
    try:
        stat = path.stat()
    except OSError:
        return False
    return _defines_only(str(path), stat.st_mtime_ns, stat.st_size)


def _placed(snippet: Snippet, project: Path) -> Snippet:
    if not snippet.path.endswith(".py"):
        return snippet
    full = project / snippet.path
    entry = next((entry for entry in _entries(sys.path) if _leads_to(entry, full)), None)
    if entry is not None and harmless(full):
        return replace(snippet, path=full.relative_to(entry).as_posix())
    outside = os.path.relpath(full)
    return replace(snippet, path=outside if outside.startswith("..") else str(full))


def _entries(path: Sequence[str]) -> list[Path]:
    """Folders of the import path, the innermost first: it gives the shorter and more usual name."""
    folders = dict.fromkeys(Path(os.path.abspath(entry or os.curdir)) for entry in path if not entry.endswith(".zip"))
    return sorted(folders, key=lambda folder: -len(folder.parts))


def _leads_to(entry: Path, full: Path) -> bool:
    """Whether importing by the name that `full` has below `entry` finds this very file."""
    if entry not in full.parents:
        return False
    name = imports.module(full.relative_to(entry).as_posix())
    top = name.partition(".")[0]
    try:
        spec = importlib.util.find_spec(top) if top else None
    except (ImportError, ValueError, AttributeError):
        return False
    if spec is None:
        return False
    homes = [*(spec.submodule_search_locations or ()), *([spec.origin] if spec.origin else [])]
    return any(_same(home, entry / top) or _same(home, entry / f"{top}.py") for home in homes)


def _same(found: str, wanted: Path) -> bool:
    try:
        return os.path.samefile(found, wanted)
    except OSError:
        return False


@lru_cache(maxsize=256)
def _defines_only(path: str, changed: int, size: int) -> bool:
    del changed  # a part of the key: another time is another file
    if size > _LARGEST:
        return False
    try:
        tree = ast.parse(Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return False
    return all(_defines(node) for node in tree.body)


def _defines(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=value):
            return isinstance(value, ast.Constant)
        case ast.If(test=test, body=body, orelse=other):
            return _is_main(test) or all(_defines(inner) for inner in (*body, *other))
        case ast.Try(body=body, handlers=handlers, orelse=other, finalbody=last):
            inside = [*body, *(inner for handler in handlers for inner in handler.body), *other, *last]
            return all(_defines(inner) for inner in inside)
        case ast.For() | ast.AsyncFor() | ast.While() | ast.With() | ast.AsyncWith() | ast.Delete() | ast.Match():
            return False
    return True


def _is_main(test: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(test))
