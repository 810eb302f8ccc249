"""What has to be known locally about entries that are kept elsewhere.

Knows keys, senses, how many entries hold a term, and a sample of vectors; knows
nothing about where the entries are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log1p
from typing import TYPE_CHECKING, Any

from .database import Database, explained
from .encoder import WIDTH
from .lexical import Bag, bag
from .shelf import Entry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: entries hubness is measured against: those with the smallest keys, which are hashes
_REFERENCE = 2048
_SOME = 400
_TABLES = (
    "CREATE TABLE IF NOT EXISTS elsewhere (key TEXT PRIMARY KEY, sense TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS elsewhere_sense ON elsewhere (sense)",
    "CREATE TABLE IF NOT EXISTS frequencies (term INTEGER PRIMARY KEY, entries INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sample (key TEXT PRIMARY KEY, vector BLOB NOT NULL)",
)


class Ledger:
    """Its changes belong to the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with explained(database.path):
            for statement in _TABLES:
                database.connection.execute(statement)

    def count(self) -> int:
        """How many entries."""
        return int(self._rows("SELECT count(*) FROM elsewhere")[0][0])

    def keys(self) -> tuple[str, ...]:
        """Every key."""
        return tuple(key for (key,) in self._rows("SELECT key FROM elsewhere"))

    def known(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of `keys` that there are."""
        return frozenset(key for key, _ in self._among("key", keys))

    def by_sense(self, senses: Sequence[str]) -> dict[str, str]:
        """Sense → a key that has it."""
        return {sense: key for key, sense in self._among("sense", senses)}

    def add(self, entries: Sequence[Entry]) -> None:
        """Entries whose key is known already change nothing but their place in the sample."""
        known = self.known([entry.fragment.key for entry in entries])
        fresh = [entry for entry in entries if entry.fragment.key not in known]
        write = self._database.connection.executemany
        write("INSERT INTO elsewhere VALUES (?, ?)", [(entry.fragment.key, entry.sense) for entry in fresh])
        self._count_terms((bag(entry.fragment) for entry in fresh), 1)
        write(
            "REPLACE INTO sample VALUES (?, ?)", [(e.fragment.key, e.vector.astype("float32").tobytes()) for e in fresh]
        )
        write("DELETE FROM sample WHERE key NOT IN (SELECT key FROM sample ORDER BY key LIMIT ?)", [(_REFERENCE,)])

    def remove(self, bags: Mapping[str, Bag]) -> None:
        """Entries by key, with the terms they held."""
        rows = [(key,) for key in bags]
        self._database.connection.executemany("DELETE FROM elsewhere WHERE key = ?", rows)
        self._database.connection.executemany("DELETE FROM sample WHERE key = ?", rows)
        self._count_terms(bags.values(), -1)

    def idf(self, hashes: Iterable[int]) -> dict[int, float]:
        """Inverse document frequency of each term, as BM25 has it."""
        total = self.count()
        found: dict[int, float] = {}
        for term in hashes:
            rows = self._rows("SELECT entries FROM frequencies WHERE term = ?", (term,))
            seen = rows[0][0] if rows else 0
            found[term] = log1p((total - seen + 0.5) / (seen + 0.5))
        return found

    def reference(self) -> Floats:
        """[at most 2048, 384] float32."""
        import numpy as np

        blobs = [blob for (blob,) in self._rows("SELECT vector FROM sample")]
        return np.frombuffer(b"".join(blobs), np.float32).reshape(len(blobs), -1 if blobs else WIDTH)

    def _count_terms(self, bags: Iterable[Bag], sign: int) -> None:
        counts: Counter[int] = Counter()
        for words in bags:
            counts.update(words.hashes.tolist())
        self._database.connection.executemany(
            "INSERT INTO frequencies VALUES (?, ?) "
            "ON CONFLICT (term) DO UPDATE SET entries = entries + excluded.entries",
            [(term, sign * count) for term, count in counts.items()],
        )

    def _among(self, column: str, values: Sequence[str]) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for start in range(0, len(values), _SOME):
            some = tuple(values[start : start + _SOME])
            marks = ",".join("?" * len(some))
            query = f"SELECT key, sense FROM elsewhere WHERE {column} IN ({marks})"  # noqa: S608 — our own names and marks
            found += self._rows(query, some)
        return found

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with explained(self._database.path):
            return self._database.connection.execute(query, values).fetchall()
