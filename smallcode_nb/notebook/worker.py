"""The background thread that runs the loop, and the waiting for it that a user can interrupt.

Knows nothing about models, kernels or what is shown; one thread and one asyncio
event loop per worker, started at first use.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, Generic, Protocol, TypeVar

__all__ = ["Errand", "Flag", "Worker"]

T = TypeVar("T")
TICK_S = 0.1
CANCEL_S = 5.0


class Flag(Protocol):
    """What the loop looks at to know that it should come back with what it has."""

    def set(self) -> None:
        """Ask it to stop; safe from any thread."""
        ...


class Worker:
    """An asyncio event loop on a daemon thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None

    @property
    def running(self) -> bool:
        """Whether the thread is up."""
        return self._thread is not None and self._thread.is_alive()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Start `work` on the thread."""
        return asyncio.run_coroutine_threadsafe(work, self._started())

    def close(self, last: Coroutine[Any, Any, None], timeout_s: float = CANCEL_S) -> None:
        """Run `last`, then end the thread; a worker that never started only drops it."""
        if not self.running or self._loop is None or self._thread is None:
            last.close()
            return
        with suppress(Exception):
            self.submit(last).result(timeout_s)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout_s)
        self._loop = self._thread = None

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None or not self.running:
            self._loop = asyncio.new_event_loop()
            self._thread = Thread(target=self._serve, args=(self._loop,), name="smallcode", daemon=True)
            self._thread.start()
        return self._loop

    @staticmethod
    def _serve(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            _cancel_all(loop)
            loop.close()


class Errand(Generic[T]):
    """One piece of work on a worker, with messages from it, waited for by the thread that the user interrupts."""

    def __init__(self, worker: Worker, stop: Flag) -> None:
        self._worker = worker
        self._stop = stop
        self._inbox: SimpleQueue[object] = SimpleQueue()
        self._ended = Event()
        self._future: Future[T] | None = None

    def tell(self, message: object) -> None:
        """Hand a message to the waiting thread; safe from any thread, never blocks."""
        self._inbox.put(message)

    def run(self, work: Coroutine[Any, Any, T], watch: Callable[[object | None], None], grace_s: float) -> T | None:
        """Do `work`, giving each message (or None every tick) to `watch`; None when it was given up.

        The first KeyboardInterrupt asks the work to stop and waits `grace_s` for what
        it has; after that, or at a second one, the work is cancelled.
        """
        try:
            return self._run(work, watch, grace_s)
        except (KeyboardInterrupt, _GivenUpError):
            return None
        finally:
            self._give_up()

    def _run(self, work: Coroutine[Any, Any, T], watch: Callable[[object | None], None], grace_s: float) -> T:
        try:
            self._future = self._worker.submit(self._to_the_end(work))
            return self._follow(watch, None)
        except KeyboardInterrupt:
            self._stop.set()
        return self._follow(watch, time.monotonic() + grace_s)

    async def _to_the_end(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return await work
        finally:
            self._ended.set()
            self._inbox.put(_WAKE)

    def _follow(self, watch: Callable[[object | None], None], deadline: float | None) -> T:
        if self._future is None:
            raise _GivenUpError
        while not (self._ended.is_set() and self._inbox.empty()):
            message = self._next()
            if message is not _WAKE:
                watch(message)
            if deadline is not None and time.monotonic() > deadline:
                raise _GivenUpError
        return self._future.result(timeout=CANCEL_S)

    def _next(self) -> object | None:
        try:
            return self._inbox.get(timeout=TICK_S)
        except Empty:
            return None

    def _give_up(self) -> None:
        """Cancel what has not ended, and wait until it has put its kernels away."""
        self._stop.set()
        if self._future is not None and not self._ended.is_set():
            self._future.cancel()
            self._ended.wait(CANCEL_S)


_WAKE = object()


class _GivenUpError(Exception):
    """The work did not come back in time."""


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
