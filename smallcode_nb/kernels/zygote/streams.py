"""Standard output and error of a forked kernel, with what is written to their descriptors.

ipykernel gives each of the two a thread that reads its descriptor. Here the thread
that publishes everything does so: what it hands on goes nowhere that could block it.
"""

from __future__ import annotations

import codecs
import os
from functools import partial
from typing import Any

from ipykernel.iostream import OutStream
from tornado.ioloop import IOLoop

_CHUNK = 1 << 16


class WatchedStream(OutStream):
    """Publishes what is written to it, and to the descriptor it stands for."""

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
            self.write(self._decoder.decode(data))
        else:
            self._io_loop.remove_handler(descriptor)  # nobody can write there any more

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
