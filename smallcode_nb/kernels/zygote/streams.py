"""Standard output and error of a forked kernel, with what is written to their descriptors.

ipykernel gives each of the two a thread that reads its descriptor. Here the thread
that publishes everything does so: what it hands on goes nowhere that could block it.
A flood waits for what came before it to be sent: zmq's queue has no bound in bytes, and
ends a process that it fills.
"""

from __future__ import annotations

import codecs
import os
from functools import partial
from typing import Any

from ipykernel.iostream import OutStream
from tornado.ioloop import IOLoop

_CHUNK = 1 << 16
#: bytes, or letters, that may wait to be sent; more comes no faster than this in every flush interval
_BURST = 1 << 21


class WatchedStream(OutStream):
    """Publishes what is written to it, and to the descriptor it stands for."""

    _unsent = 0

    def _setup_stream_redirects(self, name: str) -> None:
        untyped: Any = self
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._original_stdstream_fd = 2 if name == "stderr" else 1
        self._original_stdstream_copy = os.dup(self._original_stdstream_fd)
        untyped._fid, write = os.pipe2(os.O_CLOEXEC)
        os.dup2(write, self._original_stdstream_fd)
        os.close(write)
        self._on_its_thread("add_handler", self._forward, IOLoop.READ)

    def _forward(self, descriptor: int, _: int) -> None:
        data = os.read(descriptor, _CHUNK)
        if data:
            self._unsent += len(data)
            super().write(self._decoder.decode(data))
        if not data:
            self._io_loop.remove_handler(descriptor)  # nobody can write there any more
        elif self._unsent > _BURST:
            self._io_loop.remove_handler(descriptor)
            self._io_loop.call_later(self.flush_interval, self._listen)

    def _listen(self) -> None:
        untyped: Any = self
        if self._should_watch:
            self._io_loop.add_handler(untyped._fid, self._forward, IOLoop.READ)

    def write(self, string: str) -> int:
        """Publish it soon; returns how many letters that are."""
        untyped: Any = super()
        if isinstance(string, str):
            self._unsent += len(string)
        if self._unsent > _BURST:
            untyped.flush()
        untyped.write(string)
        return len(string)

    def _flush(self) -> None:
        self._unsent = 0
        untyped: Any = super()
        untyped._flush()

    def close(self) -> None:
        """Stop watching: the descriptor is what it was before."""
        if self._should_watch:
            self._should_watch = False
            os.dup2(self._original_stdstream_copy, self._original_stdstream_fd)
            self._on_its_thread("remove_handler")
        untyped: Any = super()
        untyped.close()

    def _on_its_thread(self, method: str, *arguments: object) -> None:
        untyped: Any = self
        untyped.pub_thread.schedule(partial(getattr(self._io_loop, method), untyped._fid, *arguments))
