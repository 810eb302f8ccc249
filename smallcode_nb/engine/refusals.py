"""Every way the engine says no, in the form OpenAI's clients understand.

Knows: status codes, error objects, which of our errors is which. Does not know: Starlette, models.
"""

from __future__ import annotations

from typing import Any

from .. import errors
from ..errors import ModelError, RequestError, SmallCodeError

_STATUS: dict[type[SmallCodeError], tuple[int, str]] = {
    errors.RequestTooLong: (400, "context_length_exceeded"),
    errors.UnknownModel: (404, "model_not_found"),
    errors.WeightsMissing: (404, "weights_missing"),
    errors.MissingExtra: (400, "missing_extra"),
    errors.UnknownOption: (400, "unknown_option"),
    errors.ModelTooLarge: (400, "model_too_large"),
    errors.WeightsDamaged: (400, "weights_damaged"),
}


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(
        self, status: int, message: str, code: str, *, param: str | None = None, retry_after_s: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.param = param
        self.retry_after_s = retry_after_s
        self.cause: SmallCodeError | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What goes with it."""
        found = {} if self.retry_after_s is None else {"retry-after": str(self.retry_after_s)}
        return found | ({"www-authenticate": "Bearer"} if self.status == 401 else {})

    def body(self) -> dict[str, Any]:
        """OpenAI's error object; our own errors travel whole under `smallcode`."""
        kinds = {401: "authentication_error", 429: "rate_limit_error"}
        kind = kinds.get(self.status, "invalid_request_error" if self.status < 500 else "server_error")
        told: dict[str, Any] = {"message": self.message, "type": kind, "param": self.param, "code": self.code}
        if self.cause is not None:
            told["smallcode"] = [type(self.cause).__name__, self.cause.cause, self.cause.remedy]
        return {"error": told}


def refuse(error: SmallCodeError) -> Refusal:
    """What one of our errors is to a client."""
    fallback = (400, "invalid_request") if isinstance(error, RequestError) else (500, "model_error")
    status, code = _STATUS.get(type(error), fallback)
    refusal = Refusal(status, str(error), code)
    refusal.cause = error
    return refusal


def restore(body: object) -> SmallCodeError | None:
    """The error that `body` carries, None when it is not of ours."""
    told = body.get("error") if isinstance(body, dict) else None
    parts = told.get("smallcode") if isinstance(told, dict) else None
    if not isinstance(parts, list) or len(parts) != 3:
        return None
    kind = getattr(errors, str(parts[0]), ModelError)
    known = isinstance(kind, type) and issubclass(kind, SmallCodeError)
    return (kind if known else ModelError)(str(parts[1]), str(parts[2]))
