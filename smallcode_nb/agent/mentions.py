"""Which live variables a request is about, and whether it names one that is not there.

Knows the request's words and the described namespace; knows nothing about code.
"""

from __future__ import annotations

import difflib
import re
import unicodedata

from ..errors import UnknownName
from .types import Namespace, Variable, VariableKind

_TABLE = r"(?:data\s?frame|table|frame)"
_QUOTED = re.compile(rf"\b{_TABLE}\s+(?:(?:called|named)\s+)?[`'\"]([A-Za-z_]\w*)[`'\"]", re.IGNORECASE)
_CALLED = re.compile(rf"\b{_TABLE}\s+(?:called|named)\s+([A-Za-z_]\w*)", re.IGNORECASE)
_BARE = re.compile(
    rf"\b(?:in|from|of|on|using|use|for)\s+(?:the\s+|my\s+)?{_TABLE}\s+([A-Za-z_]\w*)"
    r"(?=\s*(?:$|[,.;:?!]|\b(?:by|per|where|for|and|grouped|sorted|as|with|in|into|compute|show|plot)\b))",
    re.IGNORECASE,
)
_CONVENTION = re.compile(r"(?<![\w.\"'])(df\d?|df_\w+|\w+_df)(?![\w\"'(])")
_MAKES = re.compile(
    r"\b(?:create|make|build|load|read|generate|new|into|save|store|assign|call|as|to|return|define|import|result(?:ing)?)\b",
    re.IGNORECASE,
)
_STOP_WORDS = frozenset(
    [
        "a",
        "above",
        "an",
        "and",
        "any",
        "as",
        "at",
        "below",
        "by",
        "called",
        "data",
        "each",
        "every",
        "for",
        "form",
        "format",
        "from",
        "has",
        "have",
        "here",
        "in",
        "index",
        "into",
        "is",
        "it",
        "its",
        "layout",
        "like",
        "like",
        "means",
        "named",
        "of",
        "on",
        "or",
        "plot",
        "rows",
        "columns",
        "shape",
        "showing",
        "so",
        "sorted",
        "style",
        "summary",
        "that",
        "the",
        "then",
        "there",
        "this",
        "to",
        "view",
        "we",
        "where",
        "which",
        "with",
        "you",
    ]
)
#: the score of a variable that the request calls by name
NAMED = 100.0
_WORD = re.compile(r"\w+")


def fold(name: str) -> str:
    """The name without case, spaces, underscores and punctuation: "Dep_Delay " and "dep delay" are one."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in text if character.isalnum())


def words(text: str) -> tuple[str, ...]:
    """Lower-case words; snake_case and camelCase names are cut at their joints."""
    spaced = re.sub(r"(?<=[a-zß-ÿ0-9])(?=[A-Z])", " ", text).replace("_", " ")
    return tuple(_WORD.findall(spaced.casefold()))


def column_score(name: str, request: str) -> float:
    """How strongly a request speaks of a column: 3 by its whole name, else the share of its words."""
    mine, asked = words(name), words(request)
    if not mine:
        return 0.0
    joined = f" {' '.join(asked)} "
    if f" {' '.join(mine)} " in joined:
        return 3.0
    stems = {stem(word) for word in asked}
    return sum(stem(word) in stems for word in mine) / len(mine)


def stem(word: str) -> str:
    """A long word without an ending of plural or tense."""
    return re.sub(r"(ies|es|s|ed|ing)$", "", word) if len(word) > 4 else word


def variable_score(variable: Variable, request: str) -> float:
    """How strongly a request speaks of a variable: its own name first, then its columns, then being a frame."""
    named = re.search(rf"(?<!\w){re.escape(variable.name)}(?!\w)", request) is not None
    columns = sum(column_score(column.name, request) for column in variable.columns)
    is_table = variable.kind in (VariableKind.FRAME, VariableKind.SERIES)
    return NAMED * named + min(columns, 50.0) + 0.25 * is_table


def mentioned(request: str, namespace: Namespace) -> tuple[str, ...]:
    """Names of live variables the request seems to touch, most likely first; every table counts a little."""
    scored = [
        (variable_score(variable, request), -place, variable) for place, variable in enumerate(namespace.variables)
    ]
    hits = sorted((item for item in scored if item[0] > 0), key=lambda item: item[:2], reverse=True)
    return tuple(variable.name for *_, variable in hits)


def require_tables(request: str, namespace: Namespace) -> None:
    """Raise UnknownName when the request clearly names a table that does not exist and nothing like it does."""
    for pattern in (_QUOTED, _CALLED, _BARE, _CONVENTION):
        for match in pattern.finditer(request):
            name = match.group(1)
            if _is_missing(name, namespace) and not _is_made(request, match):
                raise UnknownName(f"The notebook has no variable {name!r}.", _remedy(namespace))


def _is_missing(name: str, namespace: Namespace) -> bool:
    live = [variable.name for variable in namespace.variables]
    columns = {fold(column.name) for variable in namespace.variables for column in variable.columns}
    if name in live or name.casefold() in _STOP_WORDS or fold(name) in columns:
        return False
    folded = [fold(other) for other in live]
    return not difflib.get_close_matches(fold(name), folded, n=1, cutoff=0.75)


def _is_made(request: str, match: re.Match[str]) -> bool:
    before = request[: match.start(1)]
    return bool(_MAKES.search(before[-32:]) or re.match(r"\s*=[^=]", request[match.end(1) :]))


def _remedy(namespace: Namespace) -> str:
    tables = [v.name for v in namespace.variables if v.kind in (VariableKind.FRAME, VariableKind.SERIES)]
    if not tables:
        return "No table is live: run the cell that loads it, then ask again."
    return f"Live tables: {', '.join(tables[:8])}. Name one of them, or run the cell that makes it."
