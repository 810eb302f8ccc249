"""Asks a fork server, from any thread or event loop.

A request is answered within milliseconds, so a lock and a blocking socket do;
what takes long (imports, a kernel's start) is waited for as in `waiting.py`.
"""

from __future__ import annotations

import asyncio
import socket
import threading

from ...errors import KernelStartFailed
from . import channel, waiting
from .protocol import Failed, Forked, Message

_REPLY_TIMEOUT_S = 60.0
#: a busy machine may take its time over pandas and Matplotlib
_IMPORT_TIMEOUT_S = 300.0


class Link:
    """The user's end of a control socket."""

    def __init__(self, end: socket.socket) -> None:
        end.settimeout(_REPLY_TIMEOUT_S)
        self._end = end
        self._lock = threading.Lock()

    def ask(self, message: Message, files: tuple[int, ...] = ()) -> tuple[Message, tuple[int, ...]]:
        """One request, one reply with its descriptors; raises KernelStartFailed."""
        with self._lock:
            try:
                channel.send(self._end, message, files)
                received = channel.receive(self._end)
            except (OSError, ValueError) as e:
                raise gone(str(e)) from e
        if received is None:
            raise gone("it ended")
        if isinstance(received[0], Failed):
            raise KernelStartFailed(
                f"No kernel could be forked. {received[0].reason}", "Try again, or restart the kernel."
            )
        return received

    def fork(self, message: Message, files: tuple[int, ...]) -> tuple[int, int]:
        """Ask for a fork: its pid and a pidfd, which the caller owns."""
        reply, received = self.ask(message, files)
        if not isinstance(reply, Forked) or len(received) != 1:
            channel.close_all(received)
            raise gone("it answered something else")
        return reply.pid, received[0]

    async def hello(self) -> Message:
        """The first message, which nobody asked for; safe to cancel."""
        async with asyncio.timeout(_IMPORT_TIMEOUT_S):
            await waiting.readable(self._end.fileno())
        with self._lock:
            received = channel.receive(self._end)
        if received is None:
            raise gone("it ended while importing")
        return received[0]

    def close(self) -> None:
        """The server behind it ends, and everything it forked."""
        self._end.close()


def gone(why: str) -> KernelStartFailed:
    """The error when a fork server does not answer."""
    return KernelStartFailed(
        f"The process that forks throwaway kernels does not answer ({why}).", "The next run starts a new one."
    )
