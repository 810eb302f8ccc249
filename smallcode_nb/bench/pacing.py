"""Draws handed to the loop one by one, each when all before it are judged.

A recording answers at once, so without this every draw would have ended before the first is judged, and stopping
early would save nothing. One after the other also makes a comparison the same every time. Knows the loop's events;
knows nothing about running or scoring.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from ..agent.events import Cancelled, Drawn, Event, Judged
from ..agent.ports import Model
from ..agent.types import Chunk, ModelCard, Prompt, Sampling

__all__ = ["Paced"]

#: turns of the event loop from a verdict that settles a request to the end of its batch
TURNS = 5


class Paced:
    """A model that is also the observer of the loop it serves; `handed` counts the samples it handed on."""

    def __init__(self, model: Model) -> None:
        self.handed = 0
        self._model = model
        self._open: set[int] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def card(self) -> ModelCard:
        """The model's own."""
        return self._model.card

    def count_tokens(self, text: str) -> int:
        """As the model counts."""
        return self._model.count_tokens(text)

    def on(self, event: Event) -> None:
        """Follow which candidates are still being judged."""
        if isinstance(event, Drawn):
            self._open.add(event.index)
            self._idle.clear()
        elif isinstance(event, Judged | Cancelled):
            self._open.discard(event.index if isinstance(event, Cancelled) else event.verdict.candidate.index)
            if not self._open:
                self._idle.set()

    async def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        """As in `Model`, whole samples in their order."""
        whole: dict[int, Chunk] = {}
        texts = [""] * len(prompts)
        following = 0
        stream: Any = self._model.sample(prompts, samplings)
        async with aclosing(stream):
            async for chunk in stream:
                texts[chunk.index] += chunk.text
                if not chunk.finish:
                    continue
                whole[chunk.index] = Chunk(chunk.index, texts[chunk.index], chunk.finish, chunk.logprob, chunk.tokens)
                while following in whole:
                    await self._idle.wait()
                    for _ in range(TURNS):
                        await asyncio.sleep(0)
                    self.handed += 1
                    yield whole.pop(following)
                    following += 1
