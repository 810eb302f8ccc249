"""Zygote, templates and kernels as the user's kernel sees them.

Knows how they are started, asked and ended; knows nothing about snapshots'
content, candidates or pools.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from ...errors import KernelStartFailed
from ..environment import import_path
from . import channel, waiting
from .environment import forkable
from .link import Link, gone
from .protocol import (
    Attacked,
    Confinement,
    Exited,
    ExitStatus,
    Hello,
    Load,
    Message,
    Ready,
    SelfAttack,
    Spawn,
    decode,
    encode,
)

_BOOT = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from smallcode_nb.kernels.zygote.zygote import main; main(sys.argv[2])"
)


class Unreadable(Exception):
    """A variable that a clean process cannot read back; `args` are its name and why."""


@dataclass(slots=True)
class Process:
    """A forked process, held by descriptor so that its number is never confused.

    `pid` is its number here, `number` the one its parent knows it by.
    """

    number: int
    pidfd: int
    link: Link
    pid: int = field(init=False)
    _code: int | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.pid = waiting.pid_of(self.pidfd, self.number)

    def signal(self, number: int) -> None:
        """Send a signal; nothing happens when it is gone."""
        if self.pidfd >= 0:
            try:
                signal.pidfd_send_signal(self.pidfd, number)
            except ProcessLookupError:
                return

    @property
    def ended(self) -> bool:
        """Whether it is gone."""
        return self.pidfd < 0 or waiting.has_ended(self.pidfd)

    async def wait(self) -> None:
        """Until it is gone."""
        if self.pidfd >= 0:
            await waiting.readable(self.pidfd)

    def wait_blocking(self, seconds: float) -> None:
        """Until it is gone, for a thread that has nothing else to do."""
        if self.pidfd >= 0:
            waiting.has_ended(self.pidfd, seconds)

    def exit_code(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs or when its parent is gone too."""
        if self._code is None and self.ended:
            try:
                reply, _ = self.link.ask(ExitStatus(self.number))
            except KernelStartFailed:
                return None
            self._code = reply.code if isinstance(reply, Exited) else None
        return self._code

    def close(self) -> None:
        """Forget it; kills nothing."""
        if self.pidfd >= 0:
            os.close(self.pidfd)
            self.pidfd = -1


class Template:
    """A process that holds one snapshot and forks kernels from it."""

    def __init__(self, zygote: Zygote, process: Process, link: Link, ready: Ready) -> None:
        self.zygote = zygote
        self.process = process
        self.link = link
        self.ready = ready

    async def spawn(self, spawn: Spawn, deadline_s: float) -> tuple[Process, Ready]:
        """Fork a kernel and wait until it is confined and bound; raises KernelStartFailed."""
        read, write = os.pipe2(os.O_CLOEXEC)
        try:
            process = await _forked(self.link, spawn, (write,))
        except BaseException:
            os.close(read)
            raise
        finally:
            os.close(write)
        return await started(process, read, deadline_s)

    def close(self) -> None:
        """End it and every kernel forked from it."""
        self.process.signal(signal.SIGKILL)
        self.process.close()
        self.link.close()


class Zygote:
    """The clean process everything is forked from; `start` it, `close` it."""

    def __init__(self, popen: subprocess.Popen[bytes], link: Link, hello: Hello) -> None:
        self._popen = popen
        self.link = link
        self.hello = hello

    @classmethod
    async def start(cls, root: Path, modules: Iterable[str], wrapper: tuple[str, ...] = ()) -> Zygote:
        """Exec a fresh interpreter and wait until it has imported everything (about a second).

        `wrapper` is what its command line begins with, for example bubblewrap and its options.
        Leaves nothing when it is cancelled; raises KernelStartFailed.
        """
        ours, theirs = channel.pair()
        guard = os.pidfd_open(os.getpid())
        options = {
            "control": theirs.fileno(),
            "guard": guard,
            "directory": str(root / "ipython"),
            "modules": list(modules),
        }
        try:
            popen = _execute(root, wrapper, options, (theirs.fileno(), guard))
        finally:
            theirs.close()
            os.close(guard)
        link = Link(ours)
        try:
            hello = await link.hello()
        except BaseException as e:
            await asyncio.shield(asyncio.to_thread(_end, popen, link))
            if isinstance(e, (OSError, ValueError, KernelStartFailed)):
                raise gone(_last_words(root)) from e
            raise
        return cls(popen, link, cast(Hello, hello))

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._popen.poll() is None

    @property
    def pid(self) -> int:
        """Its number here, bubblewrap's where that wraps it; `hello.pid` is the number it knows itself by."""
        return self._popen.pid

    async def template(
        self, snapshot: int, confinement: Confinement, deadline_s: float, *, lazy: bool = False
    ) -> Template:
        """Fork a template over the memory file `snapshot`; raises KernelStartFailed."""
        ours, theirs = channel.pair()
        read, write = os.pipe2(os.O_CLOEXEC)
        cage = channel.in_memory(encode(confinement))
        try:
            process = await _forked(self.link, Load(lazy), (theirs.fileno(), write, cage, snapshot))
        except BaseException:
            os.close(read)
            ours.close()
            raise
        finally:
            theirs.close()
            channel.close_all((write, cage))
        try:
            process, ready = await started(process, read, deadline_s)
        except BaseException:
            ours.close()
            raise
        return Template(self, process, Link(ours), ready)

    def attack(self, directory: str, secret: str, port: int, confinement: Confinement) -> Attacked:
        """What a confined fork can do to these victims; blocks for some milliseconds."""
        read, write = os.pipe2(os.O_CLOEXEC)
        cage = channel.in_memory(encode(confinement))
        try:
            try:
                _, pidfd = self.link.fork(SelfAttack(directory, secret, port), (write, cage))
            finally:
                channel.close_all((write, cage))
            os.close(pidfd)
            data = os.read(read, 1 << 16)
        finally:
            os.close(read)
        result = decode(data) if data else Attacked(error="the attacking process was killed")
        return result if isinstance(result, Attacked) else Attacked(error="it said something else")

    def close(self) -> None:
        """End it and everything forked from it; returns when it is gone."""
        _end(self._popen, self.link)


def _end(popen: subprocess.Popen[bytes], link: Link) -> None:
    link.close()
    popen.kill()
    popen.wait()


async def _forked(link: Link, message: Message, files: tuple[int, ...]) -> Process:
    asking = asyncio.create_task(asyncio.to_thread(link.fork, message, files))
    try:
        pid, pidfd = await asyncio.shield(asking)
    except asyncio.CancelledError:
        # the fork happens all the same; it must not be forgotten, nor its files closed before they are sent
        await asyncio.wait({asking})
        if asking.exception() is None:
            lost = Process(*asking.result(), link)
            lost.signal(signal.SIGKILL)
            lost.close()
        raise
    return Process(pid, pidfd, link)


async def started(process: Process, pipe: int, deadline_s: float) -> tuple[Process, Ready]:
    """It and its report; a process that reports an error is ended. Raises KernelStartFailed, Unreadable."""
    try:
        ready = await waiting.report_of(pipe, deadline_s)
        if ready.culprit:
            raise Unreadable(ready.culprit, ready.error)
        if ready.error:
            raise KernelStartFailed(
                f"A throwaway kernel did not start: {ready.error}", "Restart the kernel and try again."
            )
    except BaseException:
        process.signal(signal.SIGKILL)
        process.close()
        raise
    return process, ready


def _execute(
    root: Path, wrapper: tuple[str, ...], options: dict[str, object], files: tuple[int, ...]
) -> subprocess.Popen[bytes]:
    arguments = [*wrapper, sys.executable, "-I", "-B", "-c", _BOOT, json.dumps(import_path()), json.dumps(options)]
    with (root / "zygote.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own interpreter
            arguments,
            pass_fds=files,
            env=forkable(root),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )


def _last_words(root: Path) -> str:
    lines = (root / "zygote.log").read_text(errors="replace").splitlines()
    return lines[-1] if lines else "it ended while importing"
