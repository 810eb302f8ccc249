"""The engine as a `Model`: opens a model in it, draws from it, and carries on when it dies.

A crashed engine is started once more and what was not finished is drawn again: seeds make it the same text, of which
the part already delivered is skipped. Knows: the engine's own routes. Does not know: how streams are read.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from ..agent.types import Chunk, ModelCard, Prompt, PromptStyle, Sampling
from ..errors import EngineError, ServerError
from ..models import LoadOptions
from ..models.openai import OpenAIModel
from ..models.server import Server
from .counting import TokenCounter
from .options import EngineOptions
from .place import Place, Record, default_place
from .process import ensure, running, server_of
from .refusals import restore
from .shelf import absolute, key_of

_LOAD_S = 600.0
_DYING_S = 3.0


def open_in_engine(
    spec: str, place: Place | None = None, options: EngineOptions | None = None, loading: LoadOptions | None = None
) -> EngineModel:
    """Open a model in the user's engine, starting that first. Blocks. Raises EngineError and what loading raises."""
    return EngineModel(spec, place or default_place(), options or EngineOptions(), loading or LoadOptions())


@dataclass(slots=True)
class Delivered:
    """What a sample has given so far."""

    text: str = ""
    finished: bool = False

    def skip(self, chunk: Chunk, before: str) -> Chunk | None:
        """A chunk of the repeated sample without what is known; `before` is the repeated text so far."""
        text = before + chunk.text
        known = len(self.text)
        if text[:known] != self.text[: len(text)]:
            return replace(chunk, text="", finish="cancelled")
        rest = text[max(known, len(before)) :]
        return replace(chunk, text=rest) if rest or chunk.finish else None


class EngineModel:
    """`agent.ports.Model` over the user's engine."""

    def __init__(self, spec: str, place: Place, options: EngineOptions, loading: LoadOptions) -> None:
        self._spec = absolute(spec)
        self._place = place
        self._options = options
        self._loading = replace(loading, draft=absolute(loading.draft) if loading.draft else "")
        self._name = key_of(self._spec, self._loading)
        self._record, self._server, self.card = self._open()
        self._model = self._client()

    def count_tokens(self, text: str) -> int:
        """As in `Model`; an estimate while the engine does not answer."""
        return self._model.count_tokens(text)

    async def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        """As in `Model`; an engine that dies meanwhile is started once more."""
        so_far = [Delivered() for _ in prompts]
        try:
            async with aclosing(self._model.sample(prompts, samplings)) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    yield _noted(so_far[chunk.index], chunk)
            return
        except ServerError:
            if await asyncio.to_thread(self._alive):
                raise
        await self._restart()
        async with aclosing(self._repeat(prompts, samplings, so_far)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def aclose(self) -> None:
        """Close the connections; the engine stays."""
        await self._model.aclose()

    async def _repeat(
        self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...], so_far: list[Delivered]
    ) -> Any:
        left = [index for index, sample in enumerate(so_far) if not sample.finished]
        again, broken = dict.fromkeys(left, ""), set[int]()
        stream = self._model.sample(tuple(prompts[i] for i in left), tuple(samplings[i] for i in left))
        async with aclosing(stream) as chunks:  # type: ignore[type-var]
            async for chunk in chunks:
                index = left[chunk.index]
                new = so_far[index].skip(chunk, again[index])
                again[index] += chunk.text
                if new is not None and index not in broken:
                    if new.finish == "cancelled":
                        broken.add(index)
                    yield replace(new, index=index)

    async def _restart(self) -> None:
        await self._model.aclose()
        self._record, self._server, _ = await asyncio.to_thread(self._open)
        self._model = self._client()

    def _open(self) -> tuple[Record, Server, ModelCard]:
        record = ensure(self._place, self._options)
        server = server_of(self._place, record, self._loading.timeout_s)
        asked = server_of(self._place, record, _LOAD_S)
        return record, server, ask_to_load(asked, self._spec, self._loading)

    def _client(self) -> OpenAIModel:
        user = f"process {os.getpid()}"
        count = TokenCounter(self._server, self._name)
        return OpenAIModel(self._server, self._name, self.card, backoff_s=0.1, exact=True, count=count, user=user)

    def _alive(self) -> bool:
        """Whether the engine that failed is still there; one that is being killed takes a moment to be gone."""
        deadline = time.monotonic() + _DYING_S
        while time.monotonic() < deadline:
            record = running(self._place)
            if record is None or record != self._record:
                return False
            if answers(server_of(self._place, record, _DYING_S)):
                return True
            time.sleep(0.05)
        return True


def answers(server: Server) -> bool:
    """Whether an engine answers at all."""
    import httpx

    try:
        with server.client() as client:
            return client.get("status").status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def ask_to_load(server: Server, spec: str, loading: LoadOptions) -> ModelCard:
    """Open a model in the engine. Raises what opening it raised there, EngineError when the engine does not answer."""
    import httpx

    try:
        with server.client() as client:
            answer = client.post("load", json={"spec": spec, "options": asdict(loading)})
    except httpx.HTTPError as error:
        cause = f"The engine does not answer ({type(error).__name__})."
        raise EngineError(cause, "Look at its log: smallcode-nb engine logs") from error
    try:
        body = answer.json()
    except ValueError:
        body = None
    if answer.status_code == httpx.codes.OK and isinstance(body, dict):
        return read_card(body)
    raise restore(body) or server.refusal(answer.status_code, answer.text)


def read_card(entry: dict[str, Any]) -> ModelCard:
    """The card in an entry of the engine's `/v1/models`."""
    told = entry.get("smallcode")
    if not isinstance(told, dict):
        raise EngineError("The engine does not describe its model.", "Stop it: smallcode-nb engine stop")
    known = {field.name for field in fields(ModelCard)}
    values = {name: value for name, value in told.items() if name in known}
    return ModelCard(**values | {"style": PromptStyle(told["style"])})


def _noted(sample: Delivered, chunk: Chunk) -> Chunk:
    sample.text += chunk.text
    sample.finished = bool(chunk.finish)
    return chunk
