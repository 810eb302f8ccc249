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


class Share:
    """How many may wait ahead of need, in all pools together."""

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self) -> bool:
        """One place, if there is one."""
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def give(self, places: int = 1) -> None:
        """Places back."""
        self._left += places


class Pool(Generic[K]):
    """At most `depth` of them are starting or ready at any time; belongs to one event loop.

    `alone`: the first is started by itself, and no other until it was given back or a second one is taken. Where the
    model is sure of its first answer that kernel is all that is needed, and starting others would take the processor
    from the model.
    """

    def __init__(
        self,
        start: Callable[[], Awaitable[K]],
        end: Callable[[K], Awaitable[None]],
        depth: int,
        share: Share,
        *,
        alone: bool = False,
    ) -> None:
        self._start = start
        self._end = end
        self._depth = depth
        self._share = share
        self._alone = alone
        self._taken = 0
        self._ahead: deque[asyncio.Task[K]] = deque()
        self._drained = False

    def fill(self) -> None:
        """Start what is missing, in the background, as far as the share goes."""
        while len(self._ahead) < self._wanted() and self._share.take():
            self._ahead.append(asyncio.create_task(self._begin()))

    def given_back(self) -> None:
        """The first one that was taken is done: others may follow."""
        if self._taken:
            self._alone = False
            self.fill()

    def _wanted(self) -> int:
        return min(self._depth, 1 - self._taken) if self._alone else self._depth

    async def take(self) -> K:
        """The one that was started first; whatever its start raises."""
        self._taken += 1
        self._alone = self._alone and self._taken == 1
        while True:
            task = self._next()
            self.fill()
            try:
                one = await asyncio.shield(task)
            except asyncio.CancelledError:
                await asyncio.shield(self._put_back(task))
                raise
            if one.alive:
                return one
            await self._end(one)

    async def drain(self) -> None:
        """End all that were not taken; start no more."""
        self._depth, self._drained = 0, True
        tasks, self._ahead = list(self._ahead), deque()
        self._share.give(len(tasks))
        await asyncio.gather(*(self._give_up(task) for task in tasks))

    def _next(self) -> asyncio.Task[K]:
        ready = next((t for t in self._ahead if t.done() and not t.cancelled() and t.exception() is None), None)
        task = ready or (self._ahead[0] if self._ahead else None)
        if task is None:
            return asyncio.create_task(self._begin())
        self._ahead.remove(task)
        self._share.give()
        return task

    async def _put_back(self, task: asyncio.Task[K]) -> None:
        if self._drained:
            await self._give_up(task)
        else:
            self._ahead.appendleft(task)
            self._share.give(-1)

    async def _give_up(self, task: asyncio.Task[K]) -> None:
        task.cancel()
        for result in await asyncio.gather(task, return_exceptions=True):
            if not isinstance(result, BaseException):
                await self._end(result)

    async def _begin(self) -> K:
        return await self._start()
