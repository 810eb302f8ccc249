"""A model behind an OpenAI-compatible server: our engine, Ollama, vLLM, TabbyAPI, LM Studio, llama.cpp.

Knows: chat and text completions as event streams, `n` in one request where the server honours it and parallel
requests where it does not, retries. Does not know: the server's tokenizer, so token counts are estimates.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from smallcode_nb.agent.types import Chunk, ModelCard, Prompt, Sampling
from smallcode_nb.errors import ModelError, RequestTooLong

from .chat import RAW
from .options import LoadOptions
from .server import Server
from .server_facts import ask_offers, choose, describe
from .streaming import Choices, stream_choices

if TYPE_CHECKING:
    import httpx

_BYTES_PER_TOKEN = 3  # code in small vocabularies; errs on the safe side


@dataclass(frozen=True, slots=True)
class Group:
    """Samples one request can draw: the same prompt and the same settings but for the seed."""

    indices: tuple[int, ...]
    prompt: Prompt
    sampling: Sampling
    seeds: tuple[int, ...]


def connect(address: str, model: str, options: LoadOptions, key: str = "") -> OpenAIModel:
    """Ask a server what it has and take `model`, or its first. Raises ServerError, UnknownModel."""
    server = Server(address, options.key_variable, options.timeout_s, key)
    offer = choose(server, ask_offers(server), model)
    return OpenAIModel(server, offer.name, describe(offer, options.context), retries=options.retries)


class OpenAIModel:
    """`agent.ports.Model` over HTTP.

    `batched` is False for servers known to ignore `n`. `exact` is True for our own engine, which takes a seed for
    each sample and tells log-probabilities. `count` replaces the estimate of `count_tokens`; `user` is
    told to the server.
    """

    def __init__(
        self,
        server: Server,
        model: str,
        card: ModelCard,
        *,
        retries: int = 2,
        backoff_s: float = 0.5,
        batched: bool = True,
        exact: bool = False,
        count: Callable[[str], int] | None = None,
        user: str = "",
    ) -> None:
        self.card = card
        self._server = server
        self._model = model
        self._retries = retries
        self._backoff_s = backoff_s
        self._batched = batched
        self._exact = exact
        self._count = count or estimate_tokens
        self._user = user
        self._client: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def count_tokens(self, text: str) -> int:
        """An estimate, unless the server can count: its tokenizer is not known here."""
        return self._count(text)

    async def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        """As in `Model`; closing it closes the connections, which makes the server stop."""
        if len(prompts) != len(samplings):
            raise ModelError("Each prompt needs its own sampling.", "This is a mistake in smallcode-nb; report it.")
        inbox: asyncio.Queue[Chunk | BaseException] = asyncio.Queue()
        groups = self._groups(prompts, samplings)
        tasks = [asyncio.create_task(self._draw(group, samplings, inbox)) for group in groups]
        unfinished = len(prompts)
        try:
            while unfinished:
                item = await inbox.get()
                if isinstance(item, BaseException):
                    raise item
                unfinished -= bool(item.finish)
                yield item
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _groups(self, prompts: Sequence[Prompt], samplings: Sequence[Sampling]) -> list[Group]:
        found: dict[object, list[int]] = {}
        for index, (prompt, sampling) in enumerate(zip(prompts, samplings, strict=True)):
            alike = (prompt.messages, replace(sampling, seed=0)) if self._batched else index
            found.setdefault(alike, []).append(index)
        return [
            Group(
                tuple(at),
                prompts[at[0]],
                self._fitted(prompts[at[0]], samplings[at[0]]),
                tuple(samplings[index].seed for index in at),
            )
            for at in found.values()
        ]

    def _fitted(self, prompt: Prompt, sampling: Sampling) -> Sampling:
        """The sampling with `max_tokens` cut to what is left of the window."""
        used = sum(self.count_tokens(message.content) for message in prompt.messages)
        room = self.card.context - used
        if room < 1:
            cause = f"The prompt has about {used} tokens; the window of {self.card.name} holds {self.card.context}."
            raise RequestTooLong(cause, "Shorten the request or choose a model with a longer window.")
        return replace(sampling, max_tokens=max(1, min(sampling.max_tokens, room)))

    async def _draw(
        self, group: Group, samplings: Sequence[Sampling], inbox: asyncio.Queue[Chunk | BaseException]
    ) -> None:
        try:
            missing = await self._request(group, inbox)
            if missing:
                self._batched = False
                single = [self._alone(group, index, samplings[index].seed) for index in missing]
                await asyncio.gather(*(self._request(one, inbox) for one in single))
        except Exception as error:
            inbox.put_nowait(error)

    def _alone(self, group: Group, index: int, seed: int) -> Group:
        return replace(group, indices=(index,), sampling=replace(group.sampling, seed=seed), seeds=(seed,))

    async def _request(self, group: Group, inbox: asyncio.Queue[Chunk | BaseException]) -> list[int]:
        """Draw a group; the indices the server left out, which is how it ignores `n`."""
        path = "completions" if group.prompt.messages[0].role == RAW else "chat/completions"
        choices = Choices(self._server, len(group.indices))
        client = self._open_client()
        stream = stream_choices(client, path, self._body(group), choices, self._retries, self._backoff_s)
        async for chunk in stream:
            inbox.put_nowait(replace(chunk, index=group.indices[chunk.index]))
        return [group.indices[place] for place in choices.unseen()]

    def _body(self, group: Group) -> dict[str, Any]:
        sampling = group.sampling
        body: dict[str, Any] = {
            "model": self._model,
            "max_tokens": sampling.max_tokens,
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "seed": sampling.seed,
            "stream": True,
        }
        if self._user:
            body["user"] = self._user
        if sampling.stop:
            body["stop"] = list(sampling.stop)
        if len(group.indices) > 1:
            body["n"] = len(group.indices)
        messages = group.prompt.messages
        raw = messages[0].role == RAW
        if self._exact:
            body |= {"seeds": list(group.seeds), "logprobs": 0 if raw else True}
        if raw:
            return body | {"prompt": "".join(message.content for message in messages)}
        return body | {"messages": [{"role": m.role, "content": m.content} for m in messages]}

    def _open_client(self) -> httpx.AsyncClient:
        """The client of the running loop; connections cannot move between loops."""
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            self._client, self._loop = self._server.async_client(), loop
        return self._client


def estimate_tokens(text: str) -> int:
    """Tokens of `text` under an unknown tokenizer; errs upwards."""
    return math.ceil(len(text.encode()) / _BYTES_PER_TOKEN)
