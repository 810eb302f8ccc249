"""Functions of the user's own, live or in a file that a cell can import, and which of them a request means.

Knows their names, modules and parameters, not what they do; knows nothing about how they were found.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from . import imports, mentions
from .syntax import parse
from .types import Mention, Namespace, Snippet, Spec, VariableKind
from .vocabulary import PLAIN

_TABLES = frozenset({"df", "data", "frame", "table", "dataframe"})
#: letters of a word that says which function is meant, and of one that is called by a single word
_TELLING = 4
_ALONE = 5


@dataclass(frozen=True, slots=True)
class Helper:
    """One function; `module` is "" where the notebook itself has it."""

    name: str
    module: str
    #: parameters that can be given by place, and how many of them must be
    parameters: tuple[str, ...] = ()
    required: int = 0
    #: takes as many as are given
    variadic: bool = False
    #: its first parameter is annotated as a table, or called as tables are or as a live one is
    takes_table: bool = False


def known(namespace: Namespace, snippets: Sequence[Snippet] = ()) -> tuple[Helper, ...]:
    """Live functions, then retrieved ones that the notebook does not have; of one name the first."""
    tables = _TABLES.union(v.name for v in namespace.variables if v.kind is VariableKind.FRAME)
    live = [_helper(v.name, "", v.signature, tables) for v in namespace.variables if v.kind is VariableKind.FUNCTION]
    found = [
        _helper(node.name, imports.module(snippet.path), f"({ast.unparse(node.args)})", tables)
        for snippet in snippets
        for node in imports.functions(snippet)
        if node.name not in namespace.names()
    ]
    return tuple({helper.name: helper for helper in reversed([*live, *found])}.values())[::-1]


def _helper(name: str, module: str, signature: str, tables: frozenset[str]) -> Helper:
    tree = parse(f"def f{signature}: ...")
    function = tree.body[0] if tree else None
    if not isinstance(function, ast.FunctionDef):
        return Helper(name, module, variadic=True)
    given = function.args
    by_place = [*given.posonlyargs, *given.args]
    names, required = tuple(argument.arg for argument in by_place), len(by_place) - len(given.defaults)
    is_table = any(_is_table(argument, tables) for argument in by_place[:1])
    return Helper(name, module, names, required, given.vararg is not None, is_table)


def _is_table(argument: ast.arg, tables: frozenset[str]) -> bool:
    said = ast.unparse(argument.annotation) if argument.annotation else ""
    return "DataFrame" in said or bool({argument.arg, argument.arg.rstrip("_0123456789").casefold()} & tables)


def linked(spec: Spec, text: str, helpers: Sequence[Helper]) -> Spec:
    """The spec with the functions that the request names, in one word or in several: `net weight` for `net_weight`."""
    said = [mention for helper in helpers for mention in _called(text, helper.name)]
    found = [f for f in said if not any(_overlap(f, m) and _is_column(f, m) for m in spec.mentions)]
    kept = [m for m in spec.mentions if not any(_overlap(f, m) for f in found)]
    names = [name for name in spec.called if name not in {mention.column for mention in found}]
    return replace(spec, mentions=tuple(sorted([*kept, *found], key=lambda m: m.start)), called=tuple(names))


def _called(text: str, name: str) -> Iterator[Mention]:
    """Where the name stands; a name of one everyday word must look like a call or be quoted."""
    words = mentions.words(name)
    if len(words) < 2 and (name in PLAIN or len(name) < _ALONE):
        pattern = rf"(?<![\w.]){re.escape(name)}(?=\()|(?<=`){re.escape(name)}(?=`)"
    else:
        pattern = r"(?<![\w.])" + r"[\s_-]?".join(map(re.escape, words)) + r"(?!\w)"
    for match in re.finditer(pattern, text, re.IGNORECASE):
        yield Mention(match.start(), match.end(), name, plain=True)


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _is_column(function: Mention, column: Mention) -> bool:
    """Whether the words are the column's as much as the function's: it is what requests mostly speak of."""
    one_word = len(mentions.words(function.column)) < 2
    return one_word or mentions.fold(function.column) == mentions.fold(column.column)


def likely(text: str, spec: Spec, snippets: Sequence[Snippet]) -> list[Snippet]:
    """Those with a function that the request names; else those that share a telling word with it, name or docstring.

    A small model told of functions that have nothing to do with the request answers worse than one told of none.
    """
    named = frozenset(spec.named)
    said = frozenset(map(mentions.stem, mentions.words(text)))
    exact = [snippet for snippet in snippets if not named.isdisjoint(imports.names(snippet))]
    return exact or [snippet for snippet in snippets if not said.isdisjoint(_telling(snippet))]


def _telling(snippet: Snippet) -> Iterator[str]:
    told = " ".join(f"{node.name} {ast.get_docstring(node) or ''}" for node in imports.functions(snippet))
    return (mentions.stem(word) for word in mentions.words(told) if len(word) >= _TELLING and word not in PLAIN)
