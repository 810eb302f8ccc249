"""Counts tokens by asking an engine, each text once.

Knows: the engine's route. Does not know: tokenizers; where there is no answer the count is an estimate.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ..models.openai import estimate_tokens
from ..models.server import Server

_PATIENCE_S = 5.0
_REMEMBERED = 4096


class TokenCounter:
    """`count_tokens` of a model that an engine has open."""

    def __init__(self, server: Server, model: str) -> None:
        self._server = replace(server, timeout_s=_PATIENCE_S)
        self._model = model
        self._known = lru_cache(maxsize=_REMEMBERED)(self._ask)

    def __call__(self, text: str) -> int:
        """Tokens of `text`."""
        return self._known(text)

    def _ask(self, text: str) -> int:
        import httpx

        try:
            with self._server.client() as client:
                return int(client.post("tokenize", json={"model": self._model, "text": text}).json()["count"])
        except (httpx.HTTPError, ValueError, KeyError):
            return estimate_tokens(text)
