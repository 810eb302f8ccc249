"""The fork server: a loop that answers requests over one control socket and forks.

In a fork, `serve` returns what the fork has to do, so that nothing of the server
is left below it. Knows nothing about what is forked.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
from collections.abc import Callable

from . import channel, process
from .protocol import Exited, ExitStatus, Failed, Forked, Message

Task = Callable[[], None]
Handler = Callable[[Message, tuple[int, ...]], Task]
_MAX_STATUSES = 4096


class ForkServer:
    """Serves until the other end of `control`, or the process behind the pidfd `guard`, is gone."""

    def __init__(self, control: socket.socket, handler: Handler, guard: int | None = None) -> None:
        self._control = control
        self._handler = handler
        self._guard = guard
        self._statuses: dict[int, int] = {}
        self._wake, self._woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self._woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def serve(self) -> Task | None:
        """None when it is time to end; in a fork, the fork's task."""
        poll = select.poll()
        for fd in (self._control.fileno(), self._wake, self._guard):
            if fd is not None:
                poll.register(fd, select.POLLIN)
        while True:
            ready = {fd for fd, _ in poll.poll()}
            if self._guard in ready:
                return None
            if self._wake in ready:
                self._reap()
            if self._control.fileno() in ready:
                try:
                    task = self._answer()
                except (OSError, ValueError, EOFError):
                    return None
                if task is not None:
                    return task

    def close(self) -> None:
        """Give up the descriptors, in this process only."""
        process.reset_signals()
        self._control.close()
        channel.close_all([fd for fd in (self._wake, self._woken, self._guard) if fd is not None])

    def _answer(self) -> Task | None:
        received = channel.receive(self._control)
        if received is None:
            raise EOFError
        message, files = received
        if isinstance(message, ExitStatus):
            self._reap()
            channel.send(self._control, Exited(self._statuses.pop(message.pid, None)))
            return None
        task = self._fork(message, files)
        if task is None:
            channel.close_all(files)
        return task

    def _fork(self, message: Message, files: tuple[int, ...]) -> Task | None:
        threads = process.thread_count()
        if threads != 1:
            channel.send(self._control, Failed(f"It has {threads} threads, and forking it could hang."))
            return None
        try:
            task = self._handler(message, files)
            pid = os.fork()
        except (OSError, ValueError) as e:
            channel.send(self._control, Failed(str(e)))
            return None
        if pid == 0:
            self.close()
            return task
        pidfd = os.pidfd_open(pid)
        channel.send(self._control, Forked(pid), (pidfd,))
        os.close(pidfd)
        return None

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake, 4096)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self._statuses[pid] = os.waitstatus_to_exitcode(status)
            if len(self._statuses) > _MAX_STATUSES:
                del self._statuses[next(iter(self._statuses))]
