"""`/v1/embeddings` over the retriever's encoder, where one is installed.

Knows: OpenAI's embedding objects. Does not know: models, HTTP.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import SmallCodeError
from .refusals import Refusal

if TYPE_CHECKING:
    from ..retrieval.encoder import Encoder

_MOST_TEXTS = 2048


class Embedder:
    """Opens the encoder at first use; one request at a time."""

    def __init__(self) -> None:
        self._encoder: Encoder | None = None
        self._lock = asyncio.Lock()

    async def answer(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The list object for a body. Raises Refusal."""
        given = body.get("input")
        texts = [given] if isinstance(given, str) else given
        if not isinstance(texts, list) or not 0 < len(texts) <= _MOST_TEXTS or not all(type(t) is str for t in texts):
            message = f"input must be a string or a list of at most {_MOST_TEXTS} strings."
            raise Refusal(400, message, "invalid_value", param="input")
        async with self._lock:
            name, rows = await asyncio.to_thread(self._encode, texts)
        packed = body.get("encoding_format") == "base64"
        data = [
            {"object": "embedding", "index": index, "embedding": _pack(row) if packed else row.tolist()}
            for index, row in enumerate(rows)
        ]
        usage = {"prompt_tokens": 0, "total_tokens": 0}
        return {"object": "list", "model": name, "data": data, "usage": usage}

    def _encode(self, texts: list[str]) -> tuple[str, Any]:
        from ..retrieval.encoder import open_encoder

        try:
            self._encoder = self._encoder or open_encoder()
            return self._encoder.name, self._encoder.encode(texts)
        except SmallCodeError as error:
            # 404, because clients try a 5xx again
            raise Refusal(404, f"This engine has no encoder. {error}", "no_encoder") from error


def _pack(row: Any) -> str:
    return base64.b64encode(row.astype("<f4").tobytes()).decode()
