"""A candidate's HTML reduced to tables and plain formatting, so that showing it runs nothing.

Outputs of a cell that has just run are trusted by every front end, so what a
candidate displayed must be harmless before it is shown again. Knows HTML only.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

__all__ = ["harmless_html"]

_TAGS = """
table thead tbody tfoot tr th td caption div p span br hr b strong i em code pre
ul ol li dl dt dd h1 h2 h3 h4 h5 h6 sub sup small
"""
_KEPT = frozenset(_TAGS.split())
_VOID = frozenset({"br", "hr"})
_DROPPED_WITH_CONTENT = frozenset({"script", "style", "iframe", "object", "template", "noscript", "svg", "math"})
_ATTRIBUTES = frozenset({"colspan", "rowspan", "scope", "border"})


class _Filter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._dropping = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._dropping:
            self._depth += tag == self._dropping
        elif tag in _DROPPED_WITH_CONTENT:
            self._dropping, self._depth = tag, 1
        elif tag in _KEPT:
            kept = "".join(f' {k}="{escape(v or "")}"' for k, v in attrs if k in _ATTRIBUTES)
            classes = ' class="dataframe"' if ("class", "dataframe") in attrs else ""
            self.parts.append(f"<{tag}{kept}{classes}>")

    def handle_endtag(self, tag: str) -> None:
        if self._dropping:
            self._depth -= tag == self._dropping
            if not self._depth:
                self._dropping = ""
        elif tag in _KEPT - _VOID:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self.parts.append(escape(data))


def harmless_html(html: str) -> str:
    """`html` with only structural tags, no styles, links, handlers or scripts."""
    reader = _Filter()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)
