"""What a task set's name or path means, and where public data sets lie.

Data sets are read from the folder that SMALLCODE_DATA names; nothing is downloaded.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ...errors import RequestError
from . import heldout, humaneval, mbpp, notebook
from .task import Task

__all__ = ["NAMES", "data_folder", "load"]

NAMES = ("humaneval", "mbpp", "notebookbench", "tiny-heldout")
_FILES = {"humaneval": "HumanEval.jsonl.gz", "mbpp": "mbpp.jsonl.gz"}


def load(spec: str, *, limit: int | None = None, only: str = "") -> tuple[Task, ...]:
    """The tasks a name or path means, those whose id or family contains `only`. Raises RequestError."""
    chosen = [task for task in _all(spec, limit) if only in task.id or only == task.family]
    if not chosen:
        raise RequestError(f"There are no such tasks in {spec}.", f"Give a path or one of: {', '.join(NAMES)}.")
    return tuple(chosen[:limit])


def data_folder() -> Path:
    """Where the public data sets lie. Raises RequestError when nothing says so."""
    folder = os.environ.get("SMALLCODE_DATA", "")
    if not folder:
        raise RequestError(
            "It is not known where the data sets are.", "Set SMALLCODE_DATA to their folder, or give a path."
        )
    return Path(folder)


def _all(spec: str, limit: int | None) -> Iterable[Task]:
    if spec == "notebookbench":
        return notebook.read()
    if spec == "tiny-heldout":
        return heldout.read(limit or 300)
    path = data_folder() / _FILES[spec] if spec in _FILES else Path(spec).expanduser()
    if not path.is_file():
        raise RequestError(f"There is no task set {spec}.", f"Give a path or one of: {', '.join(NAMES)}.")
    return notebook.read_file(path) if path.suffix == ".toml" else [_task(row, path) for row in rows(path)]


def rows(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON-lines or JSON file, gzipped or not. Raises RequestError."""
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
        if text.lstrip().startswith("["):
            return list(json.loads(text))
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (OSError, EOFError, ValueError) as error:
        raise RequestError(f"{path.name} cannot be read: {error}.", "Copy or download it again.") from error


def _task(row: dict[str, Any], path: Path) -> Task:
    if humaneval.fits(row):
        return humaneval.read(row)
    if mbpp.fits(row):
        return mbpp.read(row)
    raise RequestError(f"{path.name} is of no known format.", "HumanEval and MBPP records, and TOML tasks, are read.")
