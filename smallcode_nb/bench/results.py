"""A results file: JSON lines, the provenance first, then rows and pools as they come; safe to continue after a stop.

Knows the file; knows nothing about how rows are made or summed up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..errors import RequestError
from .provenance import Provenance
from .trial import Pool, Row

__all__ = ["Cost", "Results", "open_results", "read_results"]

#: (task, arm or "pool", seed, n)
Done = frozenset[tuple[str, str, int, int]]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one invocation took: runs that were asked for, and of those the ones that no earlier run answered."""

    asked: int
    executed: int
    run_s: float
    wall_s: float


@dataclass(slots=True)
class Results:
    """What a file holds; `add` and `spend` append to both."""

    provenance: Provenance
    rows: list[Row] = field(default_factory=list)
    pools: list[Pool] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)
    path: Path | None = None

    def spend(self, cost: Cost) -> None:
        """Keep what this invocation took."""
        self._write([_line("cost", cost)])
        self.costs.append(cost)

    def _write(self, lines: list[str]) -> None:
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write("".join(lines))

    def add(self, entries: Iterable[Row | Pool]) -> None:
        """Keep entries, in the file first; one write, so that a stop leaves whole lines."""
        entries = list(entries)
        self._write([_line("pool" if isinstance(entry, Pool) else "row", entry) for entry in entries])
        self.rows += [entry for entry in entries if isinstance(entry, Row)]
        self.pools += [entry for entry in entries if isinstance(entry, Pool)]

    def done(self) -> Done:
        """(task, arm, seed, n) of every row, and (task, "pool", seed, n) of every pool."""
        rows = frozenset((row.task, row.arm, row.seed, row.n) for row in self.rows)
        return rows | {(pool.task, "pool", pool.seed, pool.n) for pool in self.pools}


def open_results(path: Path | None, provenance: Provenance) -> Results:
    """A file to continue or a new one. Raises RequestError when it was measured with something else."""
    if path is None:
        return Results(provenance)
    if path.is_file() and path.stat().st_size:
        found = read_results(path)
        if found.provenance.fingerprint() != provenance.fingerprint():
            raise RequestError(
                f"{path.name} was measured with other tasks, another model or other settings.",
                "Give another --out, or delete the file.",
            )
        return found
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_line("provenance", provenance), encoding="utf-8")
    return Results(provenance, path=path)


def read_results(path: Path) -> Results:
    """A whole file; a last line that was cut off is dropped. Raises RequestError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        entries = [json.loads(line) for line in lines if line.endswith("\n")]
        head, *rest = entries
        found = Results(Provenance(**_body(head)), path=path)
        found.rows = [_row(entry) for entry in rest if entry["kind"] == "row"]
        found.pools = [_pool(entry) for entry in rest if entry["kind"] == "pool"]
        found.costs = [Cost(**_body(entry)) for entry in rest if entry["kind"] == "cost"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RequestError(f"{path} is no results file: {error}.", "Give a file that bench run wrote.") from error
    if lines and not lines[-1].endswith("\n"):
        path.write_text("".join(lines[:-1]), encoding="utf-8")
    return found


def _line(kind: str, entry: Provenance | Row | Pool | Cost) -> str:
    return json.dumps({"kind": kind, **asdict(entry)}, ensure_ascii=False) + "\n"


def _row(entry: dict[str, Any]) -> Row:
    return Row(**{**_body(entry), "fixes": tuple(entry.get("fixes", ()))})


def _pool(entry: dict[str, Any]) -> Pool:
    changed = {name: (counts[0], counts[1]) for name, counts in entry.get("fixers", {}).items()}
    return Pool(**{**_body(entry), "fixers": changed})


def _body(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "kind"}
