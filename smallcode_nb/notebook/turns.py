"""One request of a kernel at a time: the others wait for their turn, and can be stopped while they wait.

Requests of cells and of panels share a model and throwaway kernels; two at once would only slow each other down.
Knows nothing about what is done in a turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ..agent.stop import Stop

__all__ = ["Turns"]


class Turns:
    """A queue for coroutines of one event loop."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._present = 0

    @property
    def ahead(self) -> int:
        """How many would come before one that came now; readable from any thread."""
        return self._present

    @asynccontextmanager
    async def take(self, stop: Stop) -> AsyncIterator[bool]:
        """Wait for a turn; False, without one, when `stop` is set first."""
        self._present += 1
        try:
            mine = await self._reached(stop)
            try:
                yield mine
            finally:
                if mine:
                    self._lock.release()
        finally:
            self._present -= 1

    async def _reached(self, stop: Stop) -> bool:
        turn, stopped = asyncio.create_task(self._lock.acquire()), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({turn, stopped}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await self._withdraw(turn)
            raise
        finally:
            stopped.cancel()
        if stop.is_set():
            await self._withdraw(turn)
            return False
        return True

    async def _withdraw(self, turn: asyncio.Task[bool]) -> None:
        """Leave the queue; a turn that came at the same moment goes to the next one."""
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
        if not turn.cancelled():
            self._lock.release()
