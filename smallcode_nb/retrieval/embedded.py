"""The default shelf: rows in the index's SQLite file, searched in memory.

Knows rows, vectors and BM25; knows nothing about files. Another process's commits are
noticed at the next question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .coarse import Coarse
from .database import Database, explained, pack, unpack
from .encoder import WIDTH
from .fragments import Fragment
from .fusion import hubness
from .lexical import Bag, Lexical, bag
from .shelf import Entry, Scored

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: rows hubness is measured against; all of them in a smaller index
_REFERENCE = 8192
_SOME = 400  #: keys per SQL statement
#: rows whose hubness is computed together
_BLOCK = 512
_HUBS_OF = "hubs of"  #: fact: of how many rows the stored hubness is
_STALE = 1.25  #: growth after which hubness is computed anew
#: above so many rows a coarse look goes first and leaves this many of them: 99.97% of the 100 nearest among 100,000
#: slightly changed copies of CoSQA's functions
_MANY, _LOOKED_AT = 20_000, 2_000


class EmbeddedShelf:
    """Vectors as one float32 matrix, postings in memory, text left on disk."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: tuple[int, int] = (-1, -1)
        self._own_changes = 0
        self._clear()

    def count(self) -> int:
        """Entries that are not removed."""
        self._refresh()
        return len(self._rows)

    def keys(self) -> tuple[str, ...]:
        """In no order."""
        self._refresh()
        return tuple(self._rows)

    def add(self, entries: Sequence[Entry]) -> None:
        """Within the caller's transaction."""
        import numpy as np

        rows = []
        for entry in entries:
            words = bag(entry.fragment)
            vector = entry.vector.astype(np.float16).tobytes()
            row = (entry.fragment.key, entry.sense, pack(entry.fragment), vector)
            rows.append((*row, words.hashes.tobytes(), words.counts.astype(np.float16).tobytes()))
        self._database.connection.executemany(
            "REPLACE INTO fragments (key, sense, fragment, vector, hashes, counts) VALUES (?, ?, ?, ?, ?, ?)", rows
        )
        self._own_changes += 1

    def remove(self, keys: Sequence[str]) -> None:
        """Within the caller's transaction."""
        rows = [(key,) for key in keys]
        self._database.connection.executemany("DELETE FROM fragments WHERE key = ?", rows)
        self._own_changes += 1

    def semantic(self, vector: Floats, limit: int) -> tuple[Scored, ...]:
        """Exact search over every row, over the most promising ones of a large index."""
        import numpy as np

        self._refresh()
        if self._used <= _MANY:
            scores = np.where(self._alive, self._matrix[: self._used] @ vector, -np.inf)
        else:
            scores = np.full(self._used, -np.inf, np.float32)
            rows = self._first_look().nearest(vector, max(_LOOKED_AT, 20 * limit))
            rows = rows[self._alive[rows]]
            scores[rows] = self._matrix[rows] @ vector
        return self._with_hubs(_best(scores, limit), scores)

    def cosines(self, vector: Floats, keys: Sequence[str]) -> tuple[Scored, ...]:
        """The same scores for named rows."""
        import numpy as np

        rows = np.array([self._rows[key] for key in keys if key in self._rows], np.int64)
        scores = np.zeros(self._used, np.float32)
        scores[rows] = self._matrix[rows] @ vector
        return self._with_hubs(rows, scores)

    def lexical(self, query: str, limit: int, also: Sequence[str] = ()) -> tuple[Scored, ...]:
        """Exact BM25 of every row."""
        import numpy as np

        self._refresh()
        scores, ideal = self._lexical.scores(query)
        scores = np.where(self._alive, scores / max(ideal, 1e-6), 0.0)
        best = [int(row) for row in _best(scores, limit) if scores[row] > 0]
        named = [self._rows[key] for key in also if key in self._rows]
        return tuple(Scored(self._keys[row], lexical=float(scores[row])) for row in dict.fromkeys(best + named))

    def vectors(self, keys: Sequence[str]) -> Floats:
        """Copies of the rows; zeros for one that is gone meanwhile."""
        import numpy as np

        if any(key not in self._rows for key in keys):
            self._refresh()
        found = np.zeros((len(keys), self._matrix.shape[1]), np.float32)
        for at, key in enumerate(keys):
            if key in self._rows:
                found[at] = self._matrix[self._rows[key]]
        return found

    def fetch(self, keys: Sequence[str]) -> tuple[Fragment, ...]:
        """From disk, in the order asked."""
        found: dict[str, str] = {}
        for some in _batches(keys):
            marks = ",".join("?" * len(some))
            query = f"SELECT key, fragment FROM fragments WHERE key IN ({marks})"  # noqa: S608 — only question marks
            with explained(self._database.path):
                found.update(self._database.connection.execute(query, some).fetchall())
        return tuple(unpack(found[key]) for key in keys if key in found)

    def by_sense(self, senses: Sequence[str]) -> dict[str, Floats]:
        """So that a moved or renumbered cell costs no encoding."""
        import numpy as np

        found: dict[str, Floats] = {}
        for some in _batches(senses):
            marks = ",".join("?" * len(some))
            query = f"SELECT sense, vector FROM fragments WHERE sense IN ({marks})"  # noqa: S608 — only question marks
            with explained(self._database.path):
                rows = self._database.connection.execute(query, some).fetchall()
            found.update({sense: np.frombuffer(blob, np.float16).astype(np.float32) for sense, blob in rows})
        return found

    def settle(self, cancelled: Callable[[], bool]) -> None:
        """Compute the hubness that queries would else compute when they meet it, and keep it in the file."""
        import numpy as np

        self._refresh()
        unsettled = np.flatnonzero(self._alive & ~self._settled)
        for start in range(0, len(unsettled), _BLOCK):
            if cancelled():
                return
            rows = unsettled[start : start + _BLOCK]
            self._learn_hubs(rows)
            stored = [(float(self._hubs[row]), int(self._seqs[row])) for row in rows]
            with self._database.transaction():
                self._database.connection.executemany("UPDATE fragments SET hub = ? WHERE seq = ?", stored)
                self._database.note(_HUBS_OF, str(self._hubs_of))
            self._settled[rows] = True

    def close(self) -> None:
        """The database is the caller's."""
        self._clear()

    def _clear(self) -> None:
        import numpy as np

        self._keys: list[str] = []
        self._rows: dict[str, int] = {}
        self._seqs: Any = np.zeros(0, np.int64)
        self._alive: Any = np.zeros(0, bool)
        self._matrix: Any = np.zeros((0, WIDTH), np.float32)
        self._hubs: Any = np.zeros(0, np.float32)
        self._settled: Any = np.zeros(0, bool)
        self._hubs_of = int(self._database.fact(_HUBS_OF) or 0)
        self._reference: Any = None
        self._coarse: Coarse | None = None
        self._lexical = Lexical()

    @property
    def _used(self) -> int:
        return len(self._keys)

    def _refresh(self) -> None:
        """Take in what this or another process committed since the last question."""
        import numpy as np

        with explained(self._database.path):
            connection = self._database.connection
            (version,) = connection.execute("PRAGMA data_version").fetchone()
            if (version, self._own_changes) == self._seen:
                return
            present = np.fromiter((seq for (seq,) in connection.execute("SELECT seq FROM fragments")), np.int64)
        if self._used > 1000 and np.isin(self._seqs, present).sum() < self._used * 0.7:
            self._clear()
        self._bury(np.isin(self._seqs, present, invert=True) & self._alive)
        last = int(self._seqs[-1]) if self._used else 0
        self._append(last)
        self._seen = (version, self._own_changes)

    def _bury(self, gone: Any) -> None:
        import numpy as np

        self._alive &= ~gone
        for row in np.flatnonzero(gone):
            if self._rows.get(self._keys[row]) == row:
                del self._rows[self._keys[row]]

    def _append(self, after: int) -> None:
        import numpy as np

        query = "SELECT seq, key, vector, hashes, counts, hub FROM fragments WHERE seq > ? ORDER BY seq"
        with explained(self._database.path):
            rows = self._database.connection.execute(query, (after,)).fetchall()
        if not rows:
            return
        first = self._used
        self._keys.extend(row[1] for row in rows)
        self._rows.update({row[1]: first + at for at, row in enumerate(rows)})
        self._seqs = np.append(self._seqs, [row[0] for row in rows])
        self._alive = np.append(self._alive, np.ones(len(rows), bool))
        hubs = np.array([row[5] for row in rows], np.float32)
        self._hubs = np.append(self._hubs, hubs)
        self._settled = np.append(self._settled, ~np.isnan(hubs))
        fresh = np.frombuffer(b"".join(row[2] for row in rows), np.float16).reshape(len(rows), -1)
        self._grow(len(rows), fresh.shape[1])
        self._matrix[first : self._used] = fresh
        self._lexical.add(
            [Bag(np.frombuffer(r[3], np.uint32), np.frombuffer(r[4], np.float16).astype(np.float32)) for r in rows]
        )
        if self._used > _STALE * self._hubs_of:
            self._reference, self._hubs_of = None, self._used
            self._hubs[:], self._settled[:] = np.nan, False

    def _grow(self, more: int, width: int) -> None:
        """Keep a quarter of spare rows, so that one new cell does not copy the matrix."""
        import numpy as np

        if self._matrix.shape[0] >= self._used and self._matrix.shape[1] == width:
            return
        bigger = np.zeros((self._used + (self._used // 4 if self._used > more else 64), width), np.float32)
        bigger[: self._used - more] = self._matrix[: self._used - more]
        self._matrix = bigger

    def _with_hubs(self, rows: Any, cosines: Any) -> tuple[Scored, ...]:
        import numpy as np

        self._learn_hubs(rows)
        return tuple(
            Scored(self._keys[row], float(cosines[row]), hub=float(self._hubs[row]))
            for row in rows
            if np.isfinite(cosines[row])
        )

    def _learn_hubs(self, rows: Any) -> None:
        import numpy as np

        unknown = rows[np.isnan(self._hubs[rows])]
        if len(unknown):
            self._hubs[unknown] = hubness(self._matrix[unknown], self._sample())

    def _first_look(self) -> Coarse:
        if self._coarse is None:
            self._coarse = Coarse(self._sample())
        if len(self._coarse) < self._used:
            self._coarse.add(self._matrix[len(self._coarse) : self._used])
        return self._coarse

    def _sample(self) -> Any:
        import numpy as np

        if self._reference is None:
            alive = np.flatnonzero(self._alive)
            chosen = alive[np.linspace(0, len(alive) - 1, min(_REFERENCE, len(alive))).astype(np.int64)]
            self._reference = self._matrix[chosen]
        return self._reference


def _best(scores: Any, limit: int) -> Any:
    import numpy as np

    if len(scores) <= limit:
        return np.argsort(-scores, kind="stable")
    top = np.argpartition(-scores, limit)[:limit]
    return top[np.argsort(-scores[top], kind="stable")]


def _batches(keys: Sequence[str]) -> list[Sequence[str]]:
    return [keys[start : start + _SOME] for start in range(0, len(keys), _SOME)]
