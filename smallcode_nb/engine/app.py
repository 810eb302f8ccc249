"""The engine's HTTP face: OpenAI's routes, and a few of our own for its clients.

    GET  /v1/models, /v1/models/NAME          POST /v1/chat/completions, /v1/completions, /v1/embeddings
    GET  /v1/status     POST /v1/tokenize     POST /v1/load, /v1/stop, /v1/search, /v1/index   (the owner only)

Knows: routes, keys, refusals. Does not know: how completions are drawn or counted.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from .. import __version__
from ..agent.ports import Model
from ..errors import SmallCodeError
from .asking import read_chat, read_text
from .completing import Completer, GoneError
from .desk import Desk
from .embedding import Embedder
from .indexes import Indexes, lines
from .keys import OWNER, Keys
from .refusals import Refusal, refuse
from .shelf import Shelf, read_options

LARGEST_BODY = 4_000_000  # bytes
_GONE = 499  # nobody reads it
log = logging.getLogger("smallcode.engine")


@dataclass(frozen=True, slots=True)
class Caller:
    """One request and whose it is."""

    request: Request
    user: str

    async def body(self) -> dict[str, Any]:
        """The JSON object that was sent. Raises Refusal."""
        data = b""
        async for part in self.request.stream():
            data += part
            if len(data) > LARGEST_BODY:
                raise Refusal(413, f"The body is larger than {LARGEST_BODY // 1_000_000} MB.", "too_large")
        try:
            found = json.loads(data)
        except ValueError as error:
            raise Refusal(400, f"The body is not JSON: {error}.", "invalid_json") from error
        if not isinstance(found, dict):
            raise Refusal(400, "The body is not a JSON object.", "invalid_json")
        return found

    def check_owner(self) -> None:
        """Raise Refusal for anyone but the engine's owner."""
        if self.user != OWNER:
            raise Refusal(403, "Only the engine's owner may do that.", "forbidden")


Handler = Callable[[Caller], Awaitable[Response]]


class Engine:
    """The handlers of all routes; `end` makes the server stop."""

    def __init__(self, shelf: Shelf, desk: Desk, keys: Keys, end: Callable[[], None]) -> None:
        self._shelf = shelf
        self._desk = desk
        self._keys = keys
        self._end = end
        self._completer = Completer(shelf, desk)
        self._embedder = Embedder()
        self._indexes = Indexes()

    def app(self) -> Starlette:
        """As an ASGI application."""
        get = {"/v1/models": self.list_models, "/v1/models/{name:path}": self.show_model, "/v1/status": self.status}
        post = {
            "/v1/chat/completions": self.chat,
            "/v1/completions": self.text,
            "/v1/embeddings": self.embeddings,
            "/v1/tokenize": self.tokenize,
            "/v1/search": self.search,
            "/v1/index": self.index,
            "/v1/load": self.load,
            "/v1/stop": self.stop,
        }
        routes = [Route(path, self._guarded(handler), methods=["GET"]) for path, handler in get.items()]
        routes += [Route(path, self._guarded(handler), methods=["POST"]) for path, handler in post.items()]
        return Starlette(routes=routes, exception_handlers={HTTPException: _no_such_route})

    async def chat(self, caller: Caller) -> Response:
        """`/v1/chat/completions`."""
        return await self._completer.answer(caller.request, caller.user, read_chat(await caller.body()))

    async def text(self, caller: Caller) -> Response:
        """`/v1/completions`."""
        return await self._completer.answer(caller.request, caller.user, read_text(await caller.body()))

    async def embeddings(self, caller: Caller) -> Response:
        """`/v1/embeddings`."""
        return JSONResponse(await self._embedder.answer(await caller.body()))

    async def list_models(self, caller: Caller) -> Response:
        """`/v1/models`."""
        del caller
        return JSONResponse({"object": "list", "data": [_describe(model) for model in self._shelf.models()]})

    async def show_model(self, caller: Caller) -> Response:
        """`/v1/models/NAME`."""
        return JSONResponse(_describe(self._shelf.find(caller.request.path_params["name"])))

    async def status(self, caller: Caller) -> Response:
        """What the engine is doing."""
        del caller
        names = [model.card.name for model in self._shelf.models()]
        desk = self._desk
        facts = {"samples": desk.samples, "waiting": desk.waiting, "served": desk.served, "idle_s": desk.idle_s}
        return JSONResponse({"version": __version__, "models": names, **facts})

    async def tokenize(self, caller: Caller) -> Response:
        """How many tokens a text has."""
        body = await caller.body()
        model = self._shelf.find(str(body.get("model") or ""))
        return JSONResponse({"count": model.count_tokens(str(body.get("text") or ""))})

    async def search(self, caller: Caller) -> Response:
        """Parts of a project of the owner's that bear on a query."""
        caller.check_owner()
        self._desk.touch()
        return JSONResponse(await self._indexes.search(await caller.body()))

    async def index(self, caller: Caller) -> Response:
        """Bring a project's index up to date, telling how far it is."""
        caller.check_owner()
        self._desk.touch()
        return StreamingResponse(lines(self._indexes, await caller.body()), media_type="application/x-ndjson")

    async def close(self) -> None:
        """Let go of what is not the shelf's."""
        await self._indexes.close()

    async def load(self, caller: Caller) -> Response:
        """Open a model by its specification."""
        caller.check_owner()
        body = await caller.body()
        spec = str(body.get("spec") or "")
        model = await self._shelf.open(spec, read_options(body.get("options")))
        self._desk.touch()
        log.info("opened %s for %s", model.card.name, spec)
        return JSONResponse(_describe(model))

    async def stop(self, caller: Caller) -> Response:
        """End the engine once the answer is out."""
        caller.check_owner()
        self._end()
        return JSONResponse({"stopping": True})

    def _guarded(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                return await handler(Caller(request, self._user(request)))
            except Refusal as refusal:
                return _refused(refusal)
            except SmallCodeError as error:
                return _refused(refuse(error))
            except GoneError:
                return Response(status_code=_GONE)
            except Exception:
                log.exception("%s failed", request.url.path)
                return _refused(Refusal(500, "The engine failed; its log says how.", "internal_error"))

        return endpoint

    def _user(self, request: Request) -> str:
        user = self._keys.user(request.headers.get("authorization", ""))
        if user is None:
            raise Refusal(401, "This key does not open the engine.", "invalid_api_key")
        return user


def _describe(model: Model) -> dict[str, Any]:
    card = model.card
    entry = {"id": card.name, "object": "model", "created": 0, "owned_by": "smallcode", "max_model_len": card.context}
    return {**entry, "smallcode": asdict(card)}


def _refused(refusal: Refusal) -> Response:
    return JSONResponse(refusal.body(), status_code=refusal.status, headers=refusal.headers)


async def _no_such_route(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return _refused(Refusal(status, f"There is no {request.method} {request.url.path} here.", "unknown_url"))
