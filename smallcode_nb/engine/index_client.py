"""A project's index in the user's engine, asked by a notebook.

Knows the engine's two routes; never starts an engine unless told to, and knows without waiting when there is none.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..agent.types import Snippet
from ..errors import EngineError, RetrievalError, SmallCodeError
from ..retrieval import wire
from ..retrieval.api import IndexReport, Progress, RetrievalSettings
from .place import Place, default_place
from .process import ensure, running, server_of
from .refusals import restore

if TYPE_CHECKING:
    import httpx

__all__ = ["IndexClient"]

_PATIENCE_S = 300.0


class IndexClient:
    """Used from one event loop."""

    def __init__(self, project: Path, settings: RetrievalSettings, place: Place | None = None) -> None:
        self._about = {"project": str(project), "settings": wire.written(settings)}
        self._place = place
        self._client: httpx.AsyncClient | None = None
        #: whether the last search was answered, so that the next one should be
        self.warm = False

    async def start(self) -> None:
        """Start the engine where there is none, and have it load the index. Raises EngineError, MissingExtra."""
        await asyncio.to_thread(lambda: ensure(self._where()))
        await self._connect()
        await self.search("", limit=0)

    async def search(
        self, query: str, *, limit: int, exclude: str = "", only: str = "", refresh: bool = False, wait: bool = False
    ) -> tuple[Snippet, ...] | None:
        """Best first; None where no engine runs or it is still loading. Raises RetrievalError, UnknownOption.

        With `wait`, EngineError where there is no answer: then nothing was found out, which is not "nothing found".
        """
        body = {"query": query, "limit": limit, "exclude": exclude, "only": only, "refresh": refresh, "wait": wait}
        answer = await self._ask("search", body)
        self.warm = answer is not None and "hits" in answer
        if wait and answer is None:
            raise EngineError("The engine does not answer.", "Ask again, or look at: smallcode-nb engine logs")
        return tuple(map(wire.read_snippet, answer["hits"])) if answer and self.warm else None

    async def live(self, session: str, sources: Sequence[str]) -> None:
        """Have the cells of a running notebook taken in, and files that changed; nothing where no engine runs."""
        body = {"live": {"session": session, "sources": list(sources)}, "refresh": True}
        with suppress(SmallCodeError):
            async for _ in self._lines(body):
                pass

    async def update(self, paths: Sequence[Path], progress: Callable[[Progress], None]) -> IndexReport:
        """Bring the index up to date. Raises what indexing raises there, EngineError when the engine goes away."""
        async for line in self._lines({"paths": [str(path.expanduser().resolve()) for path in paths]}):
            if "progress" in line:
                progress(wire.read_progress(line["progress"]))
            elif "report" in line:
                return wire.read_report(line["report"])
            else:
                raise _error(line)
        raise EngineError("The engine ended while it indexed.", "Run the same again: what was done stays.")

    async def close(self) -> None:
        """Close the connection; the engine goes on."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _ask(self, route: str, body: dict[str, Any]) -> dict[str, Any] | None:
        import httpx

        if not await self._connect() or self._client is None:
            return None
        try:
            answer = await self._client.post(route, json={**self._about, **body})
            said = answer.json()
        except (httpx.HTTPError, ValueError):
            await self.close()
            return None
        if answer.status_code != httpx.codes.OK:
            raise _error(said)
        return dict(said)

    async def _lines(self, body: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        import httpx

        if not await self._connect() or self._client is None:
            return
        try:
            async with self._client.stream("POST", "index", json={**self._about, **body}) as answer:
                async for line in answer.aiter_lines():
                    yield json.loads(line)
        except httpx.HTTPError:
            await self.close()

    async def _connect(self) -> bool:
        """Whether there is an engine to ask."""
        if self._client is None:
            server = await asyncio.to_thread(self._find)
            self._client = server.async_client() if server is not None else None
        return self._client is not None

    def _find(self) -> Any:
        import httpx  # noqa: F401 — takes a moment, so not on the event loop

        record = running(self._where())
        return server_of(self._where(), record, _PATIENCE_S) if record is not None else None

    def _where(self) -> Place:
        self._place = self._place or default_place()
        return self._place


def _error(said: object) -> SmallCodeError:
    return restore(said) or RetrievalError(
        f"The engine cannot answer: {said}.", "Look at its log: smallcode-nb engine logs"
    )
