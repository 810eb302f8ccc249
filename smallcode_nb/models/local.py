"""A model in this process, as the loop sees it: prompts in, chunks out, on asyncio.

Knows: prompts → ids, the window, the bridge to the worker thread. Does not know: a particular library.
"""

from __future__ import annotations

import asyncio
import itertools
import weakref
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from smallcode_nb.agent.types import Chunk, ModelCard, Prompt, Sampling
from smallcode_nb.errors import ModelError, RequestTooLong

from .chat import ChatTemplate, prompt_ids
from .detokenise import TextStream
from .steps import Draw, Stepper
from .tokens import Vocabulary
from .worker import Live, Worker

Delivery = tuple[Chunk, ...] | Exception


@dataclass(frozen=True, slots=True)
class Reading:
    """How a model's prompts become ids."""

    vocabulary: Vocabulary
    template: ChatTemplate | None = None


class LocalModel:
    """`agent.ports.Model` over a `Stepper`; opening it loads the weights, `close` frees them."""

    def __init__(self, card: ModelCard, reading: Reading, opener: Callable[[], Stepper]) -> None:
        self.card = card
        self._reading = reading
        self._keys = itertools.count()
        self._worker = Worker(opener, reading.vocabulary.stop_ids)
        self._worker.start()
        # the thread must not outlive the interpreter: libraries crash when it is torn down under them
        self._finalizer = weakref.finalize(self, self._worker.stop)

    def count_tokens(self, text: str) -> int:
        """As in `Model`."""
        return len(self._reading.vocabulary.encode(text))

    def encode_prompt(self, prompt: Prompt) -> list[int]:
        """The exact ids the model will see."""
        return prompt_ids(prompt, self._reading.vocabulary, self._reading.template)

    async def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        """As in `Model`. Raises RequestTooLong when a prompt alone fills the window."""
        draws = self._draws(prompts, samplings)
        inbox: asyncio.Queue[Delivery] = asyncio.Queue()
        self._worker.submit(draws, self._lives(draws, _threadsafe(inbox)))
        unfinished = {draw.key for draw in draws}
        try:
            while unfinished:
                for chunk in _unwrap(await inbox.get()):
                    if chunk.finish:
                        unfinished.discard(draws[chunk.index].key)
                    yield chunk
        finally:
            if unfinished:
                self._worker.cancel(unfinished)

    def close(self) -> None:
        """Free the weights; drawing after that raises ModelError."""
        self._finalizer()

    def _draws(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> tuple[Draw, ...]:
        if len(prompts) != len(samplings):
            raise ModelError("Each prompt needs its own sampling.", "This is a mistake in smallcode-nb; report it.")
        known: dict[tuple[str, ...], tuple[int, ...]] = {}
        return tuple(self._draw(p, s, known) for p, s in zip(prompts, samplings, strict=True))

    def _draw(self, prompt: Prompt, sampling: Sampling, known: dict[tuple[str, ...], tuple[int, ...]]) -> Draw:
        name = tuple(itertools.chain.from_iterable((m.role, m.content) for m in prompt.messages))
        ids = known.get(name) or known.setdefault(name, tuple(self.encode_prompt(prompt)))
        room = self.card.context - len(ids)
        if room < 1:
            cause = f"The prompt has {len(ids)} tokens; the window of {self.card.name} holds {self.card.context}."
            raise RequestTooLong(cause, "Shorten the request or choose a model with a longer window.")
        return Draw(next(self._keys), ids, sampling, max(1, min(sampling.max_tokens, room)))

    def _lives(self, draws: Iterable[Draw], sink: Callable[[Delivery], None]) -> tuple[Live, ...]:
        decode = self._reading.vocabulary.decode
        texts = (TextStream(decode, draw.sampling.stop, draw.ids[-1] if draw.ids else None) for draw in draws)
        return tuple(Live(index, text, sink) for index, text in enumerate(texts))


def _threadsafe(inbox: asyncio.Queue[Delivery]) -> Callable[[Delivery], None]:
    loop = asyncio.get_running_loop()

    def deliver(item: Delivery) -> None:
        with suppress(RuntimeError):  # the loop may close at any moment; then nobody listens
            loop.call_soon_threadsafe(inbox.put_nowait, item)

    return deliver


def _unwrap(item: Delivery) -> tuple[Chunk, ...]:
    if isinstance(item, Exception):
        raise item
    return item
