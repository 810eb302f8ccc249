"""An index searched by words alone, read-only, in the process that asks and without anything heavy.

For the first requests of a notebook, while the engine still loads its encoder, and for machines without one.
Knows the index's file; never writes, never waits long, gives up on an index that is too large to read at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from ..agent.types import Snippet
from ..errors import RetrievalError
from .database import FORMAT, unpack
from .fragments import Fragment
from .lexical import Bag, Lexical
from .pruning import Ranked, filter_of, prune
from .reasons import why

__all__ = ["WordIndex"]

#: fragments that are read in a few tenths of a second (measured: 0.2 s of one core for 3,839, imports included)
_MOST = 10_000
#: of the best by words, those that are looked at
_CANDIDATES = 60
_REMEDY = "Run %smallcode index."


class WordIndex:
    """Used from one thread at a time; reads the file again when it has changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stamp: tuple[int, ...] = ()
        self._lexical = Lexical()
        self._keys: list[str] = []

    def search(
        self, query: str, *, limit: int, exclude: str = "", only: str = "", characters: int = 1_200
    ) -> tuple[Snippet, ...]:
        """Best first, like `ProjectIndex.search`. Raises RetrievalError, UnknownOption."""
        wanted = filter_of(only)
        try:
            connection = sqlite3.connect(f"{self._file.resolve().as_uri()}?mode=ro", uri=True, timeout=0.1)
            try:
                self._read(connection)
                scored = self._best(query, None if only else _CANDIDATES)
                fragments = _fetch(connection, [key for key, _ in scored])
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise RetrievalError(f"The index at {self._file} cannot be read: {error}.", _REMEDY) from error
        ranked = [
            Ranked(fragments[key], score, why(query, fragments[key], 0.0, score))
            for key, score in scored
            if key in fragments and wanted(fragments[key])
        ]
        return prune(ranked, limit=limit, exclude=exclude, characters=characters)

    def _best(self, query: str, limit: int | None) -> list[tuple[str, float]]:
        import numpy as np

        scores, ideal = self._lexical.scores(query)
        rows = [int(row) for row in np.argsort(-scores, kind="stable")[: limit or 4 * _CANDIDATES] if scores[row] > 0]
        return [(self._keys[row], float(scores[row]) / max(ideal, 1e-6)) for row in rows]

    def _read(self, connection: sqlite3.Connection) -> None:
        """Take in the file as it is now."""
        if connection.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
            raise RetrievalError("The index was made by another version.", _REMEDY)
        count, last = connection.execute("SELECT count(*), coalesce(max(seq), 0) FROM fragments").fetchone()
        if count > _MOST:
            raise RetrievalError(f"The index of {count:,} parts waits for the engine to load it.", "Ask again.")
        if (count, last) == self._stamp:
            return
        rows = connection.execute("SELECT key, hashes, counts FROM fragments ORDER BY seq").fetchall()
        self._lexical = Lexical()
        self._lexical.add([_bag(hashes, counts) for _, hashes, counts in rows])
        self._keys = [key for key, _, _ in rows]
        self._stamp = (count, last)


def _bag(hashes: bytes, counts: bytes) -> Bag:
    import numpy as np

    return Bag(np.frombuffer(hashes, np.uint32), np.frombuffer(counts, np.float16).astype(np.float32))


def _fetch(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, Fragment]:
    marks = ",".join("?" * len(keys))
    query = f"SELECT key, fragment FROM fragments WHERE key IN ({marks})"  # noqa: S608 — only question marks
    return {key: unpack(text) for key, text in connection.execute(query, list(keys))}
