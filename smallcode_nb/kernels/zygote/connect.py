"""A client for a forked kernel: keys, sockets and the first message that says it listens.

Knows jupyter_client; connects only after the kernel has bound, since a refused
connection is tried again no sooner than a tenth of a second later.
"""

from __future__ import annotations

import functools
import secrets
from queue import Empty
from typing import TYPE_CHECKING, Any, cast

from ...errors import KernelStartFailed
from .protocol import Connection

if TYPE_CHECKING:
    import zmq.asyncio
    from jupyter_client.asynchronous.client import AsyncKernelClient

_WELCOME_S = 0.1
_ATTEMPTS = 100


def new_connection(directory: str) -> Connection:
    """Where a kernel with this folder binds, and a key of its own."""
    return Connection(ip=f"{directory}/s", key=secrets.token_hex(16))


async def connect(connection: Connection, context: zmq.asyncio.Context) -> AsyncKernelClient:
    """A client with open channels whose subscription to outputs is in force; raises KernelStartFailed."""
    from jupyter_client.asynchronous.client import AsyncKernelClient

    client = AsyncKernelClient(context=context)
    for name in ("shell", "iopub", "stdin", "control"):
        setattr(client, f"{name}_channel_class", sceptical_channel())
    client.load_connection_info(cast(Any, connection_info(connection)))
    # the others are opened when somebody uses them
    client.start_channels(stdin=False, control=False, hb=False)
    try:
        await _subscribed(client)
    except BaseException:
        disconnect(client)
        raise
    return client


def disconnect(client: AsyncKernelClient) -> None:
    """Close the channels that are open, where the client itself would open the others first."""
    for name in ("shell", "iopub", "stdin", "control"):
        channel = getattr(client, f"_{name}_channel", None)
        if channel is not None:
            channel.stop()


@functools.cache
def sceptical_channel() -> type:
    """A channel on which a message that is malformed or signed with another key was never sent."""
    from jupyter_client.channels import AsyncZMQSocketChannel

    class ScepticalChannel(AsyncZMQSocketChannel):
        async def _recv(self, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
            while True:
                try:
                    message: dict[str, Any] = await cast(Any, super()._recv(**kwargs))
                    return message
                except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                    continue

    return ScepticalChannel


async def _subscribed(client: AsyncKernelClient) -> None:
    for _ in range(_ATTEMPTS):
        try:
            await client.get_iopub_msg(timeout=_WELCOME_S)
        except Empty:
            # a welcome can get stuck behind the kernel's first messages; any traffic frees it
            client.control_channel.send(client.session.msg("kernel_info_request"))
        else:
            return
    raise KernelStartFailed("A throwaway kernel does not publish its outputs.", "Run the request again.")


def connection_info(connection: Connection) -> dict[str, Any]:
    """The entries of a Jupyter connection file."""
    names = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
    ports = dict(zip(names, connection.ports, strict=True))
    return {
        "transport": connection.transport,
        "ip": connection.ip,
        "key": connection.key,
        "signature_scheme": connection.signature_scheme,
        **ports,
    }
