"""Reads a stream of server-sent events whose data are JSON objects, as OpenAI-compatible servers send them.

Knows: `data:` lines, comments, the closing `[DONE]`. Does not know: HTTP, what the objects mean.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from smallcode_nb.errors import ServerError

DONE = "[DONE]"


async def events(lines: AsyncIterator[str]) -> AsyncGenerator[dict[str, Any]]:
    """Each event's object until `[DONE]` or the end. Raises ServerError for anything that is not one."""
    async for line in lines:
        name, _, data = line.partition(":")
        if name != "data":
            if name and name not in ("event", "id", "retry"):
                raise _malformed(line)
            continue
        if data.strip() == DONE:
            return
        yield _object(data)


def _object(data: str) -> dict[str, Any]:
    try:
        parsed = json.loads(data)
    except ValueError as error:
        raise _malformed(data) from error
    if not isinstance(parsed, dict):
        raise _malformed(data)
    return parsed


def _malformed(text: str) -> ServerError:
    cause = f"The server sent something that is not an event stream: {text.strip()[:80]!r}."
    return ServerError(cause, "Check that the address is an OpenAI-compatible API, and the server's log.")
