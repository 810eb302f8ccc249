"""How large a message and its fields may be; read from annotations by `check.py`.

Knows nothing about what a field means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Code", "Most", "Name", "Pattern", "Text", "Within"]

#: bytes of one message from the page, as JSON
MAX_BYTES = 512_000
#: objects and lists inside one another
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Most:
    """At most `size` characters of a text, or elements of a list."""

    size: int


@dataclass(frozen=True, slots=True)
class Within:
    """A number from `low` to `high`, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text that matches `regex` as a whole."""

    regex: str


#: an identifier made by the page or by us: letters, digits, `-`, `_`
Name = Annotated[str, Most(64), Pattern(r"[A-Za-z0-9_-]+")]
Text = Annotated[str, Most(20_000)]
Code = Annotated[str, Most(100_000)]
