"""Which columns a request speaks of, and the request with their exact names written in.

People write "the customer fittings" for `CUSTOMER_FITTING`, and mistype it. A small model then picks the wrong column;
shown the exact name it hardly ever does. Known as schema linking (RAT-SQL, Wang et al. 2020, section 4.1: matching of
names and of parts of names).
Knows words, spelling and column names. Does not know code, values or models.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from .mentions import fold
from .vocabulary import NEVER, PLAIN

#: tokens of a mention, letters of one that is: a whole name, a part of one, a mistyped one
LONGEST = 7
SHORTEST_WHOLE = 3
SHORTEST_PART = 4
SHORTEST_MISTYPED = 5
TOKEN = re.compile(r"[^\W_]+")
QUOTED = re.compile(r"\"[^\"\n]+\"|`[^`\n]+`|(?<!\w)'[^'\n]+'(?!\w)")
_JOINTS = re.compile(r"(?<=[a-zß-ÿ0-9])(?=[A-Z])")
_NEW = re.compile(
    r"\b(?:called|named|name|as|call it|let|into|columns?|create|add|have in|outcome in)\s+$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters `start` to `end` of a request speak of `column`; `whole` when by its full name."""

    start: int
    end: int
    column: str
    whole: bool


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    #: joined by an underscore to the token before: a part of a written name, which stands only as a whole
    joined: bool
    quoted: bool


@dataclass(frozen=True, slots=True)
class _Span:
    """Neighbouring tokens; `word` is the only one in lower case, "" for several."""

    places: range
    tokens: Sequence[_Token]
    folded: str
    word: str

    @property
    def plain(self) -> bool:
        """Whether it is a word of requests that may well be no name."""
        return self.word in NEVER and not self.tokens[0].quoted

    @property
    def written(self) -> bool:
        """Whether it is part of something quoted or of a joined name, which stand only as a whole."""
        return any(token.quoted or token.joined for token in self.tokens)


def mentions(request: str, columns: Iterable[str]) -> tuple[Mention, ...]:
    """The mentions that leave no doubt, in order; longer ones win over those inside them."""
    return _Linker(tuple(dict.fromkeys(columns))).find(request)


def linked(request: str, columns: Iterable[str]) -> str:
    """The request with each mention replaced by the column's exact name in backticks; what is quoted stays."""
    parts, at = [], 0
    for mention in mentions(request, columns):
        start, end = _unquoted(request, mention)
        parts += [request[at:start], f"`{mention.column}`"]
        at = end
    return "".join((*parts, request[at:]))


def _unquoted(request: str, mention: Mention) -> tuple[int, int]:
    """The span with the quotation marks around it, and with the word `column` before or after it."""
    start, end = mention.start, mention.end
    if start > 0 and end < len(request) and request[start - 1] == request[end] and request[end] in "\"'`":
        return start - 1, end + 1
    return start, end


@dataclass(frozen=True)
class _Linker:
    columns: tuple[str, ...]

    def find(self, request: str) -> tuple[Mention, ...]:
        tokens = _tokens(request)
        spans = list(_spans(tokens))
        taken: set[int] = set()
        found: list[Mention] = []
        for ways in ((self._exactly, self._whole), (self._some,), (self._mistyped,)):
            for span in spans:
                if not taken.isdisjoint(span.places):
                    continue
                column = next(filter(None, (way(request, span) for way in ways)), None)
                if column is not None:
                    found.append(_mention(request, span.tokens, column, whole=ways != (self._some,)))
                    taken.update(span.places)
        return tuple(sorted(found, key=lambda mention: mention.start))

    # --- the four ways, the surest first

    def _exactly(self, request: str, span: _Span) -> str | None:
        """Letter by letter as the header is, its brackets and signs included."""
        if span.plain:
            return None
        names = self._by_fold.get(span.folded, ())
        return next((name for name in names if _reaches(request, span.tokens, name)), None)

    def _whole(self, _: str, span: _Span) -> str | None:
        """All its words, in any case and joined in any way; the last may be in the plural."""
        folded = span.folded
        if len(folded) < SHORTEST_WHOLE and not any(c.isdigit() for c in folded):
            return None
        if span.plain:
            return None
        alike = (self._by_fold.get(form, []) for form in _forms(folded))
        return next((names[0] for names in alike if len(names) == 1), None)

    def _some(self, request: str, span: _Span) -> str | None:
        """Some of its words in a row, which no other column has."""
        if span.written or (span.word and (len(span.word) < SHORTEST_PART or span.word in PLAIN)):
            return None
        if span.word and _NEW.search(request[: span.tokens[0].start]):
            return None
        *first, last = (token.text.lower() for token in span.tokens)
        for form in _forms(last):
            names: Set[str] = self._by_part.get((*first, form), frozenset())
            if len(names) == 1:
                return next(iter(names))
        return None

    def _mistyped(self, _: str, span: _Span) -> str | None:
        """All its words, or one that only it has, with one slip of the fingers."""
        if len(span.folded) < SHORTEST_MISTYPED or span.written:
            return None
        if all(token.text.lower() in PLAIN for token in span.tokens):
            return None
        near = {name for form, name in self._sole if one_slip(span.folded, form)}
        if not near and span.word:
            near = {name for part, name in self._sole_parts if one_slip(span.folded, part)}
        return next(iter(near)) if len(near) == 1 else None

    # --- what the columns look like

    @cached_property
    def _by_fold(self) -> dict[str, list[str]]:
        forms: dict[str, list[str]] = {}
        for column in self.columns:
            if form := fold(column):
                forms.setdefault(form, []).append(column)
        return forms

    @cached_property
    def _by_part(self) -> dict[tuple[str, ...], set[str]]:
        parts: dict[tuple[str, ...], set[str]] = {}
        for column in self.columns:
            words = _words(column)
            for start in range(len(words)):
                for end in range(start + 1, len(words) + 1):
                    parts.setdefault(tuple(words[start:end]), set()).add(column)
        return parts

    @cached_property
    def _sole(self) -> list[tuple[str, str]]:
        """Long folded names that only one column has."""
        forms = self._by_fold.items()
        return [(form, names[0]) for form, names in forms if len(names) == 1 and len(form) >= SHORTEST_MISTYPED]

    @cached_property
    def _sole_parts(self) -> list[tuple[str, str]]:
        """Long words that only one column has."""
        parts = self._by_part.items()
        return [
            (words[0], next(iter(names)))
            for words, names in parts
            if len(words) == 1 and len(names) == 1 and len(words[0]) >= SHORTEST_MISTYPED
        ]


def _tokens(request: str) -> list[_Token]:
    quoted = [found.span() for found in QUOTED.finditer(request)]
    tokens: list[_Token] = []
    for found in TOKEN.finditer(request):
        start, end = found.span()
        joined = request[start - 1 : start] == "_" or request[end : end + 1] == "_"
        tokens.append(_Token(found[0], start, end, joined, any(a < start and end < b for a, b in quoted)))
    return tokens


def _spans(tokens: Sequence[_Token]) -> Iterator[_Span]:
    """Runs of tokens, the longest first, that do not cut a written name in two."""
    folded = [fold(token.text) for token in tokens]
    for size in range(min(LONGEST, len(tokens)), 0, -1):
        for start in range(len(tokens) - size + 1):
            if not _cuts(tokens, start, start + size):
                run = tokens[start : start + size]
                word = run[0].text.lower() if size == 1 else ""
                yield _Span(range(start, start + size), run, "".join(folded[start : start + size]), word)


def _cuts(tokens: Sequence[_Token], start: int, end: int) -> bool:
    """Whether the span starts or ends inside a written name (`a_b`)."""
    before = start > 0 and tokens[start].start - tokens[start - 1].end == 1 and tokens[start].joined
    after = end < len(tokens) and tokens[end].start - tokens[end - 1].end == 1 and tokens[end - 1].joined
    return (before and tokens[start - 1].joined) or (after and tokens[end].joined)


def _words(name: str) -> list[str]:
    return [word.lower() for word in TOKEN.findall(_JOINTS.sub(" ", name))]


def _reaches(request: str, span: Sequence[_Token], name: str) -> bool:
    """Whether the header stands in the request around the span, as it is spelled."""
    at = request.find(name, max(0, span[0].start - len(name)), span[-1].end + len(name))
    return at >= 0 and at <= span[0].start and span[-1].end <= at + len(name)


def _mention(request: str, span: Sequence[_Token], column: str, *, whole: bool) -> Mention:
    start, end = span[0].start, span[-1].end
    if whole and _reaches(request, span, column):
        start = request.find(column, max(0, start - len(column)))
        end = start + len(column)
    return Mention(start, end, column, whole)


def _forms(word: str) -> Iterator[str]:
    """The word, then what it may be the plural of."""
    yield word
    yield from _singulars(word)


def _singulars(word: str) -> Iterator[str]:
    for ending, singular in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word[: -len(ending)] + singular


def one_slip(typed: str, meant: str) -> bool:
    """Whether one letter was changed, left out, doubled or swapped with its neighbour (Damerau 1964)."""
    if abs(len(typed) - len(meant)) > 1 or typed == meant or len(meant) < SHORTEST_MISTYPED:
        return False
    same = next((n for n, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    left, right = typed[same:], meant[same:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]
