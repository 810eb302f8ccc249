"""Asks a fork server, from any thread or event loop.

A request is answered within milliseconds, so a lock and a blocking socket do;
what takes long (a kernel's start) is waited for on a pipe, see `waiting.py`.
"""

from __future__ import annotations

import socket
import threading

from ...errors import KernelStartFailed
from . import channel
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

    def hello(self) -> Message:
        """The first message, which nobody asked for."""
        with self._lock:
            self._end.settimeout(_IMPORT_TIMEOUT_S)
            received = channel.receive(self._end)
            self._end.settimeout(_REPLY_TIMEOUT_S)
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
