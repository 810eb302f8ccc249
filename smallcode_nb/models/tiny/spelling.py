"""Requests typed in a hurry, as the embedded model reads them best: no capitals all over, known words spelled right.

Only ordinary words are touched: what is quoted, joined by underscores, capitalised, part of the namespace or where a
value may stand (`is ...`, `called ...`) stays as it was typed.
Knows words and one slip of the fingers. Does not know columns or models.
"""

from __future__ import annotations

import re
from collections.abc import Set

from smallcode_nb.agent.linking import QUOTED, TOKEN, one_slip

_SHORTEST = 5
_SHOUTED = 0.7
_LETTERS = re.compile(r"[^\W\d_]+")
_VALUE = re.compile(
    r"(?:\b(?:is|are|be|equals?|equal to|not|than|contains?|containing|called|named|as|with|to|into|by|from|or|in|let)"
    r"|[=<>:,])\s*$",
    re.IGNORECASE,
)


def spelled(request: str, words: Set[str], kept: Set[str]) -> str:
    """The request with its words as they are among `words`; `kept` stand in the namespace and stay.

    Both sets are in lower case.
    """
    fixed = [found.span() for found in QUOTED.finditer(request)]
    plain = "".join(part for part in _outside(request, fixed))
    shouted = _is_shouted(plain)

    def better(found: re.Match[str]) -> str:
        if any(start <= found.start() < end for start, end in fixed):
            return found[0]
        if shouted and found[0].isupper() and _known(found[0].lower(), words):
            return found[0].lower()
        return _mended(found[0], request[: found.start()], request[found.end() :], words, kept)

    return TOKEN.sub(better, request)


def _outside(request: str, spans: list[tuple[int, int]]) -> list[str]:
    edges = [0, *(edge for span in spans for edge in span), len(request)]
    return [request[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _is_shouted(text: str) -> bool:
    words = [word for word in _LETTERS.findall(text) if len(word) > 1]
    return len(words) > 1 and sum(word.isupper() for word in words) >= _SHOUTED * len(words)


def _known(word: str, words: Set[str]) -> bool:
    return word in words or (word.endswith("s") and word[:-1] in words)


def _mended(word: str, before: str, after: str, words: Set[str], kept: Set[str]) -> str:
    """The one known word that is a slip away, else the word."""
    ordinary = word.isascii() and word.isalpha() and word.islower() and len(word) >= _SHORTEST
    if not ordinary or _known(word, words) or word in kept or before.endswith("_") or after.startswith(("_", "(", ".")):
        return word
    if _VALUE.search(before):
        return word
    near = [other for other in words if abs(len(other) - len(word)) < 2 and one_slip(word, other)]
    return near[0] if len(near) == 1 else word
