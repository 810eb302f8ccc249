"""A session that opens while the first samples are drawn.

Copying the variables and starting a kernel take as long as a small model's first words; nobody needs a kernel before
the first candidate is whole. Knows sessions; knows nothing about what runs in them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from .ports import Executor, Session
from .types import Job, Run


class Opening:
    """A session whose jobs wait until it is open; what opening it raises, they raise."""

    def __init__(self, opened: asyncio.Task[Session]) -> None:
        self._opened = opened

    @property
    def notes(self) -> tuple[str, ...]:
        """Of the open session; none before."""
        return self._session.notes if self._session else ()

    @property
    def tier(self) -> str:
        """Of the open session; "none" before."""
        return self._session.tier if self._session else "none"

    @property
    def _session(self) -> Session | None:
        done = self._opened.done() and not self._opened.cancelled() and self._opened.exception() is None
        return self._opened.result() if done else None

    async def run(self, job: Job) -> Run:
        """As in `Session`. Raises what opening raised."""
        return await (await asyncio.shield(self._opened)).run(job)


@asynccontextmanager
async def opened(executor: Executor, entered: Callable[[Session], None]) -> AsyncIterator[Session]:
    """A session at once; `entered` is told when it is open. On leaving it has opened, or its error is raised."""
    async with AsyncExitStack() as stack:

        async def enter() -> Session:
            session = await stack.enter_async_context(executor.open())
            entered(session)
            return session

        task = asyncio.create_task(enter())
        try:
            yield Opening(task)
            await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
