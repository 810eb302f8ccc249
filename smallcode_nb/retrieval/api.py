"""The project's index as the rest of the package uses it: update, search, what was skipped.

`ProjectIndex` is a `Retriever` (agent/ports.py). It does its work on one thread of its
own, so nothing here blocks an event loop, and nothing heavy is imported before the
first call. Knows nothing about magics, command lines or the loop.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..agent.types import Snippet
from .fragments import Skipped
from .indexing import IndexReport, Progress
from .project import index_folder, project_root

if TYPE_CHECKING:
    from .worker import Worker

T = TypeVar("T")

__all__ = [
    "IndexReport",
    "Progress",
    "ProjectIndex",
    "RetrievalSettings",
    "index_project",
    "search_project",
    "shared_index",
]

_TICK_S = 0.1


@dataclass(frozen=True, slots=True)
class RetrievalSettings:
    """How a project is indexed and searched."""

    #: "auto", "openvino", "onnxruntime", "sentence-transformers" or "none" (words only, for small machines)
    runtime: str = "auto"
    #: folder of another MiniLM checkpoint; "" is the packaged one
    weights: str = ""
    #: "embedded", or where Qdrant is: a folder ("path:…") or a server ("http://…")
    store: str = "embedded"
    #: environment variable that holds the Qdrant server's key
    store_key_variable: str = "QDRANT_API_KEY"
    #: of a Qdrant collection when it is made; 0 leaves them to the server
    store_shards: int = 0
    store_replicas: int = 0
    #: a query pipeline saved as YAML; "" is the built-in one
    pipeline: str = ""
    #: modules beside Haystack's and ours that the pipeline's components may come from, e.g. "mylab.*"
    pipeline_modules: tuple[str, ...] = ()
    #: characters of one snippet at most
    snippet_characters: int = 1_200
    #: where the index is kept; "" is the user's cache
    folder: str = ""

    @property
    def file_name(self) -> str:
        """Of what is kept here, which is little where the fragments are in Qdrant."""
        if self.store != "embedded":
            return "ledger.db"
        # an index without vectors must not take the place of one that has them
        return "words.db" if self.runtime == "none" else "index.db"


@dataclass(slots=True)
class ProjectIndex:
    """The index of one project folder; open until `close`."""

    root: Path
    settings: RetrievalSettings = field(default_factory=RetrievalSettings)
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="smallcode-index"), repr=False
    )
    _open: Worker | None = field(default=None, repr=False)
    _closed: bool = field(default=False, repr=False)

    @classmethod
    def at(cls, start: Path, settings: RetrievalSettings | None = None) -> ProjectIndex:
        """Of the project that `start` lies in."""
        return cls(project_root(start), settings or RetrievalSettings())

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return Path(self.settings.folder) if self.settings.folder else index_folder(self.root)

    @property
    def file(self) -> Path:
        """The file in there that an indexed project has."""
        return self.folder / self.settings.file_name

    async def update(
        self, paths: Sequence[Path] = (), *, progress: Callable[[Progress], None] = lambda _: None
    ) -> IndexReport:
        """Read what changed under `paths` (default: the whole project).

        Cancelling the task stops after the batch at hand; what was done stays. Raises
        RetrievalError, MissingExtra.
        """
        stop = threading.Event()
        chosen = tuple(self._inside(path) for path in paths)
        return await self._call(lambda: self._worker().update(self.root, chosen, progress, stop.is_set), stop=stop)

    def update_now(
        self, paths: Sequence[Path] = (), *, progress: Callable[[Progress], None] = lambda _: None
    ) -> IndexReport:
        """`update` for code without an event loop; an interrupt ends it early and keeps what was done."""
        stop = threading.Event()
        chosen = tuple(self._inside(path) for path in paths)
        work = self._thread.submit(lambda: self._worker().update(self.root, chosen, progress, stop.is_set))
        while not work.done():
            try:
                wait((work,), timeout=_TICK_S)
            except KeyboardInterrupt:
                stop.set()
        return work.result()

    def search_now(self, query: str, *, limit: int, exclude: str = "", only: str = "") -> tuple[Snippet, ...]:
        """`search` for code without an event loop."""
        return self._thread.submit(lambda: self._worker().search(query, limit, exclude, only)).result()

    def pipeline_now(self) -> str:
        """`pipeline_yaml` for code without an event loop."""
        return self._thread.submit(lambda: self._worker().pipeline_yaml()).result()

    async def update_live(self, session: str, sources: Sequence[str]) -> int:
        """Take in the running notebook's cells as they are now, saved or not."""
        return await self._call(lambda: self._worker().live(session, sources))

    async def search(self, query: str, *, limit: int, exclude: str = "", only: str = "") -> tuple[Snippet, ...]:
        """Best first; near-duplicates of `exclude`, of one another and boilerplate are left out.

        `only` "functions" leaves whole functions of Python files. Raises RetrievalError, UnknownOption.
        """
        return await self._call(lambda: self._worker().search(query, limit, exclude, only))

    async def warm(self) -> int:
        """Load what a search needs, so that the next one is fast; the number of fragments. Takes seconds."""
        return await self._call(lambda: self._worker().warm())

    async def skipped(self) -> tuple[Skipped, ...]:
        """What stayed out of the index, and why."""
        return await self._call(lambda: self._worker().skipped())

    async def count(self) -> int:
        """Fragments in the index."""
        return await self._call(lambda: self._worker().count())

    async def pipeline_yaml(self) -> str:
        """The query pipeline, to be edited and named in `pipeline`."""
        return await self._call(lambda: self._worker().pipeline_yaml())

    def close(self) -> None:
        """End the thread and let go of the file; a second call does nothing."""
        if not self._closed:
            self._closed = True
            try:
                self._thread.submit(self._shut).result()
            except RuntimeError:  # the interpreter is ending and has ended the thread before us
                self._shut()
            self._thread.shutdown()

    def _shut(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None

    def _worker(self) -> Worker:
        if self._open is None:
            from .worker import Worker

            self._open = Worker(self.folder, self.settings)
        return self._open

    def _inside(self, path: Path) -> Path:
        from ..errors import RetrievalError

        full = path.expanduser().resolve()
        if not full.exists():
            raise RetrievalError(f"There is nothing at {path}.", "Name a file or folder of this project.")
        if full != self.root and self.root not in full.parents:
            raise RetrievalError(f"{path} is not inside {self.root}.", "Index it from a notebook of its own project.")
        return full

    async def _call(self, work: Callable[[], T], stop: threading.Event | None = None) -> T:
        future = self._thread.submit(work)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if stop is not None:
                stop.set()
            raise


_shared: dict[tuple[Path, RetrievalSettings], ProjectIndex] = {}


def shared_index(start: Path, settings: RetrievalSettings | None = None) -> ProjectIndex:
    """The one index of the project that `start` lies in, open until the process ends; opening costs nothing yet."""
    key = (project_root(start), settings or RetrievalSettings())
    if key not in _shared:
        _shared[key] = ProjectIndex(*key)
        atexit.register(_shared[key].close)
    return _shared[key]


def index_project(
    start: Path,
    paths: Sequence[Path] = (),
    *,
    settings: RetrievalSettings | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> IndexReport:
    """Open, update and close, for scripts and the command line."""
    index = ProjectIndex.at(start, settings)
    try:
        return index.update_now(paths, progress=progress)
    finally:
        index.close()


def search_project(
    start: Path, query: str, *, limit: int = 5, settings: RetrievalSettings | None = None
) -> tuple[Snippet, ...]:
    """Open, search and close, for scripts and the command line."""
    index = ProjectIndex.at(start, settings)
    try:
        return index.search_now(query, limit=limit)
    finally:
        index.close()
