"""One OpenAI-compatible server: its address, its key, its HTTP clients, and what its refusals mean.

Knows: where keys come from (the environment, never shown). Does not know: prompts, samples.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from smallcode_nb.errors import ServerError

if TYPE_CHECKING:
    import httpx

_LOCAL = ("localhost", "127.0.0.1", "::1")
_LONGEST_QUOTE = 200


@dataclass(frozen=True)
class Server:
    """An address as the user wrote it, with the key that opens it."""

    address: str
    key_variable: str = ""
    timeout_s: float = 60.0
    key: str = field(default="", repr=False)

    @property
    def socket(self) -> str | None:
        """Path of the Unix socket, None for a network address."""
        return self.address.partition(":")[2] if self.address.startswith("unix:") else None

    @property
    def base(self) -> str:
        """The URL that API paths are appended to."""
        return "http://localhost/v1" if self.socket else self.address

    @property
    def local(self) -> bool:
        """Whether requests stay on this machine."""
        return self.socket is not None or urlsplit(self.address).hostname in _LOCAL

    def client(self) -> httpx.Client:
        """A blocking client for the few questions asked when connecting."""
        import httpx

        transport = httpx.HTTPTransport(uds=self.socket) if self.socket else None
        return httpx.Client(transport=transport, **self._client_settings())

    def async_client(self) -> httpx.AsyncClient:
        """The client that draws."""
        import httpx

        transport = httpx.AsyncHTTPTransport(uds=self.socket) if self.socket else None
        return httpx.AsyncClient(transport=transport, **self._client_settings())

    def _client_settings(self) -> dict[str, Any]:
        import httpx

        headers = {"authorization": f"Bearer {self._secret}"} if self._secret else {}
        # a proxy from the environment must not see what is meant for this machine
        timeout = httpx.Timeout(self.timeout_s, connect=min(10.0, self.timeout_s))
        limits = httpx.Limits(max_connections=64)
        return {
            "base_url": self.base,
            "headers": headers,
            "timeout": timeout,
            "limits": limits,
            "trust_env": not self.local,
        }

    @property
    def _secret(self) -> str:
        return self.key or os.environ.get(self.key_variable, "")

    def unreachable(self, error: Exception) -> ServerError:
        """For a connection that cannot be made."""
        cause = f"No server answers at {self.address} ({type(error).__name__})."
        return ServerError(cause, "Start it, or check the address.")

    def stalled(self) -> ServerError:
        """For a server that stopped sending."""
        cause = f"The server at {self.address} sent nothing for {self.timeout_s:g} s."
        return ServerError(cause, "Look at its log, or allow more time with the timeout setting.")

    def broke_off(self) -> ServerError:
        """For a stream that ended before its samples did."""
        return ServerError(
            f"The server at {self.address} closed the stream before it was complete.", "Look at its log; try again."
        )

    def refusal(self, status: int, body: str) -> ServerError:
        """What a status code other than 200 means, with the server's own words."""
        said = self._quote(body)
        if status in (401, 403):
            remedy = f"Put a valid key into the environment variable {self.key_variable or 'SMALLCODE_API_KEY'}."
            return ServerError(f"The server at {self.address} refused the key ({status}).", remedy)
        if status == 404:
            remedy = "Check the model's name and that the address ends in /v1."
            return ServerError(f"The server at {self.address} knows no such model or path (404){said}.", remedy)
        if status == 429:
            return ServerError(f"The server at {self.address} is at its limit (429){said}.", "Wait, or draw fewer.")
        if status >= 500:
            return ServerError(f"The server at {self.address} failed ({status}){said}.", "Look at its log; try again.")
        return ServerError(f"The server at {self.address} answered {status}{said}.", "Check the address and settings.")

    def not_an_api(self, body: str) -> ServerError:
        """For a 200 answer that is no JSON."""
        page = "a web page" if "<html" in body.lower() or "<!doctype" in body.lower() else "something"
        cause = f"{self.address} answered with {page} instead of the OpenAI API."
        return ServerError(cause, "Check the address; most servers want it to end in /v1.")

    def _quote(self, body: str) -> str:
        text = _message(body)
        if self._secret:
            text = text.replace(self._secret, "…")
        return f": {text[:_LONGEST_QUOTE]}" if text and "<" not in text[:1] else ""


def _message(body: str) -> str:
    """The human part of an error body."""
    try:
        data = json.loads(body)
    except ValueError:
        return body.strip()
    error = data.get("error", data) if isinstance(data, dict) else data
    if isinstance(error, dict):
        error = error.get("message") or error.get("detail") or ""
    return str(error).strip().rstrip(".")
