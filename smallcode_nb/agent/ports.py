"""The seams of the loop: what a model, a retriever, an executor and an observer must do.

Knows nothing about who implements them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from .events import Event
from .types import Chunk, Job, ModelCard, Prompt, Run, Sampling, Snippet


class Model(Protocol):
    """Draws samples in one batch."""

    @property
    def card(self) -> ModelCard:
        """What the loop needs to know about it."""
        ...

    def count_tokens(self, text: str) -> int:
        """Exact number of tokens of `text` under this model's tokenizer."""
        ...

    def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        """Stream one sample per (prompt, sampling) pair, interleaved as they grow.

        Both tuples have the same length; equal prompts share their prefix. Closing
        the iterator (`aclose`) cancels what is still being drawn. Raises ModelError.
        """
        ...


class Retriever(Protocol):
    """Finds pieces of the user's own code that bear on a request."""

    async def search(self, query: str, *, limit: int, exclude: str = "") -> tuple[Snippet, ...]:
        """Best first; near-duplicates of `exclude` (the current cell) are left out."""
        ...


class Session(Protocol):
    """Throwaway kernels over one snapshot of the live namespace."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be copied, and why."""
        ...

    @property
    def tier(self) -> str:
        """The confinement every run of this session has."""
        ...

    async def run(self, job: Job) -> Run:
        """Run one job in a kernel of its own; cancelling the task kills that kernel."""
        ...


class Executor(Protocol):
    """Opens sessions; at most `parallel` jobs of a session run at once, the rest wait."""

    @property
    def parallel(self) -> int:
        """How many kernels run side by side."""
        ...

    def open(self, needs: frozenset[str] = frozenset()) -> AbstractAsyncContextManager[Session]:
        """Snapshot the live namespace (the names in `needs`, or everything) and serve jobs over it."""
        ...


class Observer(Protocol):
    """Is told what the loop does, as it does it."""

    def on(self, event: Event) -> None:
        """Must return at once and must not raise."""
        ...
