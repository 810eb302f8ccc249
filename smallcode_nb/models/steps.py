"""The seam between a library that advances many samples token by token and the thread that drives it.

Knows nothing about text, threads or a particular library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from smallcode_nb.agent.types import Sampling


@dataclass(frozen=True, slots=True)
class Draw:
    """One sample to draw: prompt ids, how to draw, and at most `limit` new tokens (1 or more)."""

    key: int
    ids: tuple[int, ...]
    sampling: Sampling
    limit: int


@dataclass(frozen=True, slots=True)
class Growth:
    """New ids of one sample.

    `logprob` is the sum over these ids in nats, None where the library gives none. `ended` is "", "stop" (the
    last id may be the stop token) or "length".
    """

    key: int
    ids: tuple[int, ...]
    logprob: float | None = None
    ended: str = ""


class Stepper(Protocol):
    """Advances all samples that were added and have not ended; used from one thread only."""

    @property
    def busy(self) -> bool:
        """Whether `step` has something to do."""
        ...

    def add(self, draws: Sequence[Draw]) -> None:
        """Begin these samples beside those already growing."""
        ...

    def cancel(self, key: int) -> None:
        """Stop one sample; unknown keys are ignored."""
        ...

    def step(self) -> list[Growth]:
        """Draw at most a few tokens for each sample."""
        ...

    def close(self) -> None:
        """Free what the library holds."""
        ...
