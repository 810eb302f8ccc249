"""Finished runs kept in a file, so that a program that ran once is not run again for the same question.

A run is found again only by the same code, the same probes, deadline, variant and seed over the same variables on
the same Python and libraries. What a program left is kept as plain JSON and read back as data. Knows runs and SQLite;
knows nothing about tasks or scores.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sqlite3
import zlib
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ..agent.types import Job, Output, Portrait, Probe, Run, RunError, RunStatus
from ..errors import RequestError

__all__ = ["RunStore", "from_json", "to_json"]

_LIBRARIES = ("numpy", "pandas", "matplotlib", "ipykernel")


class RunStore:
    """Runs by question; `asked` and `executed` count what was wanted and what really ran in this process."""

    def __init__(self, path: Path | None = None) -> None:
        self.asked = 0
        self.executed = 0
        self.seconds = 0.0
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(path or ":memory:", timeout=30)
            self._file.execute("create table if not exists runs (key text primary key, run blob) without rowid")
        except (OSError, sqlite3.Error) as error:
            raise RequestError(f"{path} holds no runs: {error}.", "Give another --runs file, or delete it.") from error
        self._versions = _versions()

    def find(self, scope: str, job: Job) -> Run | None:
        """The run of that job over the variables that `scope` names, if it is known."""
        row = self._file.execute("select run from runs where key = ?", (self._key(scope, job),)).fetchone()
        return from_json(json.loads(zlib.decompress(row[0]))) if row else None

    def keep(self, scope: str, job: Job, run: Run) -> None:
        """Remember a finished run; one that was cancelled says nothing about the code."""
        self.executed += 1
        self.seconds += run.seconds
        if run.status is RunStatus.CANCELLED:
            return
        body = zlib.compress(json.dumps(to_json(run)).encode())
        with self._file:
            self._file.execute("insert or replace into runs values (?, ?)", (self._key(scope, job), body))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _key(self, scope: str, job: Job) -> str:
        asked = (self._versions, scope, job.code, job.probes, sorted(job.needs), job.deadline_s, job.variant, job.seed)
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _versions() -> str:
    found = [platform.python_version()]
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def to_json(run: Run) -> dict[str, Any]:
    """Plain data of a run."""
    return asdict(run)


def from_json(data: dict[str, Any]) -> Run:
    """The run that `to_json` told of."""
    return Run(
        status=RunStatus(data["status"]),
        outputs=tuple(Output(o["kind"], tuple((mime, text) for mime, text in o["data"])) for o in data["outputs"]),
        error=RunError(**data["error"]) if data["error"] else None,
        value=_portrait(data["value"]),
        changed=tuple((name, _known(value)) for name, value in data["changed"]),
        figures=tuple(_known(figure) for figure in data["figures"]),
        probes=tuple(Probe(p["expression"], _portrait(p["value"]), p["error"]) for p in data["probes"]),
        seconds=data["seconds"],
        tier=data["tier"],
        notes=tuple(data["notes"]),
    )


def _portrait(data: dict[str, Any] | None) -> Portrait | None:
    return _known(data) if data else None


def _known(data: dict[str, Any]) -> Portrait:
    return Portrait(**{**data, "shape": tuple(data["shape"])})
