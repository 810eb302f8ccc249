"""What hurried typing does to a request: misspellings, case, lost punctuation.

Knows keystrokes. Leaves fixed segments (exact names, values, numbers) as they are.
"""

from __future__ import annotations

import re
from random import Random

from smallcode_nb.models.tiny.corpus.phrasing import Segment


def typed(rng: Random, segments: list[Segment]) -> str:
    """The request as it reaches us."""
    pieces = _without_dangling(segments)
    if rng.random() < 0.06:
        pieces = _misspell(rng, pieces)
    pieces = _case(rng, pieces)
    text = "".join(s.text for s in pieces)
    return _punctuate(rng, re.sub(r" {2,}", " ", text).strip(), pieces[-1].fixed)


def _without_dangling(segments: list[Segment]) -> list[Segment]:
    """`sum of` keeps its `of` only before a name: not in `price: monthly sum of`."""
    pieces = [s for s in segments if s.text]
    made: list[Segment] = []
    for at, piece in enumerate(pieces):
        last = at == len(pieces) - 1
        follows = "" if last else pieces[at + 1].text
        cut = not piece.fixed and piece.text.endswith((" of", "sum of", "std of"))
        if cut and (
            last or (not pieces[at + 1].fixed and re.match(r" (of|by|per|for|in|over|of each) |[,.:?]", follows))
        ):
            made.append(Segment(piece.text.removesuffix(" of")))
        else:
            made.append(piece)
    return made


def _misspell(rng: Random, pieces: list[Segment]) -> list[Segment]:
    made = list(pieces)
    for _ in range(rng.choice((1, 1, 2))):
        spots = [(i, m.span()) for i, s in enumerate(made) if not s.fixed for m in re.finditer(r"[a-z]{4,}", s.text)]
        if not spots:
            return made
        i, (start, end) = rng.choice(spots)
        text = made[i].text
        made[i] = Segment(text[:start] + _slip(rng, text[start:end]) + text[end:])
    return made


def _slip(rng: Random, word: str) -> str:
    at = rng.randrange(1, len(word) - 1)
    match rng.randrange(4):
        case 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + word[at] + word[at:]
        case _:
            return word[:at] + rng.choice("qwertyuiopasdfghjklzxcvbnm") + word[at + 1 :]


def _case(rng: Random, pieces: list[Segment]) -> list[Segment]:
    kind = rng.random()
    if kind < 0.3 and not pieces[0].fixed:
        first = pieces[0].text
        return [Segment(first[:1].upper() + first[1:]), *pieces[1:]]
    if kind < 0.315:
        return [s if s.fixed else Segment(s.text.upper()) for s in pieces]
    return pieces


def _punctuate(rng: Random, text: str, ends_fixed: bool) -> str:
    if text.endswith("?"):
        return text.removesuffix("?") if rng.random() < 0.35 else text
    kind = rng.random()
    if kind < 0.08 and not ends_fixed:
        return text + "."
    return text + "!" if kind < 0.09 and not ends_fixed else text
