"""A candidate's HTML reduced to tables and plain formatting, so that showing it runs nothing.

Outputs of a cell that has just run are trusted by every front end, so what a
candidate displayed must be harmless before it is shown again. Knows which tags
may stay; the parsing is a library's, which reads HTML as browsers do.
"""

from __future__ import annotations

__all__ = ["harmless_html"]

_TAGS = """
table thead tbody tfoot tr th td caption div p span br hr b strong i em code pre
ul ol li dl dt dd h1 h2 h3 h4 h5 h6 sub sup small
"""
_KEPT = frozenset(_TAGS.split())
_DROPPED_WITH_CONTENT = frozenset({"script", "style", "iframe", "object", "template", "noscript", "svg", "math"})
_ATTRIBUTES = frozenset({"colspan", "rowspan", "scope", "border"})


def harmless_html(html: str) -> str:
    """`html` with only structural tags, no styles, links, handlers or scripts."""
    import nh3

    return nh3.clean(
        html,
        tags=set(_KEPT),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes={"*": set(_ATTRIBUTES)},
        allowed_classes={"table": {"dataframe"}},
        url_schemes=set(),
        link_rel=None,
    )
