"""Remote kernels behind a Jupyter gateway (Kernel Gateway, Enterprise Gateway, a Jupyter server).

Uses jupyter_server's own gateway client for everything over HTTP and for messages,
and routes what comes back itself: the original forgets the token on the websocket,
polls, and stops listening after forty quiet seconds. The token comes from the
environment, as for every Jupyter program, and is never stored or shown.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
from collections.abc import Callable
from importlib.util import find_spec
from threading import Thread
from typing import Any

from ...errors import KernelStartFailed

TOKEN = "JUPYTER_GATEWAY_AUTH_TOKEN"  # noqa: S105 - the variable's name
_CONNECT_S = 60.0
_GONE = {"dead", "restarting", "autorestarting"}


class GatewayPlace:
    """Starts kernels at one gateway."""

    def __init__(self, url: str, kernel_name: str = "python3") -> None:
        if find_spec("jupyter_server") is None:
            raise KernelStartFailed("Reaching a gateway needs jupyter_server.", "pip install 'smallcode-nb[lab]'")
        self._url = url.rstrip("/")
        self._kernel_name = kernel_name

    async def start(self) -> GatewayKernel:
        """A fresh kernel; raises KernelStartFailed."""
        from jupyter_server.gateway import managers

        configure(self._url)
        kind: Any = managers.GatewayKernelManager
        manager = kind()
        starting = asyncio.create_task(manager.start_kernel(kernel_name=self._kernel_name))
        try:
            await asyncio.shield(starting)
            return await GatewayKernel.connected(manager)
        except BaseException as e:
            # it starts there all the same, and is not to stay
            await asyncio.wait({starting})
            with contextlib.suppress(Exception):
                await asyncio.shield(manager.shutdown_kernel(now=True))
            if isinstance(e, Exception):
                raise _failed(self._url, self._kernel_name, e) from e
            raise


def configure(url: str) -> None:
    """Point this process's gateway client there; everything else comes from its own environment variables."""
    from jupyter_server.gateway.gateway_client import GatewayClient

    client: Any = GatewayClient.instance()
    if client.url != url:
        client.url = url
        client.init_connection_args()


class GatewayKernel:
    """A RemoteProcess behind a gateway."""

    def __init__(self, manager: Any, client: Any, lost: asyncio.Event) -> None:
        self._manager = manager
        self._client = client
        self.lost = lost

    @classmethod
    async def connected(cls, manager: Any) -> GatewayKernel:
        """With its websocket open and the kernel answering."""
        lost, loop = asyncio.Event(), asyncio.get_running_loop()
        client = _client_class()(manager.kernel_id, parent=manager, session=manager.session)
        client.route = _Router(loop, lost)
        await client.start_channels()
        kernel = cls(manager, client, lost)
        try:
            async with asyncio.timeout(_CONNECT_S):
                request = client.kernel_info()
                while (await client.get_shell_msg())["parent_header"].get("msg_id") != request:
                    pass
        except BaseException:
            await asyncio.shield(kernel.end())
            raise
        return kernel

    @property
    def client(self) -> Any:
        """Its channels."""
        return self._client

    async def interrupt(self) -> None:
        """By the gateway's REST call."""
        with contextlib.suppress(Exception):  # a kernel that cannot be interrupted is ended soon
            await self._manager.interrupt_kernel()

    async def end(self) -> None:
        """Delete it there, then close the websocket."""
        self.lost.set()
        with contextlib.suppress(Exception):  # it may be gone, or the gateway may
            await self._manager.shutdown_kernel(now=True)
        await asyncio.to_thread(self._client.stop_channels)


class _Router:
    """Hands messages from the websocket's thread to the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, lost: asyncio.Event) -> None:
        self._loop = loop
        self._lost = lost
        self.queues: dict[str, asyncio.Queue[dict[str, Any]]] = {"shell": asyncio.Queue(), "iopub": asyncio.Queue()}

    def message(self, text: str | bytes) -> None:
        """One message, from any thread."""
        with contextlib.suppress(ValueError, RuntimeError):  # not JSON, or the loop has ended
            self._loop.call_soon_threadsafe(self._deliver, json.loads(text))

    def ended(self) -> None:
        """The websocket is closed."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._lost.set)

    def _deliver(self, message: Any) -> None:
        if not isinstance(message, dict) or not isinstance(message.get("content"), dict):
            return
        if message.get("msg_type") == "status" and message["content"].get("execution_state") in _GONE:
            self._lost.set()
        elif message.get("channel") in self.queues:
            self.queues[message["channel"]].put_nowait({"parent_header": {}, **message})


@functools.cache
def _client_class() -> Callable[..., Any]:
    import websocket
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_server.gateway.gateway_client import GatewayClient
    from jupyter_server.gateway.managers import GatewayKernelClient

    class RoutedClient(GatewayKernelClient):
        route: _Router

        async def start_channels(self, *_: Any, **__: Any) -> None:  # type: ignore[override] # as the original does
            gateway: Any = GatewayClient.instance()
            base = f"{gateway.ws_url}{gateway.kernels_endpoint}/{self.kernel_id}/channels"
            scheme = f"{gateway.auth_scheme} " if gateway.auth_scheme else ""
            header = {gateway.auth_header_key: f"{scheme}{gateway.auth_token}"} if gateway.auth_token else {}
            tls = {"ca_certs": gateway.ca_certs, "certfile": gateway.client_cert, "keyfile": gateway.client_key}
            connect = functools.partial(
                websocket.create_connection,
                base,
                timeout=_CONNECT_S,
                enable_multithread=True,
                sslopt=tls,
                header=header,
            )
            self.channel_socket = await _connected(connect)
            self.channel_socket.settimeout(None)  # a quiet candidate is no reason to hang up
            AsyncKernelClient.start_channels(self, stdin=False, hb=False)
            self.response_router = Thread(target=self._route_responses, daemon=True)
            self.response_router.start()

        def _route_responses(self) -> None:
            socket: Any = self.channel_socket
            with contextlib.suppress(Exception):  # whatever ends a connection ends it
                while text := socket.recv():
                    self.route.message(text)
            socket.shutdown()  # `close` leaves the socket open where it was the gateway that hung up
            self.route.ended()

        async def get_shell_msg(self, *_: Any, **__: Any) -> dict[str, Any]:
            return await self.route.queues["shell"].get()

        async def get_iopub_msg(self, *_: Any, **__: Any) -> dict[str, Any]:
            return await self.route.queues["iopub"].get()

    return RoutedClient


async def _connected(connect: Callable[[], Any]) -> Any:
    """What `connect` returns, from a thread; where nobody waits for it any more, it is closed again."""
    connecting = asyncio.create_task(asyncio.to_thread(connect))
    try:
        return await asyncio.shield(connecting)
    except asyncio.CancelledError:
        connecting.add_done_callback(_hang_up)
        raise


def _hang_up(connecting: asyncio.Task[Any]) -> None:
    if not connecting.cancelled() and connecting.exception() is None:
        connecting.result().shutdown()


def _failed(url: str, kernel_name: str, error: Exception) -> KernelStartFailed:
    status = getattr(error, "status_code", 0)
    if status in (401, 403):
        return KernelStartFailed(f"The gateway at {url} refuses the token.", f"Set {TOKEN} to the gateway's token.")
    if status == 404 or "No such kernel" in str(error):
        return KernelStartFailed(
            f"The gateway at {url} has no kernel spec {kernel_name!r}.",
            "Name one of those it lists at /api/kernelspecs.",
        )
    reason = str(error) or type(error).__name__
    remedy = f"Check its address and its log, and that its /api/kernelspecs lists {kernel_name!r}."
    return KernelStartFailed(f"The gateway at {url} started no kernel ({reason}).", remedy)
