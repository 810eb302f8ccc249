"""What may follow an `@` in a request: variables, columns of tables, data files in the notebook's folder.

Knows how JavaScript counts characters; reads names, types and shapes, and calls nothing of the user's objects.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..mentions import columns_of, is_inside

if TYPE_CHECKING:
    from .parts import Completion

__all__ = ["complete"]

MOST = 50
MOST_LOOKED_AT = 2_000
_FRAGMENT = re.compile(r"(?<![\w@])@(\"?[\w./-]*)$")
_DATA = frozenset(
    (".csv", ".tsv", ".txt", ".json", ".jsonl", ".parquet", ".feather", ".xlsx", ".xls", ".npy", ".npz", ".gz", ".zip")
)
_SHAPED = ("pandas", "numpy", "polars")
_SIZED = (list, dict, tuple, set, str)


def complete(
    text: str, cursor: int, variables: Mapping[str, object], folder: Path
) -> tuple[int, int, list[Completion]]:
    """Where the completed part starts and ends (UTF-16 code units), and what fits there, best first."""
    before = text.encode("utf-16-le")[: 2 * cursor].decode("utf-16-le", errors="ignore")
    match = _FRAGMENT.search(before)
    if match is None:
        return cursor, cursor, []
    fragment = match[1].lstrip('"')
    found = [*_columns(fragment, variables), *_variables(fragment, variables), *_files(fragment, folder)]
    return cursor - _units(before[match.start() :]), cursor, found[:MOST]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _variables(fragment: str, variables: Mapping[str, object]) -> Iterator[Completion]:
    wanted = fragment.casefold()
    names = [name for name in variables if name.casefold().startswith(wanted)]
    for name in sorted(names, key=lambda name: (not columns_of(variables[name]), name)):
        yield {"text": f"@{name}", "kind": "variable", "detail": _detail(variables[name])}


def _columns(fragment: str, variables: Mapping[str, object]) -> Iterator[Completion]:
    table, dot, start = fragment.partition(".")
    for column in columns_of(variables.get(table)) if dot else ():
        if column.casefold().startswith(start.casefold()):
            shown = column if re.fullmatch(r"\w+", column) else f'"{column}"'
            yield {"text": f"@{table}.{shown}", "kind": "column", "detail": f"column of {table}"}


def _detail(value: Any) -> str:
    kind = type(value)
    if kind.__module__.split(".")[0] in _SHAPED and isinstance(shape := getattr(value, "shape", None), tuple):
        return f"{kind.__name__} {' × '.join(map(str, shape))}".strip()
    return f"{kind.__name__}, {len(value)} long" if kind in _SIZED else kind.__name__


def _files(fragment: str, folder: Path) -> Iterator[Completion]:
    """Folders and data files under `folder`; nothing hidden, nothing outside."""
    head, _, start = fragment.rpartition("/")
    if fragment.startswith("/") or (head and not is_inside(folder, head)):
        return
    try:
        entries = [entry for _, entry in zip(range(MOST_LOOKED_AT), os.scandir(folder / head), strict=False)]
    except OSError:
        return
    for entry in sorted(entries, key=lambda entry: entry.name):
        name = f"{head}/{entry.name}" if head else entry.name
        fits = entry.name.casefold().startswith(start.casefold()) and is_inside(folder, name)
        if fits and entry.is_dir():
            yield {"text": f"@{name}/", "kind": "folder", "detail": "folder"}
        elif fits and Path(name).suffix.casefold() in _DATA:
            yield {"text": _as_mention(name), "kind": "file", "detail": _size(entry)}


def _as_mention(name: str) -> str:
    return f"@{name}" if re.fullmatch(r"[\w./-]+", name) else f'@"{name}"'


def _size(entry: os.DirEntry[str]) -> str:
    try:
        size = entry.stat().st_size
    except OSError:
        return "file"
    return f"{size} B" if size < 1000 else f"{size / 1000:.0f} kB" if size < 1e6 else f"{size / 1e6:.1f} MB"
