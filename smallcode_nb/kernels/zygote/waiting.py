"""Waits for descriptors on whatever event loop is running.

Knows pipes and pidfds; nothing about who writes to them.
"""

from __future__ import annotations

import asyncio
import os
import select

from ...errors import KernelStartFailed
from .protocol import Ready, decode

_MAX_REPORT = 1 << 16


async def readable(fd: int) -> None:
    """Return once `fd` can be read or has ended; safe to cancel."""
    loop = asyncio.get_running_loop()
    # a duplicate, because a loop watches a descriptor only once
    own = os.dup(fd)
    event = asyncio.Event()
    loop.add_reader(own, event.set)
    try:
        await event.wait()
    finally:
        loop.remove_reader(own)
        os.close(own)


async def report_of(pipe: int, deadline_s: float) -> Ready:
    """What a template or kernel says through its ready pipe, which is closed; raises KernelStartFailed."""
    try:
        async with asyncio.timeout(deadline_s):
            await readable(pipe)
        data = os.read(pipe, _MAX_REPORT)
    except TimeoutError:
        raise KernelStartFailed(
            f"A throwaway kernel was not ready after {deadline_s:.0f} s.",
            "Close other programs, or raise start_deadline_s.",
        ) from None
    finally:
        os.close(pipe)
    message = decode(data) if data else Ready(error="it ended while starting")
    return message if isinstance(message, Ready) else Ready(error="it said something else")


def has_ended(pidfd: int, within_s: float = 0.0) -> bool:
    """Whether the process behind a pidfd is gone, or goes within some seconds."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(within_s * 1000))


def pid_of(pidfd: int, otherwise: int) -> int:
    """The process's number as seen from here; it has another one where it lives in a namespace of its own."""
    try:
        with open(f"/proc/self/fdinfo/{pidfd}", encoding="ascii") as info:
            return next((int(line[4:]) for line in info if line.startswith("Pid:")), otherwise)
    except OSError:
        return otherwise
