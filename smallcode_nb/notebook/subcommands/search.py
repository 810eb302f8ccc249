"""`%smallcode search WORDS…`: what the index holds on something, and why each hit matched."""

from __future__ import annotations

from ...agent.types import Snippet
from ..page import Line, Page, Table
from ..session import Session

HELP = "cells and definitions of this project on the words that follow"
MOST_WORDS = 24
_HITS = 8


def run(session: Session, words: tuple[str, ...]) -> Page:
    """The best hits with path, cell, score and reason; raises RetrievalError, MissingExtra."""
    from ..indexing import search

    query = " ".join(words).strip("\"'")
    if not query:
        return Page((Line("Say what to look for: %smallcode search revenue per region"),))
    hits = search(session, query, _HITS)
    if not hits:
        return Page((Line("Nothing found. %smallcode index reads the project's cells and code."),))
    return Page((Table(("where", "score", "why", "code"), tuple(map(_row, hits))),))


def _row(hit: Snippet) -> tuple[str, ...]:
    place = hit.cell or f"lines {hit.lines[0]}–{hit.lines[1]}"
    return f"{hit.path} {place}", f"{hit.score:.2f}", hit.why, hit.text
