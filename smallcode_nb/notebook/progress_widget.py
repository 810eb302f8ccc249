"""The live view with ipywidgets: the board and a stop button, replaced by a static page in the end.

Knows ipywidgets, which it imports at first use; knows nothing about the loop.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from .board import Board
from .page import Page
from .progress_text import REFRESH_S, board_page
from .screen import Screen

__all__ = ["WidgetView"]


class WidgetView:
    """A widget while the request runs; the saved notebook holds HTML and text only."""

    def __init__(self, screen: Screen, stop: Callable[[], None]) -> None:
        import ipywidgets

        self.board = ipywidgets.HTML("smallcode: starting")
        self.button = ipywidgets.Button(description="Stop", tooltip="Stop and show what was found so far", icon="stop")
        self.button.on_click(lambda _: self._ask_to_stop(stop))
        self._box = ipywidgets.VBox([self.board, self.button])
        self._place = screen.open({**self._box._repr_mimebundle_(), "text/plain": "smallcode is at work"})
        self._next = 0.0

    def show(self, board: Board, seconds: float) -> None:
        """Send the board's state, unless that was done a moment ago."""
        if (now := time.monotonic()) >= self._next:
            self._next = now + REFRESH_S
            self.board.value = board_page(board, seconds).html()

    def finish(self, page: Page, metadata: Mapping[str, Any]) -> None:
        """Put the page where the widget was, and end the widget."""
        self._place.put(page.bundle(), metadata)
        for widget in (self._box, self.button, self.board):
            widget.close()

    def _ask_to_stop(self, stop: Callable[[], None]) -> None:
        self.button.description = "Stopping"
        self.button.disabled = True
        stop()
