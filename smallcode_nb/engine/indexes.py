"""`/v1/search` and `/v1/index`: the retrieval indexes that an engine holds for all notebooks.

    POST /v1/search  {project, query, limit, exclude, only, settings, refresh, wait}
                     → {"hits": […]} or {"warming": true}
    POST /v1/index   {project, paths, live, refresh, settings}
                     → lines of {"progress": …}, then {"report": …} or {"error": …}

Knows: one index per project and settings, loaded once, refreshed off the way of searches. Does not know: HTTP, keys,
how an index works. A search that may not wait is told when the index is still loading, and that it now is.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import SmallCodeError
from ..retrieval import wire
from ..retrieval.api import IndexReport, Progress, ProjectIndex, RetrievalSettings
from .refusals import Refusal

__all__ = ["Indexes"]

#: a search waits so long for files that changed just now, then goes on without them
_PATIENCE_S = 0.1
#: between two looks at a project's files, or twenty times what a look takes
_REST_S = 2.0
_MOST_HITS = 100
log = logging.getLogger("smallcode.engine")


@dataclass(slots=True)
class _Open:
    """One project's index: `search` answers while `write` reads files, each on a thread of its own."""

    search: ProjectIndex
    write: ProjectIndex
    warming: asyncio.Task[int] | None = None
    refreshing: asyncio.Task[IndexReport] | None = None
    not_before: float = 0.0
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def warm(self) -> bool:
        return self.warming is not None and self.warming.done() and self.warming.exception() is None

    def warm_up(self) -> asyncio.Task[int]:
        """Loading, begun now when it has not been or has failed."""
        if self.warming is None or (self.warming.done() and not self.warm):
            self.warming = asyncio.create_task(self.search.warm())
        return self.warming

    async def refresh(self) -> None:
        """Take in files that changed, unless that was done just now; longer work goes on behind."""
        if self.refreshing is None or self.refreshing.done():
            if time.monotonic() < self.not_before:
                return
            self.refreshing = asyncio.create_task(self._look())
        await asyncio.wait({self.refreshing}, timeout=_PATIENCE_S)

    async def _look(self) -> IndexReport:
        began = time.monotonic()
        try:
            async with self.writing:
                return await self.write.update()
        except SmallCodeError as error:
            log.warning("an index was not refreshed: %s", error)
            raise
        finally:
            took = time.monotonic() - began
            self.not_before = time.monotonic() + max(_REST_S, 20 * took)

    async def close(self) -> None:
        tasks = [task for task in (self.warming, self.refreshing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.search.close()
        self.write.close()


class Indexes:
    """The open indexes; used from one event loop."""

    def __init__(self) -> None:
        self._open: dict[tuple[Path, RetrievalSettings], _Open] = {}

    async def search(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a search. Raises Refusal, RetrievalError."""
        opened = self._of(body)
        query, limit = str(body.get("query") or ""), body.get("limit", 4)
        if type(limit) is not int or not 0 <= limit <= _MOST_HITS:
            raise Refusal(400, f"limit must be a number up to {_MOST_HITS}.", "invalid_value", param="limit")
        warming = opened.warm_up()
        if not opened.warm and not body.get("wait"):
            return {"warming": True}
        await asyncio.shield(warming)
        if body.get("refresh"):
            await opened.refresh()
        exclude, only = str(body.get("exclude") or ""), str(body.get("only") or "")
        hits = await opened.search.search(query, limit=limit, exclude=exclude, only=only)
        return {"hits": [wire.written(hit) for hit in hits]}

    async def index(self, body: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """What an index run has to say; closing the iterator ends the run, and what was done stays."""
        opened = self._of(body)
        told: asyncio.Queue[Progress | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        run = asyncio.create_task(self._run(opened, body, lambda p: loop.call_soon_threadsafe(told.put_nowait, p)))
        run.add_done_callback(lambda _: told.put_nowait(None))
        try:
            while (progress := await told.get()) is not None:
                yield {"progress": wire.written(progress)}
            yield {"report": wire.written(run.result())}
        finally:
            run.cancel()
            await asyncio.gather(run, return_exceptions=True)

    async def close(self) -> None:
        """End what runs and let go of the files."""
        for opened in self._open.values():
            await opened.close()
        self._open.clear()

    async def _run(self, opened: _Open, body: Mapping[str, Any], tell: Any) -> IndexReport:
        began = time.monotonic()
        paths = [Path(str(path)) for path in body.get("paths") or ()]
        live = body.get("live")
        async with opened.writing:
            if not isinstance(live, Mapping):
                return await opened.write.update(paths, progress=tell)
            sources = [str(source) for source in live.get("sources") or ()]
            fragments = await opened.write.update_live(str(live.get("session") or ""), sources)
            total = await opened.write.count()
        if body.get("refresh"):
            await opened.refresh()
        return IndexReport(0, 0, 0, fragments, total, time.monotonic() - began)

    def _of(self, body: Mapping[str, Any]) -> _Open:
        """The index that a body is about, opened at the first question. Raises Refusal."""
        project = Path(str(body.get("project") or ""))
        if not project.is_absolute() or not project.is_dir():
            raise Refusal(400, "project must be the path of a folder.", "invalid_value", param="project")
        given = body.get("settings") or {}
        settings = wire.read_settings(given if isinstance(given, Mapping) else {})
        key = (project, settings)
        if key not in self._open:
            index = ProjectIndex(project, settings)
            # a local Qdrant folder admits one client
            second = index if settings.store.startswith("path:") else ProjectIndex(project, settings)
            self._open[key] = _Open(index, second)
        return self._open[key]


async def lines(indexes: Indexes, body: Mapping[str, Any]) -> AsyncIterator[bytes]:
    """`Indexes.index` as lines of JSON; an error is the last line, since the answer has begun by then."""
    import json

    from .refusals import refuse

    try:
        async with aclosing(indexes.index(body)) as said:  # type: ignore[type-var]
            async for one in said:
                yield json.dumps(one).encode() + b"\n"
    except SmallCodeError as error:
        yield json.dumps(refuse(error).body()).encode() + b"\n"
