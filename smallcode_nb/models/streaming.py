"""One streamed completion request: its events → chunks, its failures → errors, with retries before the first byte.

Knows: the shape of completion and chat-completion events. Does not know: prompts, models, grouping.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from smallcode_nb.agent.types import Chunk
from smallcode_nb.errors import ServerError

from .server import Server
from .sse import events

if TYPE_CHECKING:
    import httpx

_PASSING = (429, 500, 502, 503, 504)
_LONGEST_WAIT_S = 10.0


class Choices:
    """The samples of one request as the server numbers them."""

    def __init__(self, server: Server, count: int) -> None:
        self.server = server
        self._tokens = [0] * count
        self._logprobs: list[float | None] = [None] * count
        self._finished: set[int] = set()

    def read(self, event: Mapping[str, Any]) -> list[Chunk]:
        """Chunks of one event. Raises ServerError for an error event or one of another shape."""
        if event.get("error"):
            raise ServerError(f"The server at {self.server.address} failed: {_said(event)}.", "Look at its log.")
        choices = event.get("choices")
        if not isinstance(choices, list):
            raise self.server.not_an_api(str(event)[:200])
        return [chunk for choice in choices if (chunk := self._chunk(choice)) is not None]

    def unseen(self) -> list[int]:
        """Choices the server never mentioned."""
        return [index for index in range(len(self._tokens)) if index not in self._finished and not self._tokens[index]]

    def check_complete(self) -> None:
        """Raise ServerError when a sample began and did not end, or none began."""
        begun = [index for index, tokens in enumerate(self._tokens) if tokens and index not in self._finished]
        if begun or not self._finished:
            raise self.server.broke_off()

    def _chunk(self, choice: Mapping[str, Any]) -> Chunk | None:
        index = int(choice.get("index") or 0)
        if index >= len(self._tokens) or index in self._finished:
            return None
        text = _text(choice)
        told = _logprobs(choice)
        self._tokens[index] += len(told) or bool(text)
        if told:
            self._logprobs[index] = (self._logprobs[index] or 0.0) + sum(told)
        finish = str(choice.get("finish_reason") or "")
        if finish:
            self._finished.add(index)
            finish = "length" if finish == "length" else "stop"
        return Chunk(index, text, finish, self._logprobs[index], self._tokens[index]) if text or finish else None


async def stream_choices(
    client: httpx.AsyncClient, path: str, body: Mapping[str, Any], choices: Choices, retries: int, backoff_s: float
) -> AsyncIterator[Chunk]:
    """Chunks of one request; a refusal that may pass is retried with doubling waits."""
    import httpx

    server = choices.server
    for attempt in range(retries + 1):
        last = attempt == retries
        try:
            async with client.stream("POST", path, json=dict(body)) as answer:
                if answer.status_code in _PASSING and not last:
                    wait = _wait_s(answer.headers.get("retry-after"), backoff_s * 2**attempt)
                else:
                    async with aclosing(_read(answer, choices)) as chunks:
                        async for chunk in chunks:
                            yield chunk
                    return
        except httpx.ConnectError as error:
            if last:
                raise server.unreachable(error) from error
            wait = backoff_s * 2**attempt
        except httpx.TimeoutException as error:
            raise server.stalled() from error
        except httpx.HTTPError as error:
            raise server.broke_off() from error
        await asyncio.sleep(wait)


async def _read(answer: httpx.Response, choices: Choices) -> AsyncGenerator[Chunk]:
    server = choices.server
    if answer.status_code != 200:
        raise server.refusal(answer.status_code, (await answer.aread()).decode(errors="replace"))
    kind = answer.headers.get("content-type", "")
    if "event-stream" not in kind:
        for chunk in choices.read(await _whole(answer, server)):
            yield chunk
    else:
        async with aclosing(events(answer.aiter_lines())) as stream:
            async for event in stream:
                for chunk in choices.read(event):
                    yield chunk
    choices.check_complete()


async def _whole(answer: httpx.Response, server: Server) -> Mapping[str, Any]:
    """The object of a server that does not stream."""
    body = (await answer.aread()).decode(errors="replace")
    try:
        data = answer.json()
    except ValueError as error:
        raise server.not_an_api(body) from error
    if not isinstance(data, dict):
        raise server.not_an_api(body)
    return data


def _text(choice: Mapping[str, Any]) -> str:
    """The new text of a choice, in the chat or the plain form, streamed or whole."""
    turn = choice.get("delta") or choice.get("message")
    text = turn.get("content") if isinstance(turn, Mapping) else choice.get("text")
    return text if isinstance(text, str) else ""


def _logprobs(choice: Mapping[str, Any]) -> list[float]:
    """Log-probability of each new token, in the chat or the plain form; empty where the server tells none."""
    told = choice.get("logprobs")
    if not isinstance(told, Mapping):
        return []
    entries = told.get("content") or told.get("token_logprobs") or []
    values = [entry.get("logprob") if isinstance(entry, Mapping) else entry for entry in entries]
    return [float(value) for value in values if isinstance(value, int | float)]


def _said(event: Mapping[str, Any]) -> str:
    error = event["error"]
    text = error.get("message") if isinstance(error, Mapping) else error
    return str(text)[:200].rstrip(".")


def _wait_s(header: str | None, default: float) -> float:
    """What a Retry-After header in seconds asks for, within reason."""
    asked = float(header) if header and header.isdigit() else default
    return min(asked, _LONGEST_WAIT_S)
