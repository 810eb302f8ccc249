"""Text and code → search terms: identifiers split, lower-cased, lightly stemmed.

Knows how programmers spell names; knows nothing about documents or scores.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:_+[^\W_]+)*", re.UNICODE)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")

#: words that say nothing about which code is meant; "python" is true of every document
STOP = frozenset(
    """a an and are as at be by can do does for from get given has have how i if in into is it its me my of on or
    python return returns self that the then there this to use used using want was we what when where which will
    with you your def""".split()  # noqa: SIM905 — as prose it stays readable
)

#: (suffix, replacement, shortest stem left), first match wins
_SUFFIXES = (
    ("ization", "ize", 3),
    ("ations", "ate", 3),
    ("ation", "ate", 3),
    ("ingly", "", 3),
    ("ings", "", 3),
    ("ies", "y", 2),
    ("sses", "ss", 2),
    ("ing", "", 3),
    ("ied", "y", 2),
    ("xes", "x", 1),
    ("ed", "", 3),
    ("ly", "", 4),
    ("s", "", 3),
)


def terms(text: str) -> list[str]:
    """Every term of `text` in order, stop words left out.

    An identifier of several parts gives its parts and itself joined, so that
    `read_csv`, `readCSV` and "read csv" meet, and `read_csv` still beats "csv read".
    """
    return [term for word in _WORD.findall(text) for term in _of_word(word)]


@lru_cache(maxsize=65536)
def _of_word(word: str) -> tuple[str, ...]:
    parts = [part.lower() for part in _PART.findall(word)]
    found = [stem(part) for part in parts if part not in STOP]
    if len(parts) > 1:
        found.append("".join(parts))
    return tuple(found)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A crude English stem: plural, past and gerund endings off, doubled consonants and final e undone."""
    for suffix, replacement, least in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= least and not word.endswith("ss"):
            word = word[: -len(suffix)] + replacement
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def spoken(name: str) -> str:
    """An identifier as the words it is made of: `readCSV_file` → "read csv file"."""
    return " ".join(part.lower() for part in _PART.findall(name))
