"""Keeps a few kernels started ahead of need, in the order they were started.

Knows tasks that start something which may end on its own; nothing about how.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar


class Startable(Protocol):
    """What a pool holds."""

    @property
    def alive(self) -> bool:
        """Whether it can still be handed out."""
        ...


K = TypeVar("K", bound=Startable)


class Pool(Generic[K]):
    """`depth` of them are starting or ready at any time; belongs to one event loop."""

    def __init__(self, start: Callable[[], Awaitable[K]], end: Callable[[K], Awaitable[None]], depth: int) -> None:
        self._start = start
        self._end = end
        self._depth = depth
        self._tasks: deque[asyncio.Task[K]] = deque()

    def fill(self) -> None:
        """Start what is missing, in the background."""
        while len(self._tasks) < self._depth:
            self._tasks.append(asyncio.create_task(self._begin()))

    async def take(self) -> K:
        """The one that was started first; whatever its start raises."""
        while True:
            task = self._next()
            self.fill()
            try:
                one = await asyncio.shield(task)
            except asyncio.CancelledError:
                self._tasks.appendleft(task)
                raise
            if one.alive:
                return one
            await self._end(one)

    async def drain(self) -> None:
        """End all that were not taken; start no more."""
        self._depth = 0
        tasks, self._tasks = list(self._tasks), deque()
        for task in tasks:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if not isinstance(result, BaseException):
                await self._end(result)

    def _next(self) -> asyncio.Task[K]:
        ready = next((t for t in self._tasks if t.done() and not t.cancelled() and t.exception() is None), None)
        if ready is not None:
            self._tasks.remove(ready)
            return ready
        return self._tasks.popleft() if self._tasks else asyncio.create_task(self._begin())

    async def _begin(self) -> K:
        return await self._start()
