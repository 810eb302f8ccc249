"""Markdown → sections under their heading path.

Knows ATX headings and fenced code; renders nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .fragments import Extracted, Fragment, FragmentKind, Skipped, SkipReason
from .secrets import secret_text

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_PIECE = 2_000  #: characters of one section; a longer one is cut at blank lines
_DEEPEST = 90


class Headings:
    """The headings in force while reading downwards."""

    def __init__(self) -> None:
        self._levels: list[tuple[int, str]] = []

    @property
    def path(self) -> str:
        """From the outermost heading in, joined by " › "."""
        return " › ".join(title for _, title in self._levels)

    def read(self, text: str) -> str:
        """Take in a text's headings; returns the path in force at its first line."""
        first = ""
        for number, (level, title) in enumerate(_headings(text)):
            self.enter(level, title)
            first = self.path if number == 0 else first
        return first or self.path

    def enter(self, level: int, title: str) -> None:
        """A heading closes those of its own level and deeper."""
        self._levels = [(above, name) for above, name in self._levels if above < level]
        self._levels.append((level, title[:_DEEPEST]))


def read_markdown(text: str, path: str) -> Extracted:
    """One fragment per section, long sections in pieces."""
    fragments: list[Fragment] = []
    skipped: list[Skipped] = []
    headings = Headings()
    for first, section in _sections(text):
        title = headings.read(section)
        for offset, piece in _pieces(section):
            lines = (first + offset, first + offset + piece.count("\n"))
            kind = secret_text(piece)
            if kind:
                skipped.append(Skipped(f"{path}:{lines[0]}", SkipReason.SECRET, kind))
            else:
                fragments.append(Fragment(FragmentKind.MARKDOWN, path, piece.strip("\n"), "", lines, title))
    return Extracted(tuple(fragments), tuple(skipped))


def _headings(text: str) -> Iterator[tuple[int, str]]:
    fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        match = None if fenced else _HEADING.match(line)
        if match and match[2]:
            yield len(match[1]), match[2]


def _sections(text: str) -> Iterator[tuple[int, str]]:
    fenced, start, held = False, 1, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        if _FENCE.match(line):
            fenced = not fenced
        if not fenced and _HEADING.match(line) and any(part.strip() for part in held):
            yield start, "\n".join(held)
            start, held = number, []
        held.append(line)
    if any(part.strip() for part in held):
        yield start, "\n".join(held)


def _pieces(section: str) -> Iterator[tuple[int, str]]:
    held: list[str] = []
    start = size = 0
    for number, line in enumerate(section.split("\n")):
        if size > _PIECE and (not line.strip() or size > 2 * _PIECE):
            yield start, "\n".join(held)
            held, start, size = [], number, 0
        held.append(line[:_PIECE])
        size += len(line) + 1
    if any(part.strip() for part in held):
        yield start, "\n".join(held)
