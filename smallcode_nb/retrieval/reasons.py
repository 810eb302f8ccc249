"""Why a fragment matched, in a few words for `%smallcode search`.

Knows scores and terms; knows nothing about stores.
"""

from __future__ import annotations

from functools import lru_cache

from .fragments import Fragment
from .terms import stem, terms

_MOST = 4


def why(query: str, fragment: Fragment, cosine: float, lexical: float) -> str:
    """E.g. "semantic 0.62 · lexical 0.35 (orders, revenue)"."""
    parts = [f"semantic {cosine:.2f}"] if cosine else []
    shared = matched(query, fragment)
    if lexical > 0 and shared:
        parts.append(f"lexical {lexical:.2f} ({', '.join(shared)})")
    return " · ".join(parts)


def matched(query: str, fragment: Fragment) -> tuple[str, ...]:
    """The query's own words that the fragment holds, at most four."""
    held = set(terms("\n".join((fragment.title, fragment.doc, fragment.text))))
    return tuple(word for word, meant in _words(query) if not meant.isdisjoint(held))[:_MOST]


@lru_cache(maxsize=8)
def _words(query: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each word with the terms it stands for; the same query is held against many fragments."""
    words = dict.fromkeys(word.strip(".,;:!?()\"'`").lower() for word in query.split())
    return tuple((word, frozenset((*terms(word), stem(word)))) for word in words if word)
