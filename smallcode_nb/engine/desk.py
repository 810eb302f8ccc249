"""Who may draw now, who waits, who is sent away: seats for samples, shared fairly between users.

The next request is that of the user with the fewest samples at work, the longest waiting first; one that is too
large for the seats left is waited for, so that small requests cannot starve it. Knows nothing about HTTP or models.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from .options import EngineOptions
from .refusals import Refusal

_FIRST_GUESS_S = 2.0  # of a request's length, before any has ended


@dataclass(slots=True, eq=False)
class Ticket:
    """One request that waits."""

    user: str
    samples: int
    turn: asyncio.Future[None]


class Desk:
    """Admits requests; used from one event loop."""

    def __init__(self, options: EngineOptions) -> None:
        self._options = options
        self._live: Counter[str] = Counter()
        self._waiting: list[Ticket] = []
        self._request_s = _FIRST_GUESS_S
        self._last = time.monotonic()
        self.served = 0

    @property
    def samples(self) -> int:
        """At work now."""
        return self._live.total()

    @property
    def waiting(self) -> int:
        """Requests that wait."""
        return len(self._waiting)

    @property
    def idle_s(self) -> float:
        """Seconds since anyone wanted something."""
        return 0.0 if self.samples or self._waiting else time.monotonic() - self._last

    def touch(self) -> None:
        """Note that someone is there."""
        self._last = time.monotonic()

    @asynccontextmanager
    async def seat(self, user: str, samples: int) -> AsyncIterator[None]:
        """Wait for one's turn and hold the seats. Raises Refusal (429) when too many wait already."""
        await self._enter(user, samples)
        began = time.monotonic()
        try:
            yield
        finally:
            self._request_s += 0.2 * (time.monotonic() - began - self._request_s)
            self.served += 1
            self._leave(user, samples)

    async def _enter(self, user: str, samples: int) -> None:
        ticket = Ticket(user, samples, asyncio.get_running_loop().create_future())
        self._waiting.append(ticket)
        self._admit()
        if not ticket.turn.done():
            self._check_queue(ticket)
        try:
            await ticket.turn
        except asyncio.CancelledError:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
            else:
                self._leave(user, samples)
            raise

    def _leave(self, user: str, samples: int) -> None:
        self._live[user] -= samples
        if not self._live[user]:
            del self._live[user]
        self.touch()
        self._admit()

    def _check_queue(self, ticket: Ticket) -> None:
        own = sum(other.user == ticket.user for other in self._waiting)
        if own <= self._options.waiting_per_user and self.waiting <= self._options.waiting:
            return
        self._waiting.remove(ticket)
        whose = "of yours " if own > self._options.waiting_per_user else ""
        message = f"Too many requests {whose}wait already; try again in {self._wait_s()} s."
        raise Refusal(429, message, "queue_full", retry_after_s=self._wait_s())

    def _wait_s(self) -> int:
        """When trying again may help: about how long one waiting request takes to come up."""
        return max(1, math.ceil(self._request_s))

    def _admit(self) -> None:
        while (ticket := self._next()) is not None and self._fits(ticket):
            self._waiting.remove(ticket)
            self._live[ticket.user] += ticket.samples
            ticket.turn.set_result(None)

    def _next(self) -> Ticket | None:
        able = [ticket for ticket in self._waiting if self._under_limit(ticket)]
        return min(able, key=lambda ticket: self._live[ticket.user], default=None)

    def _under_limit(self, ticket: Ticket) -> bool:
        live = self._live[ticket.user]
        return not live or live + ticket.samples <= self._options.samples_per_user

    def _fits(self, ticket: Ticket) -> bool:
        return not self.samples or self.samples + ticket.samples <= self._options.samples
