"""Chunks → OpenAI's completion objects, whole or as an event stream, in the chat and the plain form.

Knows: their shapes. Does not know: models, HTTP. A model tells the log-probability of each piece of text; where
a piece is several tokens they share it evenly, so that sums and counts are exact.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..agent.types import Chunk
from .asking import Ask


@dataclass(slots=True)
class Sample:
    """One choice as it grows."""

    text: str = ""
    finish: str = ""
    tokens: int = 0
    logprob: float | None = None
    entries: list[tuple[str, float]] = field(default_factory=list)

    def take(self, chunk: Chunk) -> list[tuple[str, float]]:
        """Add a chunk; its tokens with their log-probabilities."""
        new = _entries(chunk, chunk.tokens - self.tokens, self.logprob or 0.0)
        self.text += chunk.text
        self.finish = chunk.finish
        self.tokens, self.logprob = chunk.tokens, chunk.logprob
        self.entries += new
        return new


class Answer:
    """The answer to one request; `prompt_tokens` is what its distinct prompts have together."""

    def __init__(self, ask: Ask, model: str, prompt_tokens: int) -> None:
        self._ask = ask
        self._prompt_tokens = prompt_tokens
        self._samples = [Sample() for _ in ask.prompts]
        self._head = {
            "id": ("chatcmpl-" if ask.chat else "cmpl-") + secrets.token_hex(12),
            "created": int(time.time()),
            "model": model,
        }

    @property
    def tokens(self) -> int:
        """Drawn so far."""
        return sum(sample.tokens for sample in self._samples)

    async def whole(self, chunks: AsyncIterator[Chunk]) -> dict[str, Any]:
        """The object of a request that does not stream."""
        async for chunk in chunks:
            self._samples[chunk.index].take(chunk)
        kind = "chat.completion" if self._ask.chat else "text_completion"
        choices = [self._whole_choice(index, sample) for index, sample in enumerate(self._samples)]
        return self._head | {"object": kind, "choices": choices, "usage": self._usage()}

    async def events(self, chunks: AsyncIterator[Chunk]) -> AsyncIterator[str]:
        """The lines of a request that streams."""
        if self._ask.chat:
            opening = {"role": "assistant", "content": ""}
            yield self._event([_choice(index, "", delta=opening) for index in range(len(self._samples))])
        async for chunk in chunks:
            entries = self._samples[chunk.index].take(chunk)
            yield self._event([self._piece(chunk, entries)])
        if self._ask.usage:
            yield self._event([], usage=self._usage())
        yield "data: [DONE]\n\n"

    def _event(self, choices: list[dict[str, Any]], **more: object) -> str:
        kind = "chat.completion.chunk" if self._ask.chat else "text_completion"
        return event(self._head | {"object": kind, "choices": choices} | more)

    def _piece(self, chunk: Chunk, entries: list[tuple[str, float]]) -> dict[str, Any]:
        if self._ask.chat:
            delta = {"content": chunk.text} if chunk.text else {}
            return _choice(chunk.index, chunk.finish, delta=delta, logprobs=self._logprobs(entries))
        return _choice(chunk.index, chunk.finish, text=chunk.text, logprobs=self._logprobs(entries))

    def _whole_choice(self, index: int, sample: Sample) -> dict[str, Any]:
        logprobs = self._logprobs(sample.entries)
        if self._ask.chat:
            message = {"role": "assistant", "content": sample.text, "refusal": None}
            return _choice(index, sample.finish, message=message, logprobs=logprobs)
        return _choice(index, sample.finish, text=sample.text, logprobs=logprobs)

    def _logprobs(self, entries: list[tuple[str, float]]) -> dict[str, Any] | None:
        if not self._ask.logprobs:
            return None
        if self._ask.chat:
            told: list[dict[str, Any]] = [
                {"token": text, "logprob": value, "bytes": None, "top_logprobs": []} for text, value in entries
            ]
            return {"content": told, "refusal": None}
        return {
            "tokens": [text for text, _ in entries],
            "token_logprobs": [value for _, value in entries],
            "top_logprobs": None,
            "text_offset": None,
        }

    def _usage(self) -> dict[str, int]:
        total = self._prompt_tokens + self.tokens
        return {"prompt_tokens": self._prompt_tokens, "completion_tokens": self.tokens, "total_tokens": total}


def event(data: Mapping[str, Any]) -> str:
    """One server-sent event."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def _choice(index: int, finish: str, **content: object) -> dict[str, Any]:
    reason = "stop" if finish == "cancelled" else finish or None
    return {"index": index, "finish_reason": reason, **content}


def _entries(chunk: Chunk, count: int, before: float) -> list[tuple[str, float]]:
    if chunk.logprob is None or count < 1:
        return []
    each = (chunk.logprob - before) / count
    return [(chunk.text, each), *[("", each)] * (count - 1)]
