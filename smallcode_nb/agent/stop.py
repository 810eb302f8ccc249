"""A flag that ends a search from any thread, and the race between a search, that flag and the clock.

Knows nothing about what is being searched for.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any


class Stop:
    """Set once, from any thread; every waiting event loop wakes up."""

    def __init__(self) -> None:
        self._flag = threading.Event()
        self._lock = threading.Lock()
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def set(self) -> None:
        """Ask for an end; safe from signal handlers' threads and repeatable."""
        with self._lock:
            self._flag.set()
            waiting, self._waiting = self._waiting, []
        for loop, event in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def is_set(self) -> bool:
        """Whether an end was asked for."""
        return self._flag.is_set()

    async def wait(self) -> None:
        """Return once the flag is set."""
        event = asyncio.Event()
        entry = (asyncio.get_running_loop(), event)
        with self._lock:
            if self._flag.is_set():
                return
            self._waiting.append(entry)
        try:
            await event.wait()
        finally:
            with self._lock:
                if entry in self._waiting:
                    self._waiting.remove(entry)


async def bounded(work: Coroutine[Any, Any, None], stop: Stop, seconds: float) -> str:
    """Run `work` until it ends (""), `stop` is set ("interrupted") or `seconds` are over ("budget").

    Whatever happens, and also when this call is itself cancelled, `work` has ended on return.
    """
    task = asyncio.create_task(work)
    halted = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, halted}, timeout=max(seconds, 0.0), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
            return ""
        return "interrupted" if stop.is_set() else "budget"
    finally:
        task.cancel()
        halted.cancel()
        await asyncio.gather(task, halted, return_exceptions=True)
