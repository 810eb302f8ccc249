"""One completion request from its turn at the desk to its last byte; a caller who hangs up stops the drawing.

Knows: seats, streams, hang-ups, how the embedded model is asked in chat. Does not know: routes, keys.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, aclosing
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from ..agent import prompts
from ..agent.ports import Model
from ..agent.types import Chunk, Message, Prompt, PromptStyle
from ..errors import SmallCodeError
from .answers import Answer, event
from .asking import Ask
from .desk import Desk
from .keys import OWNER
from .refusals import Refusal, refuse
from .shelf import Shelf

T = TypeVar("T")
log = logging.getLogger("smallcode.engine")


class GoneError(Exception):
    """Whoever asked hung up."""


class Completer:
    """Draws for one request after the other, many at once."""

    def __init__(self, shelf: Shelf, desk: Desk) -> None:
        self._shelf = shelf
        self._desk = desk

    async def answer(self, request: Request, user: str, ask: Ask) -> Response:
        """The response, streaming or whole. Raises Refusal, SmallCodeError, GoneError."""
        if ask.stream:
            return await self._stream(request, user, ask)
        return JSONResponse(await unless_gone(request, self._whole(user, ask)))

    async def _whole(self, user: str, ask: Ask) -> dict[str, Any]:
        async with AsyncExitStack() as stack:
            answer, chunks = await self._begin(stack, user, ask)
            return await answer.whole(chunks)

    async def _stream(self, request: Request, user: str, ask: Ask) -> Response:
        stack = AsyncExitStack()
        try:
            answer, chunks = await unless_gone(request, self._begin(stack, user, ask))
            # the first chunk decides between an error's status code and 200
            first = await unless_gone(request, _first(chunks))
        except BaseException:
            await stack.aclose()
            raise
        return _Streaming(_told(answer.events(_again(first, chunks))), stack)

    async def _begin(self, stack: AsyncExitStack, user: str, ask: Ask) -> tuple[Answer, AsyncIterator[Chunk]]:
        """Take a seat and open the stream; `stack` gives both back."""
        model = stack.enter_context(self._shelf.using(ask.model))
        # the notebooks of one user are served as fairly as the users of a class
        who = f"{OWNER}:{ask.user}" if user == OWNER else user
        await stack.enter_async_context(self._desk.seat(who, len(ask.prompts)))
        fitted = {id(prompt): fit_prompt(model, prompt) for prompt in ask.distinct}
        answer = Answer(ask, model.card.name, sum(_count(model, prompt) for prompt in fitted.values()))
        stack.callback(_note, who, answer, len(ask.prompts), time.monotonic())
        chunks = model.sample(tuple(fitted[id(prompt)] for prompt in ask.prompts), ask.samplings)
        return answer, await stack.enter_async_context(aclosing(chunks))  # type: ignore[type-var]  # all are generators


class _Streaming(StreamingResponse):
    """An event stream that gives back what it holds however it ends."""

    def __init__(self, lines: AsyncIterator[str], stack: AsyncExitStack) -> None:
        super().__init__(lines, media_type="text/event-stream", headers={"cache-control": "no-cache"})
        self._lines: Any = lines
        self._stack = stack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI calls it."""
        async with self._stack:
            try:
                await super().__call__(scope, receive, send)
            finally:
                await self._lines.aclose()


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Do `work`; cancel it when the client hangs up. Raises GoneError then."""
    doing, gone = asyncio.ensure_future(work), asyncio.ensure_future(_hang_up(request))
    try:
        await asyncio.wait({doing, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise GoneError
        return doing.result()
    finally:
        for task in (doing, gone):
            task.cancel()
        await asyncio.gather(doing, gone, return_exceptions=True)


def fit_prompt(model: Model, prompt: Prompt) -> Prompt:
    """The prompt as this model reads it: for the embedded one the last turn is its task, a system turn its data."""
    if model.card.style is not PromptStyle.TINY or prompt.messages[0].role == "raw":
        return prompt
    variables = "\n".join(message.content for message in prompt.messages if message.role == "system")
    asked = [message.content for message in prompt.messages if message.role == "user"]
    if not asked:
        raise Refusal(400, "messages must have a user's turn.", "invalid_value", param="messages")
    text = prompts.render("tiny", namespace=variables, request=asked[-1], draft="", error="")
    return Prompt((Message("raw", text),))


async def _hang_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _first(chunks: AsyncIterator[Chunk]) -> Chunk:
    return await anext(chunks)


async def _again(first: Chunk, rest: AsyncIterator[Chunk]) -> AsyncIterator[Chunk]:
    yield first
    async for chunk in rest:
        yield chunk


async def _told(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    """The lines, and an error that comes too late for a status code as the last of them."""
    try:
        async for line in lines:
            yield line
    except SmallCodeError as error:
        yield event(refuse(error).body())


def _count(model: Model, prompt: Prompt) -> int:
    return sum(model.count_tokens(message.content) for message in prompt.messages)


def _note(user: str, answer: Answer, samples: int, began: float) -> None:
    log.info("%s: %d samples, %d tokens, %.2f s", user, samples, answer.tokens, time.monotonic() - began)
