"""The live view where there are no widgets: an output that is replaced, or plain lines in a terminal.

Knows boards and pages; knows nothing about the loop.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

from .board import Board, State
from .page import Block, Line, Page, Table
from .screen import Screen

__all__ = ["LineView", "LiveView", "QuietView", "TextView", "board_page"]

REFRESH_S = 0.2


class LiveView(Protocol):
    """Shows a board while it changes, and in the end the page that stays in the notebook."""

    @property
    def declined(self) -> bool:
        """Whether the user has said, in the view, that nothing is to be inserted."""
        ...

    def show(self, board: Board, seconds: float) -> None:
        """Show the state of a request that is running; called often."""
        ...

    def finish(self, page: Page, metadata: Mapping[str, Any]) -> None:
        """Replace the live state with what is saved."""
        ...


class QuietView:
    """Shows nothing until the end."""

    declined = False

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def show(self, board: Board, seconds: float) -> None:
        """Nothing."""

    def finish(self, page: Page, metadata: Mapping[str, Any]) -> None:
        """Publish the page."""
        self._screen.show_page(page, metadata)


class TextView:
    """One output that is replaced a few times a second."""

    declined = False

    def __init__(self, screen: Screen) -> None:
        self._place = screen.open({"text/plain": "smallcode: starting"})
        self._next = 0.0

    def show(self, board: Board, seconds: float) -> None:
        """Replace the output, unless that was done a moment ago."""
        if (now := time.monotonic()) >= self._next:
            self._next = now + REFRESH_S
            self._place.put(board_page(board, seconds).bundle())

    def finish(self, page: Page, metadata: Mapping[str, Any]) -> None:
        """Put the page where the live state was."""
        self._place.put(page.bundle(), metadata)


class LineView(QuietView):
    """A line for each candidate whose fate is known, for terminals."""

    _FINAL = (State.PASSED, State.FAILED, State.REJECTED, State.CANCELLED)

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._told: dict[int, State] = {}

    def show(self, board: Board, seconds: float) -> None:
        """Print what is new."""
        for row in list(board.rows.values()):
            if row.state in self._FINAL and self._told.get(row.index) is not row.state:
                self._told[row.index] = row.state
                note = f" ({row.note})" if row.note else ""
                print(f"smallcode {seconds:5.1f} s  candidate {row.index + 1} {row.state}{note}", flush=True)


def board_page(board: Board, seconds: float) -> Page:
    """The plan when there is one, a headline, and a row per candidate."""
    blocks: list[Block] = [Line(board.headline(seconds), strong="smallcode")]
    if board.plan is not None and board.plan.split:
        blocks.append(Line("\n".join(f"{i}. {task}" for i, task in enumerate(board.plan.tasks, 1)), strong="Plan:"))
    if board.rows:
        rows = sorted(board.rows.values(), key=lambda row: row.index)
        cells = tuple((str(row.index + 1), row.state.value, str(row.tokens or ""), row.note) for row in rows)
        blocks.append(Table(("#", "state", "tokens", ""), cells))
    return Page(tuple(blocks))
