"""One SQLite file per index: what was read from which file, what was skipped, the fragments.

Knows tables and transactions; knows nothing about notebooks, scores or search. Every
change is one transaction, so a killed process leaves the last whole state, and two
processes wait for one another.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..errors import RetrievalError
from .fragments import Fragment, FragmentKind, Skipped, SkipReason

#: raised whenever the tables, the key of a fragment or what the encoder reads change
FORMAT = 2
_TABLES = """
CREATE TABLE files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, keys TEXT NOT NULL);
CREATE TABLE skipped (path TEXT NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE fragments (seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE NOT NULL, sense TEXT NOT NULL,
    fragment TEXT NOT NULL, vector BLOB NOT NULL, hashes BLOB NOT NULL, counts BLOB NOT NULL, hub REAL);
CREATE INDEX by_sense ON fragments (sense);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_REMEDY = "Free some space or name another folder with SMALLCODE_CACHE, then index again."
_SWITCH_S = 20.0
_SWITCH_PAUSE_S = 0.02


class Database:
    """The connection; used from one thread at a time."""

    def __init__(self, path: Path, encoder: str = "") -> None:
        self.path = path
        self._encoder = encoder
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.connection = self._open()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing; waits for another process's transaction. Raises RetrievalError."""
        with explained(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")
                raise

    def files(self) -> dict[str, str]:
        """Stamp of every indexed file, by path."""
        with explained(self.path):
            return dict(self.connection.execute("SELECT path, stamp FROM files"))

    def keys(self, path: str) -> tuple[str, ...]:
        """Keys of the fragments a file gave when it was last indexed."""
        with explained(self.path):
            row = self.connection.execute("SELECT keys FROM files WHERE path = ?", (path,)).fetchone()
        return tuple(json.loads(row[0])) if row else ()

    def record(self, path: str, stamp: str, keys: Sequence[str], skipped: Sequence[Skipped]) -> None:
        """Within a transaction: what a file gave."""
        self.connection.execute("REPLACE INTO files VALUES (?, ?, ?)", (path, stamp, json.dumps(list(keys))))
        self.connection.execute("DELETE FROM skipped WHERE path = ?", (path,))
        rows = [(path, s.place, s.reason.value, s.detail) for s in skipped]
        self.connection.executemany("INSERT INTO skipped VALUES (?, ?, ?, ?)", rows)

    def forget(self, path: str) -> None:
        """Within a transaction: a file is gone."""
        self.connection.execute("DELETE FROM files WHERE path = ?", (path,))
        self.connection.execute("DELETE FROM skipped WHERE path = ?", (path,))

    def record_walk(self, skipped: Sequence[Skipped], *, whole: bool) -> None:
        """Within a transaction: what the walk left out; a `whole` walk replaces the last one's list."""
        if whole:
            self.connection.execute("DELETE FROM skipped WHERE path = ''")
        self.connection.executemany(
            "DELETE FROM skipped WHERE path = '' AND place = ?", [(one.place,) for one in skipped]
        )
        rows = [("", one.place, one.reason.value, one.detail) for one in skipped]
        self.connection.executemany("INSERT INTO skipped VALUES (?, ?, ?, ?)", rows)

    def fact(self, name: str) -> str:
        """What was noted under a name, or nothing."""
        with explained(self.path):
            row = self.connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, name: str, value: str) -> None:
        """Within a transaction: note a fact."""
        self.connection.execute("REPLACE INTO facts VALUES (?, ?)", (name, value))

    def skipped(self) -> tuple[Skipped, ...]:
        """What was left out, by place."""
        with explained(self.path):
            rows = self.connection.execute("SELECT place, reason, detail FROM skipped ORDER BY place")
            return tuple(Skipped(place, SkipReason(reason), detail) for place, reason, detail in rows)

    def _open(self) -> sqlite3.Connection:
        """Open, and start afresh when the file is of another format, for another encoder, or damaged."""
        try:
            connection = _connect(self.path)
            if self._current(connection):
                return connection
            connection.close()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
        self._clear()
        connection = _connect(self.path)
        self._current(connection)
        return connection

    def _current(self, connection: sqlite3.Connection) -> bool:
        """Whether the tables are ours; an empty file gets them. Waits for another process only to make them."""
        if connection.execute("PRAGMA user_version").fetchone()[0] == FORMAT:
            return self._same(connection)
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0 and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in _TABLES.strip().split(";\n"):
                connection.execute(statement)
            connection.execute("INSERT INTO facts VALUES ('encoder', ?)", (self._encoder,))
            connection.execute(f"PRAGMA user_version = {FORMAT:d}")
            version = FORMAT
        connection.execute("COMMIT")
        return version == FORMAT and self._same(connection)

    def _same(self, connection: sqlite3.Connection) -> bool:
        """Whether it is for our encoder."""
        row = connection.execute("SELECT value FROM facts WHERE name = 'encoder'").fetchone()
        return not self._encoder or (row is not None and row[0] == self._encoder)

    def _clear(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors as ours."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise RetrievalError(f"The index at {path} cannot be used: {error}.", _REMEDY) from error


def pack(fragment: Fragment) -> str:
    """A fragment as JSON text."""
    return json.dumps(asdict(fragment), ensure_ascii=False)


def unpack(text: str) -> Fragment:
    """The fragment again."""
    return from_mapping(json.loads(text))


def from_mapping(data: dict[str, Any]) -> Fragment:
    """A fragment from its fields, lists standing for tuples."""
    lists = {name: tuple(data[name]) for name in ("lines", "defines", "uses", "call_sites")}
    return Fragment(**{**data, **lists, "kind": FragmentKind(data["kind"])})


def _share(connection: sqlite3.Connection) -> None:
    """Switch to the journal that many processes may use; SQLite does not wait for another that switches just now."""
    until = time.monotonic() + _SWITCH_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_SWITCH_PAUSE_S)
        else:
            return


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60.0, isolation_level=None, check_same_thread=False)
    _share(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection
