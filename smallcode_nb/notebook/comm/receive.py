"""From whatever a page sent to a message of the protocol, or to a refusal that says why.

Knows the protocol; knows nothing about what messages lead to.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from ...errors import EngineError, KernelError, ModelError, RequestError, SmallCodeError
from .check import MisshapenError, by_type, check
from .limits import MAX_BYTES, MAX_DEPTH
from .protocol import VERSION, FromPage

if TYPE_CHECKING:
    from .parts import Problem
    from .to_page import ErrorMessage

__all__ = ["RefusedError", "error_message", "problem_of", "read", "reply_name"]

_CODES = ((RequestError, "request"), (ModelError, "model"), (KernelError, "kernel"), (EngineError, "engine"))
_HOW = "Load the page again; when that does not help, install the same version of smallcode-nb on both sides."


class RefusedError(Exception):
    """A message that is not followed; `code` is one of the protocol's."""

    def __init__(self, code: str, cause: str, remedy: str) -> None:
        super().__init__(code, cause, remedy)
        self.code, self.cause, self.remedy = code, cause, remedy


def read(data: object) -> FromPage:
    """The message in `data`; raises RefusedError."""
    if not isinstance(data, dict):
        raise RefusedError("bad-message", "A message is not an object.", _HOW)
    _measure(data)
    if type(data.get("v")) is not int or data["v"] != VERSION:
        raise RefusedError(
            "version",
            f"The page speaks version {str(data.get('v'))[:20]} of the protocol, this kernel version {VERSION}.",
            "Install the same version of smallcode-nb for the kernel and for JupyterLab, then reload the page.",
        )
    shape = by_type(FromPage).get(data["type"]) if isinstance(data.get("type"), str) else None
    if shape is None:
        raise RefusedError("bad-message", f"There is no message of type {str(data.get('type'))[:40]!r}.", _HOW)
    try:
        check(data, shape)
    except MisshapenError as error:
        raise RefusedError("bad-message", f"{error}.", _HOW) from None
    return cast("FromPage", data)  # checked just now


def _measure(data: dict[Any, Any]) -> None:
    """Raise RefusedError for what is too deep or too large, before anything walks through it."""
    if _depth(data) > MAX_DEPTH:
        raise RefusedError("bad-message", f"A message is nested deeper than {MAX_DEPTH}.", _HOW)
    try:
        size = len(json.dumps(data))
    except (TypeError, ValueError):
        raise RefusedError("bad-message", "A message is not JSON.", _HOW) from None
    if size > MAX_BYTES:
        raise RefusedError(
            "bad-message", f"A message has {size} bytes; {MAX_BYTES} are allowed.", "Send a shorter cell or request."
        )


def _depth(data: object) -> int:
    """How deep `data` is nested, counted no further than is allowed."""
    level, depth = [data], 0
    while level and depth <= MAX_DEPTH:
        inner = [list(one.values()) if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        level, depth = [item for items in inner for item in items], depth + 1
    return depth


def reply_name(data: object) -> str | None:
    """The `id` an answer repeats, None when there is none that can be."""
    name = data.get("id") if isinstance(data, dict) else None
    return name if isinstance(name, str) and 0 < len(name) <= 64 else None


def problem_of(error: Exception) -> Problem:
    """Any error as a cause and a remedy; what is not one of ours is our own mistake."""
    if isinstance(error, RefusedError):
        return {"code": error.code, "cause": error.cause, "remedy": error.remedy}
    if isinstance(error, SmallCodeError):
        code = next((code for kind, code in _CODES if isinstance(error, kind)), "request")
        return {"code": code, "cause": error.cause, "remedy": error.remedy}
    cause = f"Our own error: {type(error).__name__}: {str(error)[:300]}"
    return {"code": "internal", "cause": cause, "remedy": "Please report it with what you asked for."}


def error_message(error: Exception, reply_to: str | None) -> ErrorMessage:
    """The message that tells a page of an error."""
    return {"v": VERSION, "type": "error", "reply_to": reply_to, "error": problem_of(error)}
