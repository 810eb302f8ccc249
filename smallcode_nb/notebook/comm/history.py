"""Past requests: whole runs of this kernel in memory, a line for each on disk, by notebook.

On disk are the request, the code it led to and what became of it; no data, no outputs. A file is read as strictly as
a message: whoever can write it must not be able to do more than that. Knows nothing about runs in progress.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from .check import MisshapenError, check

if TYPE_CHECKING:
    from .live import LiveRun
    from .parts import HistoryEntry

__all__ = ["History"]

MOST_WHOLE = 50
MOST_LINES = 200
MOST_BYTES = 4_000_000


class History:
    """Ended runs, newest last; `folder` is None where nothing is to be kept on disk."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._whole: dict[str, LiveRun] = {}

    def add(self, run: LiveRun) -> None:
        """Keep an ended run, or renew its line after a decision."""
        self._whole.pop(run.name, None)
        self._whole[run.name] = run
        while len(self._whole) > MOST_WHOLE:
            del self._whole[next(iter(self._whole))]
        notebook = run.ask["notebook"]["path"]
        lines = {entry["run"]: entry for entry in self._lines(notebook)}
        lines[run.name] = run.entry()
        self._write(notebook, list(lines.values())[-MOST_LINES:])

    def find(self, name: str) -> LiveRun | None:
        """A run that is still whole."""
        return self._whole.get(name)

    def entries(self, notebook: str, limit: int) -> list[HistoryEntry]:
        """Newest first."""
        lines = {entry["run"]: {**entry, "whole": False} for entry in self._lines(notebook)}
        own = [run for run in self._whole.values() if run.ask["notebook"]["path"] == notebook]
        lines |= {run.name: {**run.entry()} for run in own}
        return sorted(lines.values(), key=lambda entry: -entry["began"])[:limit]  # type: ignore[return-value,operator]  # a copy of an entry is one

    def forget(self, notebook: str, name: str | None) -> None:
        """Remove one run of a notebook, or all of them where `name` is None."""
        own = [run for run in self._whole.values() if run.ask["notebook"]["path"] == notebook]
        for run in own:
            if name in (None, run.name):
                del self._whole[run.name]
        self._write(notebook, [e for e in self._lines(notebook) if name is not None and e["run"] != name])

    def _file(self, notebook: str) -> Path | None:
        digest = hashlib.sha256(notebook.encode("utf-8", errors="replace")).hexdigest()[:32]
        return self._folder / f"{digest}.json" if self._folder is not None else None

    def _lines(self, notebook: str) -> list[HistoryEntry]:
        """What the file holds, without lines that are not entries; a file that cannot be read is an empty one."""
        from .parts import HistoryEntry

        file = self._file(notebook)
        try:
            if file is None or file.stat().st_size > MOST_BYTES:
                return []
            read = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return []
        return [entry for entry in read if _fits(entry, HistoryEntry)] if isinstance(read, list) else []

    def _write(self, notebook: str, lines: list[HistoryEntry]) -> None:
        """Replace the file in one step; a disk that is full or read-only costs the history, not the request."""
        file = self._file(notebook)
        if file is None:
            return
        try:
            if not lines:
                file.unlink(missing_ok=True)
                return
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = file.with_suffix(f".{os.getpid()}.new")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
                json.dump(lines, out)
            fresh.replace(file)
        except OSError:
            return


def _fits(entry: object, shape: object) -> bool:
    try:
        check(entry, shape)
    except MisshapenError:
        return False
    return True
