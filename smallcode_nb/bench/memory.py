"""Draws and runs kept, so that several ways of choosing are compared on the very same ones.

`Tape` plays a model's earlier samples again; `Remembering` answers a job that already ran from its first run.
Knows the loop's ports; knows nothing about tasks or scores.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from typing import Any

from ..agent.ports import Model, Session
from ..agent.types import Chunk, Job, ModelCard, Prompt, Run, Sampling
from .machinery import SessionOver
from .runs import RunStore

__all__ = ["Remembering", "Shared", "Tape"]

_Asked = tuple[tuple[Any, ...], Sampling]


class Tape:
    """A model whose samples are drawn once per prompt and sampling, then replayed whole."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._known: dict[_Asked, Chunk] = {}

    @property
    def card(self) -> ModelCard:
        """The model's own."""
        return self._model.card

    def count_tokens(self, text: str) -> int:
        """As the model counts."""
        return self._model.count_tokens(text)

    async def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        """As in `Model`; what is known comes first, in one chunk a sample."""
        asked = [(prompt.messages, sampling) for prompt, sampling in zip(prompts, samplings, strict=True)]
        new = [place for place, key in enumerate(asked) if key not in self._known]
        for place, key in enumerate(asked):
            if place not in new:
                yield replace(self._known[key], index=place)
        if not new:
            return
        texts = dict.fromkeys(new, "")
        stream: Any = self._model.sample(tuple(prompts[n] for n in new), tuple(samplings[n] for n in new))
        async with aclosing(stream):
            async for chunk in stream:
                place = new[chunk.index]
                texts[place] += chunk.text
                if chunk.finish and chunk.finish != "cancelled":
                    self._known[asked[place]] = replace(chunk, text=texts[place])
                yield replace(chunk, index=place)


class Remembering(SessionOver):
    """A session that runs each distinct job once; equal jobs share its run, also with earlier processes' runs.

    `scope` tells the variables of this session apart from those of others that use the same store.
    """

    def __init__(self, session: Session, store: RunStore | None = None, scope: str = "") -> None:
        super().__init__(session)
        self._store = store
        self._scope = scope
        self._runs: dict[Job, asyncio.Task[Run]] = {}

    async def run(self, job: Job) -> Run:
        """As in `Session`, but a cancelled caller leaves the run to others who may ask for it."""
        if self._store is not None:
            self._store.asked += 1
        if job not in self._runs:
            self._runs[job] = asyncio.create_task(self._run(job))
        return await asyncio.shield(self._runs[job])

    async def _run(self, job: Job) -> Run:
        if self._store is None:
            return await self.beneath.run(job)
        known = self._store.find(self._scope, job)
        if known is None:
            known = await self.beneath.run(job)
            self._store.keep(self._scope, job, known)
        return known

    async def settle(self) -> None:
        """Wait until nothing runs any more."""
        await asyncio.gather(*self._runs.values(), return_exceptions=True)


class Shared:
    """An executor that always hands out one session that is already open."""

    def __init__(self, session: Session, parallel: int) -> None:
        self._session = session
        self._parallel = parallel

    @property
    def parallel(self) -> int:
        """Kernels side by side in the session."""
        return self._parallel

    @asynccontextmanager
    async def open(self, needs: frozenset[str] = frozenset()) -> AsyncIterator[Session]:
        """The session; who opened it closes it."""
        yield self._session
