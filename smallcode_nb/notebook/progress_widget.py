"""The live view with ipywidgets: the board, *Accept* and *Stop*, replaced by a static page in the end.

Knows ipywidgets, which it imports at first use; knows nothing about the loop.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from .board import Board, State
from .page import Page
from .progress_text import REFRESH_S, board_page
from .screen import Screen
from .subshells import answer_while_busy

__all__ = ["WidgetView"]

_ACCEPT = "End the search and insert the best candidate that has passed so far"
_STOP = "End the search, show what was found and insert nothing"


class WidgetView:
    """A widget while the request runs; the saved notebook holds HTML and text only."""

    def __init__(self, screen: Screen, stop: Callable[[], None]) -> None:
        import ipywidgets

        self.declined = False
        self.board = ipywidgets.HTML("smallcode: starting")
        self.accept = ipywidgets.Button(description="Accept", tooltip=_ACCEPT, icon="check", disabled=True)
        self.button = ipywidgets.Button(description="Stop", tooltip=_STOP, icon="stop")
        self.accept.on_click(lambda _: self._end(stop, "Accepting", declined=False))
        self.button.on_click(lambda _: self._end(stop, "Stopping", declined=True))
        for button in (self.accept, self.button):
            answer_while_busy(button.comm)
        self._buttons = ipywidgets.HBox([self.accept, self.button])
        self._box = ipywidgets.VBox([self.board, self._buttons])
        self._place = screen.open({**self._box._repr_mimebundle_(), "text/plain": "smallcode is at work"})
        self._next = 0.0
        self._ending = False

    def show(self, board: Board, seconds: float) -> None:
        """Send the board's state, unless that was done a moment ago."""
        if (now := time.monotonic()) >= self._next:
            self._next = now + REFRESH_S
            self.board.value = board_page(board, seconds).html()
            if self.accept.disabled and not self._ending:
                self.accept.disabled = not any(row.state is State.PASSED for row in board.rows.values())

    def finish(self, page: Page, metadata: Mapping[str, Any]) -> None:
        """Put the page where the widget was, and end the widget."""
        self._place.put(page.bundle(), metadata)
        for widget in (self._box, self._buttons, self.button, self.accept, self.board):
            widget.close()

    def _end(self, stop: Callable[[], None], word: str, *, declined: bool) -> None:
        self._ending, self.declined = True, declined
        (self.button if declined else self.accept).description = word
        self.button.disabled = self.accept.disabled = True
        stop()
