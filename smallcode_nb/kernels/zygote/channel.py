"""Messages with file descriptors over a SEQPACKET socket.

Knows bytes and descriptors; the messages themselves are `protocol.py`'s.
"""

from __future__ import annotations

import array
import os
import socket

from .protocol import Message, decode, encode

_MAX_BYTES = 1 << 16
_MAX_FILES = 8


def pair() -> tuple[socket.socket, socket.socket]:
    """Two connected ends; each message arrives whole or not at all."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send(end: socket.socket, message: Message, files: tuple[int, ...] = ()) -> None:
    """Send one message and duplicates of `files`; raises OSError when the other side is gone."""
    data = encode(message)
    if len(data) > _MAX_BYTES:
        raise ValueError(f"message of {len(data)} bytes")
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))] if files else []
    end.sendmsg([data], rights)


def receive(end: socket.socket) -> tuple[Message, tuple[int, ...]] | None:
    """The next message and its descriptors, which the caller owns; None at the end."""
    data, ancillary, _, _ = end.recvmsg(_MAX_BYTES, socket.CMSG_SPACE(_MAX_FILES * array.array("i").itemsize))
    files: list[int] = []
    for level, kind, payload in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            received = array.array("i")
            received.frombytes(payload[: len(payload) - len(payload) % received.itemsize])
            files += received
    if not data:
        close_all(files)
        return None
    return decode(data), tuple(files)


def close_all(files: tuple[int, ...] | list[int]) -> None:
    """Close descriptors, whatever their state."""
    for fd in files:
        try:
            os.close(fd)
        except OSError:
            continue


def in_memory(data: bytes) -> int:
    """A descriptor from which `data` can be read by any process it is sent to."""
    fd = os.memfd_create("smallcode", os.MFD_CLOEXEC)
    os.write(fd, data)
    return fd


def read_all(fd: int) -> bytes:
    """Everything behind a descriptor made by `in_memory`."""
    return os.pread(fd, os.fstat(fd).st_size, 0)
