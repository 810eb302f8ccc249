"""Small documents shown under a cell: the same content as plain text and as escaped HTML.

Knows nothing about what they say. No text given to it is ever taken as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

__all__ = ["Block", "Code", "Folded", "Line", "Page", "Table", "visible"]

_CONTROL = re.compile(r"(\x1b\[[0-9;]*m|\r)|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; `strong` begins it in bold, `quiet` sets it back."""

    text: str
    strong: str = ""
    quiet: bool = False

    def plain(self) -> str:
        """As plain text."""
        return " ".join(part for part in (self.strong, self.text) if part)

    def html(self) -> str:
        """As escaped HTML."""
        bold = f"<strong>{escape(self.strong)}</strong> " if self.strong else ""
        dim = ' style="opacity:.7"' if self.quiet else ""
        return f"<p{dim}>{bold}{_lines(self.text)}</p>"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; a column headed "code" keeps its spacing."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def plain(self) -> str:
        """Columns padded to their widest cell; further lines of a cell stay in its column."""
        cells = [*([self.header] if any(self.header) else []), *self.rows]
        widths = [max(len(part) for row in cells for part in row[i].split("\n")) for i in range(len(self.header))]
        return "\n".join(line for row in cells for line in _padded(row, widths))

    def html(self) -> str:
        """As escaped HTML."""
        head = "".join(f'<th style="text-align:left">{escape(cell)}</th>' for cell in self.header)
        body = "".join(f"<tr>{self._cells(row)}</tr>" for row in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _cells(self, row: tuple[str, ...]) -> str:
        pairs = zip(self.header, row, strict=True)
        inner = (f'<pre style="margin:0">{escape(cell)}</pre>' if h == "code" else _lines(cell) for h, cell in pairs)
        return "".join(f'<td style="text-align:left;vertical-align:top">{cell}</td>' for cell in inner)


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code or of a traceback."""

    text: str

    def plain(self) -> str:
        """Indented by four spaces."""
        return "\n".join(f"    {line}" for line in self.text.splitlines())

    def html(self) -> str:
        """As escaped HTML."""
        return f"<pre>{escape(self.text)}</pre>"


@dataclass(frozen=True, slots=True)
class Folded:
    """Blocks behind a summary: folded in HTML, left out of plain text unless `always`."""

    summary: str
    blocks: tuple[Line | Table | Code, ...]
    always: bool = False

    def plain(self) -> str:
        """The blocks, or nothing."""
        return "\n".join([self.summary, *(b.plain() for b in self.blocks)]) if self.always else ""

    def html(self) -> str:
        """As a `details` element."""
        inner = "".join(block.html() for block in self.blocks)
        return f"<details><summary>{escape(self.summary)}</summary>{inner}</details>"


Block = Line | Table | Code | Folded


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks from top to bottom."""

    blocks: tuple[Block, ...]

    def plain(self) -> str:
        """As plain text, with control characters made visible: a terminal would obey them."""
        return visible("\n".join(text for block in self.blocks if (text := block.plain())))

    def html(self) -> str:
        """As escaped HTML."""
        return visible(f'<div class="smallcode">{"".join(block.html() for block in self.blocks)}</div>')

    def bundle(self) -> dict[str, str]:
        """As a MIME bundle."""
        return {"text/plain": self.plain(), "text/html": self.html()}


def visible(text: str, *, colours: bool = False) -> str:
    """`text` with � for control characters; line ends and tabs stay, and SGR colours if they may."""
    return _CONTROL.sub(lambda match: match[0] if colours and match[1] else "�", text)


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _padded(row: tuple[str, ...], widths: list[int]) -> Iterable[str]:
    parts = [cell.split("\n") for cell in row]
    for i in range(max(len(part) for part in parts)):
        columns = [part[i] if i < len(part) else "" for part in parts]
        yield "  ".join(text.ljust(width) for text, width in zip(columns, widths, strict=True)).rstrip()
