"""What is wished for, whoever asked: the action, the words, and the cell it is about.

Knows orders; knows nothing about pages or shells.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...agent.types import Failure
from ...errors import RequestError
from ..command import Order

__all__ = ["Wish"]


@dataclass(frozen=True, slots=True)
class Wish:
    """One request; `source` is the cell's text, `previous` the code that was not good enough."""

    action: str
    order: Order
    source: str = ""
    failure: Failure | None = None
    previous: str = ""
    notes: tuple[str, ...] = ()

    def cell(self) -> str:
        """The cell's text; raises RequestError when there is no Python in it."""
        if not self.source.strip():
            raise RequestError("The cell is empty.", "Choose a cell that has code in it.")
        first = self.source.lstrip().splitlines()[0]
        if first.startswith("%%"):
            raise RequestError(f"A {first.split()[0]} cell cannot be worked on.", "Choose a cell of plain Python.")
        return self.source
