"""The regurgitation guard: is a candidate a copy of one retrieved snippet?

Variable names and literals are normalised away; method names, keywords and builtins stay, since they carry
what pandas code does. Knows tokens; decides nothing about ranking.
"""

from __future__ import annotations

import keyword
import tokenize
from collections.abc import Sequence

from .syntax import BUILTINS, tokens
from .types import Snippet

GRAM = 8
CONTAINED = 0.6
#: shorter code is idiom, not a copy
FEWEST_GRAMS = 12
_SILENT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


def shape(code: str) -> tuple[str, ...]:
    """The code's tokens with names bound by the author and literals made alike."""
    found: list[str] = []
    for token in tokens(code):
        if token.type == tokenize.NAME:
            known = keyword.iskeyword(token.string) or token.string in BUILTINS or found[-1:] == ["."]
            found.append(token.string if known else "n")
        elif token.type == tokenize.NUMBER:
            found.append("0")
        elif token.type == tokenize.STRING:
            found.append("s")
        elif token.type not in _SILENT:
            found.append(token.string)
    return tuple(found)


def grams(code: str) -> frozenset[tuple[str, ...]]:
    """Every run of 8 normalised tokens."""
    sequence = shape(code)
    return frozenset(sequence[place : place + GRAM] for place in range(len(sequence) - GRAM + 1))


def containment(code: str, snippet: str) -> float:
    """Share of the code's 8-grams that the snippet has; 0 for code too short to tell."""
    mine = grams(code)
    return len(mine & grams(snippet)) / len(mine) if len(mine) >= FEWEST_GRAMS else 0.0


def source(code: str, snippets: Sequence[Snippet]) -> Snippet | None:
    """The snippet that the code is a copy of, if there is one."""
    if not snippets:
        return None
    closest = max(snippets, key=lambda snippet: containment(code, snippet.text))
    return closest if containment(code, closest.text) > CONTAINED else None
