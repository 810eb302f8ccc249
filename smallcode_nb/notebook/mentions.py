"""`@name`, `@table.column` and `@file.csv` in a request: what they stand for, in words a model reads.

Knows live variables and the notebook's folder; opens no file and calls nothing of the user's objects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["columns_of", "is_inside", "resolve"]

_MENTION = re.compile(r"(?<![\w@])@(?:\"([^\"\n]+)\"|([^\W\d]\w*)\.\"([^\"\n]+)\"|([\w./-]*\w))")
_TABLES = ("pandas", "polars")


def resolve(text: str, variables: Mapping[str, object], folder: Path) -> tuple[str, tuple[str, ...]]:
    """The request with every mention put in words, and a note for each that means nothing here."""
    unknown: list[str] = []

    def put(match: re.Match[str]) -> str:
        quoted, table, column, plain = match.groups()
        words = _column(table, column, variables) if table else _words(quoted or plain, variables, folder)
        if not words:
            unknown.append(f"{match[0]} is no variable and no file here; it was read as plain words.")
        return words or match[0][1:].replace('"', "")

    return _MENTION.sub(put, text), tuple(dict.fromkeys(unknown))


def _words(name: str, variables: Mapping[str, object], folder: Path) -> str:
    if name in variables:
        return name
    if is_inside(folder, name) and (folder / name).is_file():
        return f"'{name}'"
    table, _, column = name.partition(".")
    return _column(table, column, variables)


def _column(table: str, column: str, variables: Mapping[str, object]) -> str:
    return f"{column} in {table}" if column in columns_of(variables.get(table)) else ""


def columns_of(value: Any) -> tuple[str, ...]:
    """Column names of a pandas or polars table; nothing for anything else, whose attributes might run code."""
    if type(value).__module__.split(".")[0] not in _TABLES:
        return ()
    return tuple(str(column) for column in getattr(value, "columns", ()))


def is_inside(folder: Path, name: str) -> bool:
    """Whether a relative path stays within `folder`, hidden files and links that lead out excluded."""
    path = Path(name)
    if path.is_absolute() or any(part.startswith(".") for part in path.parts):
        return False
    try:
        return (folder / path).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return False
