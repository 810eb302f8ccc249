"""Which retriever a request gets, and the project's index kept warm and fresh behind the user's back.

The index lives in the engine; until that has loaded it, and where there is none, its words are searched here. No
request waits longer than the deadline, and nothing is indexed that the user did not index. Knows the session's
shell and settings; knows nothing about how an index works.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import RetrievalError, SmallCodeError
from .retrievers import AUTO, NONE, load_retriever

if TYPE_CHECKING:
    from ..agent.ports import Retriever
    from ..agent.types import Snippet
    from ..engine.index_client import IndexClient
    from ..retrieval.api import RetrievalSettings
    from ..settings import SmallCode

__all__ = ["ProjectRetriever", "Recall", "engine_for", "retrieval_settings"]

_DEBOUNCE_S = 0.5
#: the newest cells that the index is told of
_MOST_CELLS = 400
_FUNCTIONS = "functions"


def retrieval_settings(settings: SmallCode, start: Path) -> RetrievalSettings:
    """What the user's settings mean for the index of the project that `start` lies in."""
    from ..retrieval.api import RetrievalSettings
    from ..retrieval.project import index_folder, project_root

    return RetrievalSettings(
        runtime=settings.embeddings,
        store=settings.store,
        store_shards=settings.store_shards,
        store_replicas=settings.store_replicas,
        pipeline=settings.query_pipeline,
        folder=str(index_folder(project_root(start))),
    )


def engine_for(root: Path, chosen: RetrievalSettings, engine: str) -> IndexClient | None:
    """The project's index in the user's engine; None where the setting or the machine forbids one."""
    from ..engine.choose import OFF, engine_possible
    from ..engine.index_client import IndexClient

    return IndexClient(root, chosen) if engine != OFF and engine_possible() else None


def _file(chosen: RetrievalSettings) -> Path | None:
    """What is kept of the project's index; its words can be read whatever encoder it was made for."""
    folder = Path(chosen.folder)
    names = (chosen.file_name, *(["index.db"] if chosen.runtime == NONE else []))
    return next((folder / name for name in names if (folder / name).exists()), None)


class ProjectRetriever:
    """`Retriever` over the index of one project; used from one event loop."""

    def __init__(self, project: Path, file: Path, client: IndexClient | None, deadline_s: float) -> None:
        from ..retrieval.words import WordIndex

        self.project = project
        self.client = client
        self.deadline_s = deadline_s
        self.file = file
        self._words = WordIndex(file)
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="smallcode-words")

    async def search(self, query: str, *, limit: int, exclude: str = "", only: str = "") -> tuple[Snippet, ...]:
        """By meaning and words where the engine has the index loaded, else by words. Raises RetrievalError."""
        from .places import importable, place

        if not self.file.exists():
            return ()
        found = place(await self._in_time(query, limit, exclude, only), self.project)
        return tuple(filter(importable, found)) if only else found

    def close(self) -> None:
        """End the thread."""
        self._reader.shutdown(wait=False, cancel_futures=True)

    async def _in_time(self, query: str, limit: int, exclude: str, only: str) -> tuple[Snippet, ...]:
        loop = asyncio.get_running_loop()
        until = loop.time() + self.deadline_s
        spare = None if self.client is not None and self.client.warm else self._by_words(query, limit, exclude, only)
        hits = await self._by_engine(query, limit, exclude, only, until)
        if hits is not None:
            return hits
        try:
            words = spare or self._by_words(query, limit, exclude, only)
            return await asyncio.wait_for(words, max(self.deadline_s / 4, until - loop.time()))
        except TimeoutError:
            late = f"The index did not answer within {1000 * self.deadline_s:.0f} ms."
            raise RetrievalError(late, "Ask again, or raise c.SmallCode.recall_s.") from None

    async def _by_engine(
        self, query: str, limit: int, exclude: str, only: str, until: float
    ) -> tuple[Snippet, ...] | None:
        if self.client is None:
            return None
        asking = self.client.search(query, limit=limit, exclude=exclude, only=only, refresh=True)
        try:
            return await asyncio.wait_for(asking, until - asyncio.get_running_loop().time())
        except TimeoutError:
            return None

    def _by_words(self, query: str, limit: int, exclude: str, only: str) -> asyncio.Future[tuple[Snippet, ...]]:
        work = self._reader.submit(lambda: self._words.search(query, limit=limit, exclude=exclude, only=only))
        future = asyncio.wrap_future(work)
        future.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody may need it
        return future


class _Functions:
    """The same retriever for a model that reads no code: whole functions that a cell can import."""

    def __init__(self, inner: ProjectRetriever) -> None:
        self._inner = inner

    async def search(self, query: str, *, limit: int, exclude: str = "") -> tuple[Snippet, ...]:
        return await self._inner.search(query, limit=limit, exclude=exclude, only=_FUNCTIONS)


class _Bounded:
    """A retriever that is given up after a while."""

    def __init__(self, inner: Retriever, deadline_s: float) -> None:
        self._inner, self._deadline_s = inner, deadline_s

    async def search(self, query: str, *, limit: int, exclude: str = "") -> tuple[Snippet, ...]:
        try:
            return await asyncio.wait_for(self._inner.search(query, limit=limit, exclude=exclude), self._deadline_s)
        except TimeoutError:
            late = f"The retriever did not answer within {1000 * self._deadline_s:.0f} ms."
            raise RetrievalError(late, "Raise c.SmallCode.recall_s.") from None


class Recall:
    """The retriever of a session; everything but `cell_ran` happens on the session's event loop."""

    def __init__(self, shell: Any, settings: SmallCode, run: Callable[[Coroutine[Any, Any, None]], object]) -> None:
        self._shell, self._settings, self._run = shell, settings, run
        self._project: ProjectRetriever | None = None
        self._custom: tuple[str, Retriever] | None = None
        self._behind: set[asyncio.Task[None]] = set()
        self._listening = False
        self._told: tuple[str, ...] = ()
        self._pending = False

    async def retriever(self, *, reads_code: bool) -> Retriever | None:
        """What the next request may search; None for nothing. Raises UnknownOption, RetrievalError."""
        name = self._settings.retriever
        if name == NONE:
            return None
        if name != AUTO:
            return await self._own(name)
        project = self._found()
        if project is None:
            return None
        self._listen()
        return project if reads_code else _Functions(project)

    @property
    def possible(self) -> bool:
        """Whether a request would have anything to search."""
        from ..retrieval.project import project_root

        name = self._settings.retriever
        if name != AUTO:
            return name != NONE
        return _file(retrieval_settings(self._settings, project_root(Path.cwd()))) is not None

    def warm(self) -> None:
        """Have the engine load the index, behind what goes on; a failure costs only the meaning in searches."""
        project = self._project
        if project is not None and project.client is not None and not project.client.warm:
            self._begin(self._start(project.client))

    def cell_ran(self, result: Any) -> None:
        """The hook of the shell; costs nothing to speak of."""
        code = (result.info.raw_cell or "") if result.info else ""
        if self._project is not None and not self._pending and not code.lstrip().startswith("%"):
            self._pending = True
            self._run(self._tell())

    async def close(self) -> None:
        """Stop listening and let go of everything."""
        if self._listening:
            self._listening = False
            with suppress(ValueError):
                self._shell.events.unregister("post_run_cell", self.cell_ran)
        for task in list(self._behind):
            task.cancel()
        await asyncio.gather(*self._behind, return_exceptions=True)
        await self._drop()

    def _found(self) -> ProjectRetriever | None:
        """The retriever of the project that the notebook lies in, while that project has an index."""
        from ..retrieval.project import project_root

        root = project_root(Path.cwd())
        chosen = retrieval_settings(self._settings, root)
        file = _file(chosen)
        if file is None:
            return None
        if self._project is None or (self._project.project, self._project.file) != (root, file):
            if self._project is not None:
                self._begin(self._drop())
            self._project = ProjectRetriever(root, file, self._client(root, chosen), self._settings.recall_s)
        self._project.deadline_s = self._settings.recall_s
        return self._project

    def _client(self, root: Path, chosen: RetrievalSettings) -> IndexClient | None:
        heavy = chosen.runtime != NONE or chosen.store != "embedded"
        return engine_for(root, chosen, self._settings.engine) if heavy else None

    async def _own(self, name: str) -> Retriever:
        if self._custom is None or self._custom[0] != name:
            self._custom = (name, await asyncio.to_thread(load_retriever, name, Path.cwd()))
        return _Bounded(self._custom[1], self._settings.recall_s)

    def _listen(self) -> None:
        if not self._listening:
            self._listening = True
            self._shell.events.register("post_run_cell", self.cell_ran)

    async def _tell(self) -> None:
        """Give the index the cells as they are now, once they have come to rest."""
        await asyncio.sleep(_DEBOUNCE_S)
        self._pending = False
        project, sources = self._project, self._sources()
        if project is None or project.client is None or not project.client.warm or sources == self._told:
            return
        self._told = sources
        await project.client.live(str(os.getpid()), sources)

    def _sources(self) -> tuple[str, ...]:
        """Every cell that ran, as it is numbered; old ones and requests are empty."""
        manager = self._shell.history_manager
        cells = list(manager.input_hist_raw[1:]) if manager is not None else []
        old = len(cells) - _MOST_CELLS
        return tuple(
            "" if place < old or text.lstrip().startswith(("%smallcode", "%%smallcode")) else text
            for place, text in enumerate(cells)
        )

    async def _start(self, client: IndexClient) -> None:
        with suppress(SmallCodeError):
            await client.start()

    async def _drop(self) -> None:
        project, self._project = self._project, None
        if project is not None:
            project.close()
            if project.client is not None:
                await project.client.close()

    def _begin(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)
