"""Indexing and searching the project when the user says so: in the engine, or in this process where there is none.

Knows how to wait so that an interrupt is heard; knows nothing about how results are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from .recall import engine_for, retrieval_settings

if TYPE_CHECKING:
    from ..agent.types import Snippet
    from ..engine.index_client import IndexClient
    from ..retrieval.api import IndexReport, Progress, RetrievalSettings
    from .session import Session

__all__ = ["search", "update"]

T = TypeVar("T")
_TICK_S = 0.1


def update(session: Session | None, paths: Sequence[Path], show: Callable[[Progress], None]) -> IndexReport | None:
    """Read what changed under `paths`; None when an interrupt ended it in the engine, where what was done stays.

    Raises RetrievalError, MissingExtra, EngineError.
    """
    from ..retrieval.api import shared_index

    client, settings = _engine(session)
    if client is None or session is None:
        return shared_index(Path.cwd(), settings).update_now(paths, progress=show)
    told: SimpleQueue[Progress] = SimpleQueue()
    future = session.working().submit(_asked(client, lambda: client.update(paths, told.put)))

    def pass_on() -> None:
        while (progress := _next(told)) is not None:
            show(progress)

    return _wait(future, pass_on)


def search(session: Session | None, query: str, limit: int) -> tuple[Snippet, ...]:
    """The best hits; raises RetrievalError, MissingExtra, EngineError."""
    from ..retrieval.api import shared_index

    client, settings = _engine(session)
    if client is None or session is None:
        return shared_index(Path.cwd(), settings).search_now(query, limit=limit)
    asked = _asked(client, lambda: client.search(query, limit=limit, refresh=True, wait=True))
    return _wait(session.working().submit(asked), lambda: None) or ()


def _engine(session: Session | None) -> tuple[IndexClient | None, RetrievalSettings | None]:
    from ..retrieval.project import project_root

    if session is None:
        return None, None
    root = project_root(Path.cwd())
    settings = retrieval_settings(session.settings, root)
    return engine_for(root, settings, session.settings.engine), settings


async def _asked(client: IndexClient, question: Callable[[], Coroutine[Any, Any, T]]) -> T:
    try:
        await client.start()
        return await question()
    finally:
        await client.close()


def _wait(future: Future[T], tick: Callable[[], None]) -> T | None:
    while True:
        try:
            try:
                return future.result(_TICK_S)
            except NotYet:
                if future.done():
                    raise
            finally:
                tick()
        except KeyboardInterrupt:
            future.cancel()
        except CancelledError:
            return None


def _next(told: SimpleQueue[Progress]) -> Progress | None:
    try:
        return told.get_nowait()
    except Empty:
        return None
