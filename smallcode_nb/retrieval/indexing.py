"""Brings an index up to date with a folder: reads what changed, forgets what is gone.

Knows files, fragments and when to commit; knows nothing about how fragments are
encoded or kept. Whatever is committed stays: a run that is killed or cancelled is
resumed by the next one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from .database import Database
from .fragments import Extracted, Fragment, Skipped
from .live import live_path, read_history
from .reading import read_file
from .shelf import Entry, Shelf
from .walk import Found, walk

#: fragments encoded and committed together: enough that the encoder finds texts of like length, few enough that a run
#: can be ended within seconds
BATCH = 256
_LIVE_DAYS = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; `rate` in fragments per second."""

    done: int
    total: int
    fragments: int
    rate: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did; `total` is what the index holds now."""

    files: int
    changed: int
    removed: int
    fragments: int
    total: int
    seconds: float
    skipped: tuple[Skipped, ...] = ()
    cancelled: bool = False


class Encode(Protocol):
    """Makes entries of fragments; called outside a transaction, since it takes seconds and others want to write."""

    def __call__(self, fragments: Sequence[Fragment]) -> Sequence[Entry]:
        """One entry per fragment."""
        ...


@dataclass(slots=True)
class _Pending:
    """Files read but not committed."""

    files: list[tuple[str, str, Extracted]] = field(default_factory=list)
    fragments: int = 0


class Indexer:
    """One index and how it is written."""

    def __init__(self, database: Database, shelf: Shelf, encode: Encode) -> None:
        self._database = database
        self._shelf = shelf
        self._encode = encode

    def run(
        self,
        root: Path,
        paths: tuple[Path, ...] = (),
        *,
        progress: Callable[[Progress], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> IndexReport:
        """Index `paths` (default: all of `root`); raises RetrievalError, and then what was committed stays."""
        started = time.monotonic()
        seen = list(walk(root, paths))
        found = [one for one in seen if isinstance(one, Found)]
        stamps = self._database.files()
        removed = self._forget_missing(root, paths, {one.relative for one in found}, stamps)
        changed = [one for one in found if stamps.get(one.relative) != one.stamp]
        written = 0
        stopped = False
        for files, fragments in self._committed(changed):
            written = fragments
            progress(_progress(files, len(changed), fragments, time.monotonic() - started))
            stopped = files < len(changed) and cancelled()
            if stopped:
                break
        self._shelf.settle(cancelled)
        with self._database.transaction():
            self._database.record_walk([one for one in seen if isinstance(one, Skipped)], whole=not paths)
        return IndexReport(
            files=len(found),
            changed=len(changed),
            removed=removed,
            fragments=written,
            total=self._shelf.count(),
            seconds=time.monotonic() - started,
            skipped=self._database.skipped(),
            cancelled=stopped,
        )

    def live(self, session: str, sources: Sequence[str]) -> int:
        """Index the running notebook's cells; returns how many fragments it has now."""
        path = live_path(session)
        extracted = read_history(sources, path)
        self._commit([(path, f"live:{time.time():.0f}", extracted)])
        return len(extracted.fragments)

    def _committed(self, changed: Sequence[Found]) -> Iterator[tuple[int, int]]:
        """Read and commit in batches; (files done, fragments done) after each."""
        pending = _Pending()
        fragments = 0
        for number, found in enumerate(changed, start=1):
            extracted = read_file(found.path, found.relative)
            pending.files.append((found.relative, found.stamp, extracted))
            pending.fragments += len(extracted.fragments)
            if pending.fragments >= BATCH or number == len(changed):
                self._commit(pending.files)
                fragments += pending.fragments
                pending = _Pending()
                yield number, fragments

    def _commit(self, files: Sequence[tuple[str, str, Extracted]]) -> None:
        """Encode what is new, then one transaction: what is new of these files comes, what is gone goes."""
        held = {path: set(self._database.keys(path)) for path, _, _ in files}
        now = {path: {f.key: f for f in extracted.fragments} for path, _, extracted in files}
        fresh = {key: f for path, kept in now.items() for key, f in kept.items() if key not in held[path]}
        entries = self._encode(tuple(fresh.values())) if fresh else ()
        with self._database.transaction():
            gone: set[str] = set()
            for path, stamp, extracted in files:
                gone |= set(self._database.keys(path)) - now[path].keys()
                self._database.record(path, stamp, tuple(now[path]), extracted.skipped)
            self._shelf.add(entries)
            self._shelf.remove(tuple(gone))

    def _forget_missing(self, root: Path, paths: tuple[Path, ...], present: set[str], stamps: dict[str, str]) -> int:
        scope = tuple(path.relative_to(root).as_posix() if path != root else "" for path in paths) or ("",)
        gone = [path for path, stamp in stamps.items() if path not in present and _left(path, stamp, scope)]
        if gone:
            with self._database.transaction():
                for path in gone:
                    self._shelf.remove(self._database.keys(path))
                    self._database.forget(path)
        return len(gone)


def _left(path: str, stamp: str, scope: tuple[str, ...]) -> bool:
    """Whether an indexed path that was not found should be forgotten; other notebooks' live cells stay a day."""
    if stamp.startswith("live:"):
        return time.time() - float(stamp[5:]) > _LIVE_DAYS * 86_400
    return any(not base or path == base or path.startswith(base + "/") for base in scope)


def _progress(files: int, total: int, fragments: int, seconds: float) -> Progress:
    share = files / total if total else 1.0
    return Progress(files, total, fragments, fragments / max(seconds, 1e-6), seconds / share - seconds)
