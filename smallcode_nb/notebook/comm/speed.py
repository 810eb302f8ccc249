"""How fast tokens come. Knows nothing about where they come from."""

from __future__ import annotations

__all__ = ["Speed"]

#: a longer silence is a pause between batches and does not count
PAUSE_S = 1.0
#: seconds below which a speed would be mostly chance
TELLING_S = 0.05


class Speed:
    """Tokens per second over the time in which tokens came."""

    def __init__(self) -> None:
        self._first: int | None = None
        self._tokens = 0
        self._at = 0.0
        self._active_s = 0.0

    def note(self, tokens: int, now: float) -> None:
        """`tokens` were there at `now` (seconds on any clock)."""
        if tokens <= self._tokens:
            return
        if self._first is None:
            self._first = tokens
        elif now - self._at <= PAUSE_S:
            self._active_s += now - self._at
        else:
            self._first += tokens - self._tokens
        self._tokens, self._at = tokens, now

    @property
    def per_s(self) -> float:
        """Tokens per second, 0 before it can be told."""
        timed = self._tokens - (self._first or 0)
        return timed / self._active_s if self._active_s >= TELLING_S else 0.0
