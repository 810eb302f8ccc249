"""Which columns a request speaks of, and the request with their exact names written in.

People write "the customer fittings" for `CUSTOMER_FITTING`, and mistype it. A small model then picks the wrong column;
shown the exact name it hardly ever does. Known as schema linking (RAT-SQL, Wang et al. 2020, section 4.1: matching of
names and of parts of names).
Knows words, spelling and column names. Does not know code, values or models.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from .mentions import fold, words
from .types import Mention
from .vocabulary import NEVER, PLAIN

#: tokens of a mention, letters of one that is: a whole name, a part of one, a mistyped one
LONGEST = 7
SHORTEST_WHOLE = 3
SHORTEST_PART = 4
SHORTEST_MISTYPED = 5
#: where a column is called so, it is what requests group by; their plurals count things
_CALENDAR = frozenset({"date", "day", "hour", "month", "quarter", "week", "year"})
#: columns among which short forms and slips are looked for
MOST_COLUMNS = 500
#: tables that are looked through, those that a request is most likely about first
MOST_TABLES = 3
#: columns that an ambiguous word may mean
MOST_MEANT = 3
#: ends of headers that say when: what comes before names a thing, not its time
_MOMENTS = frozenset({"date", "time", "timestamp", "datetime", "day", "month", "year"})
TOKEN = re.compile(r"[^\W_]+")
QUOTED = re.compile(r"\"[^\"\n]+\"|`[^`\n]+`|(?<!\w)'[^'\n]+'(?!\w)")
_FENCEABLE = re.compile(r"[^`\n]+")
_NEW = re.compile(
    r"\b(?:called|named|name|as|call it|let|into|columns?|create|add|have in|outcome in)\s+$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    #: joined to a neighbour by an underscore: a part of a written name, which stands only as a whole
    joined: bool
    quoted: bool


@dataclass(frozen=True, slots=True)
class _Span:
    """Neighbouring tokens; `word` is the only one, casefolded, "" for several."""

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


def mentions(request: str, columns: Iterable[str], tables: Iterable[str] = ()) -> tuple[Mention, ...]:
    """The mentions in order; longer ones win over those inside them, and `tables` are names of something else."""
    return _Linker(tuple(dict.fromkeys(columns)), frozenset(table.lower() for table in tables)).find(request)


def linked(request: str, columns: Iterable[str], tables: Iterable[str] = ()) -> str:
    """The request with the columns that it speaks of written in exactly."""
    return written_in(request, mentions(request, columns, tables))


def written_in(request: str, found: Iterable[Mention]) -> str:
    """The request with each mention replaced by the exact name, a column's in backticks; other quoted text stays."""
    parts, at = [], 0
    for mention in found:
        if not _FENCEABLE.fullmatch(mention.column):
            continue
        start, end = _unquoted(request, mention)
        parts += [request[at:start], mention.column if mention.plain else f"`{mention.column}`"]
        at = end
    return "".join((*parts, request[at:]))


def without(request: str, found: Iterable[Mention]) -> str:
    """What the request says beside its mentions."""
    parts, at = list[str](), 0
    for mention in found:
        parts, at = [*parts, request[at : mention.start]], mention.end
    return " ".join((*parts, request[at:]))


def doubts(request: str, found: Iterable[Mention]) -> tuple[str, ...]:
    """A sentence on each word that may mean one column or another."""
    said = (
        f"{request[m.start : m.end]!r} may also mean {' or '.join(m.others)}; {m.column} was taken."
        for m in found
        if m.others
    )
    return tuple(dict.fromkeys(said))


def _unquoted(request: str, mention: Mention) -> tuple[int, int]:
    """The span with the quotation marks around it."""
    start, end = mention.start, mention.end
    if start > 0 and end < len(request) and request[start - 1] == request[end] and request[end] in "\"'`":
        return start - 1, end + 1
    return start, end


@dataclass(frozen=True)
class _Linker:
    columns: tuple[str, ...]
    tables: frozenset[str]

    def find(self, request: str) -> tuple[Mention, ...]:
        tokens = _tokens(request)
        spans = list(_spans(tokens))
        taken: set[int] = set()
        found: list[Mention] = []
        for ways in (
            (self._exactly, self._whole),
            (self._shortened,),
            (self._some,),
            (self._mistyped,),
            (self._either,),
        ):
            for span in spans:
                if not taken.isdisjoint(span.places) or span.word in self.tables:
                    continue
                columns = next(filter(None, (way(request, span) for way in ways)), ())
                if columns:
                    found.append(_mention(request, span.tokens, columns))
                    taken.update(span.places)
        return tuple(sorted(found, key=lambda mention: mention.start))

    # --- the ways, the surest first; each answers with the column, the last one with all that may be meant

    def _exactly(self, request: str, span: _Span) -> Sequence[str]:
        """Letter by letter as the header is, its brackets and signs included."""
        if span.plain and not (span.word in _CALENDAR and _is_column(request, span.tokens[0])):
            return ()
        names = self._by_fold.get(span.folded, ())
        return next(([name] for name in names if _reaches(request, span.tokens, name)), ())

    def _whole(self, _: str, span: _Span) -> Sequence[str]:
        """All its words, in any case and joined in any way; the last may be in the plural."""
        if len(span.folded) < SHORTEST_WHOLE and not any(c.isdigit() for c in span.folded):
            return ()
        if span.plain:
            return ()
        alike = (self._by_fold.get(form, []) for form in _forms(span.folded))
        return next((names for names in alike if len(names) == 1), ())

    def _shortened(self, _: str, span: _Span) -> Sequence[str]:
        """All its words, where the header has beginnings of some: departure delay for `dep_delay`."""
        if self._is_wide or span.written or span.word in PLAIN:
            return ()
        said = tuple(token.text.casefold() for token in span.tokens)
        names = [column for column, parts in self._parts.items() if _shortens(parts, said)]
        return names if len(names) == 1 else ()

    def _some(self, request: str, span: _Span) -> Sequence[str]:
        """Some of its words in a row, which no other column has."""
        names = self._having(request, span)
        return names if len(names) == 1 else ()

    def _mistyped(self, _: str, span: _Span) -> Sequence[str]:
        """All its words, or one that only it has, with one slip of the fingers."""
        if self._is_wide or len(span.folded) < SHORTEST_MISTYPED or span.written:
            return ()
        if all(token.text.lower() in PLAIN for token in span.tokens):
            return ()
        near = {name for form, name in self._sole if one_slip(span.folded, form)}
        if not near and span.word:
            near = {
                name for part, name in self._sole_parts if one_slip(span.folded, part) and span.folded != part + "s"
            }
        return tuple(near) if len(near) == 1 else ()

    def _either(self, request: str, span: _Span) -> Sequence[str]:
        """What a few read like or end with: the first of them is as good a guess as any, and the user is told."""
        alike = self._by_fold.get(span.folded, ())
        if 1 < len(alike) <= MOST_MEANT and not span.plain:
            return alike
        names = self._having(request, span)
        last = {column: self._parts[column][-1:] for column in names}
        fit = [column for column in self.columns if last.get(column, ("",))[0] in _forms(span.word)]
        return fit if 1 < len(fit) <= MOST_MEANT and len(fit) == len(names) else ()

    def _having(self, request: str, span: _Span) -> Sequence[str]:
        """The columns that have these words in a row; one word must say something of its own."""
        if span.written or (span.word and (len(span.word) < SHORTEST_PART or span.word in PLAIN)):
            return ()
        if span.word and (_NEW.search(request[: span.tokens[0].start]) or self._is_row(span.word)):
            return ()
        *first, last = (token.text.casefold() for token in span.tokens)
        for form in _forms(last):
            names = self._by_part.get((*first, form), ())
            # a plural stands for what the header ends with: prices for `unit_price`, but not flights for `flight_date`
            fit = [name for name in names if form == last or self._parts[name][-1] == form]
            fit = [name for name in fit if self._parts[name][-1] == form or self._parts[name][-1] not in _MOMENTS]
            if fit:
                return fit
        return ()

    def _is_row(self, word: str) -> bool:
        """Whether a word is what a row of a table is called: a flight, of `flights`."""
        return any(form in self.tables for form in (word, word + "s", word + "es", word[:-1] + "ies"))

    # --- what the columns look like

    @property
    def _is_wide(self) -> bool:
        """Too many columns to compare each with every few words."""
        return len(self.columns) > MOST_COLUMNS

    @cached_property
    def _by_fold(self) -> dict[str, list[str]]:
        forms: dict[str, list[str]] = {}
        for column in self.columns:
            if form := fold(column):
                forms.setdefault(form, []).append(column)
        return forms

    @cached_property
    def _parts(self) -> dict[str, tuple[str, ...]]:
        return {column: words(column) for column in self.columns}

    @cached_property
    def _by_part(self) -> dict[tuple[str, ...], dict[str, None]]:
        parts: dict[tuple[str, ...], dict[str, None]] = {}
        for column, own in self._parts.items():
            for start in range(len(own)):
                for end in range(start + 1, len(own) + 1):
                    parts.setdefault(own[start:end], {})[column] = None
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
            (part[0], next(iter(names)))
            for part, names in parts
            if len(part) == 1 and len(names) == 1 and len(part[0]) >= SHORTEST_MISTYPED
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
                word = run[0].text.casefold() if size == 1 else ""
                yield _Span(range(start, start + size), run, "".join(folded[start : start + size]), word)


def _cuts(tokens: Sequence[_Token], start: int, end: int) -> bool:
    """Whether the span starts or ends inside a written name (`a_b`)."""
    before = start > 0 and tokens[start].start - tokens[start - 1].end == 1 and tokens[start].joined
    after = end < len(tokens) and tokens[end].start - tokens[end - 1].end == 1 and tokens[end - 1].joined
    return (before and tokens[start - 1].joined) or (after and tokens[end].joined)


def _reaches(request: str, span: Sequence[_Token], name: str) -> bool:
    """Whether the header stands in the request around the span, as it is spelled."""
    at = request.find(name, max(0, span[0].start - len(name)), span[-1].end + len(name))
    return at >= 0 and at <= span[0].start and span[-1].end <= at + len(name)


def _is_column(request: str, token: _Token) -> bool:
    """Whether a word of the calendar is more than a unit (`7 day`) or part of a phrase (`hour of the day`)."""
    before, after = request[: token.start], request[token.end :]
    return not re.search(r"(?:\d+|\bof the)[ -]$", before) and not re.match(r" of\b", after)


def _shortens(parts: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Whether each part is its word or, at least once, a beginning of it."""
    if len(parts) != len(said) or parts == said:
        return False
    return all(w == p or (len(p) >= SHORTEST_WHOLE and w.startswith(p)) for p, w in zip(parts, said, strict=True))


def _mention(request: str, span: Sequence[_Token], columns: Sequence[str]) -> Mention:
    start, end = span[0].start, span[-1].end
    column, *others = columns
    if _reaches(request, span, column):
        start = request.find(column, max(0, start - len(column)))
        end = start + len(column)
    return Mention(start, end, column, tuple(others))


def _forms(word: str) -> Iterator[str]:
    """The word, then what it may be the plural of."""
    yield word
    yield from singulars(word)


def singulars(word: str) -> Iterator[str]:
    """What an English word may be the plural of."""
    for ending, singular in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word[: -len(ending)] + singular


def one_slip(typed: str, meant: str) -> bool:
    """Whether a long word is one edit away (Damerau 1964): `mending.distance` of 1, which would fill a table per pair.

    Every few words of a request are compared with every column.
    """
    if abs(len(typed) - len(meant)) > 1 or typed == meant or len(meant) < SHORTEST_MISTYPED:
        return False
    same = next((n for n, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    left, right = typed[same:], meant[same:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]
