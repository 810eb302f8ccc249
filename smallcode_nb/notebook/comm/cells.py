"""Whether a cell of the user's is running, known from the time the extension is loaded. Knows IPython's events."""

from __future__ import annotations

from typing import Any

__all__ = ["Cells"]


class Cells:
    """Whether a cell of the user's is running; comm messages are no cells."""

    def __init__(self, shell: Any) -> None:
        self.running = False
        self._events = shell.events
        self._events.register("pre_run_cell", self._begin)
        self._events.register("post_run_cell", self._end)

    def close(self) -> None:
        """Stop listening; safe to call again."""
        for name, callback in (("pre_run_cell", self._begin), ("post_run_cell", self._end)):
            if callback in self._events.callbacks[name]:
                self._events.unregister(name, callback)

    def _begin(self, info: object) -> None:
        self.running = True

    def _end(self, result: object) -> None:
        self.running = False
