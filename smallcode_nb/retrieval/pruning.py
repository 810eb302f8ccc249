"""Fragments in order of rank → the few snippets a prompt can afford.

Knows what is worth a model's tokens: signatures and docstrings before bodies, no
copies of the current cell, no boilerplate, no fragment twice. Knows nothing about
stores or scores.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..agent.types import Snippet
from ..errors import UnknownOption
from .fragments import Fragment, FragmentKind
from .source import parse
from .terms import terms

_SHINGLE = 3
_DUPLICATE = 0.7
#: lines of a definition's body that are shown without being asked for
_SHORT_BODY = 6
#: characters of a docstring where the body is not shown
_DOC = 600
#: value of `only` that leaves what another file can import by name
FUNCTIONS = "functions"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A fragment with its fused score and the reasons for it."""

    fragment: Fragment
    score: float
    why: str = ""


def prune(ranked: Sequence[Ranked], *, limit: int, exclude: str = "", characters: int = 1_200) -> tuple[Snippet, ...]:
    """At most `limit` snippets of at most `characters` each, best first."""
    seen = [shingles(exclude)] if exclude.strip() else []
    kept: list[Snippet] = []
    for one in ranked:
        if len(kept) == limit:
            break
        own = shingles(one.fragment.text)
        if boilerplate(one.fragment) or any(_same(own, other) for other in seen):
            continue
        seen.append(own)
        kept.append(_snippet(one, characters))
    return tuple(kept)


def filter_of(only: str) -> Callable[[Fragment], bool]:
    """Which fragments a search may give: all for "", whole functions of Python files for "functions"."""
    if only not in ("", FUNCTIONS):
        raise UnknownOption(f"A search cannot be limited to {only!r}.", f'Leave it out or say "{FUNCTIONS}".')
    return (lambda fragment: kind_of(fragment) == FragmentKind.DEFINITION) if only else (lambda fragment: True)


def kind_of(fragment: Fragment) -> str:
    """The fragment's kind; of a definition also whether it is a class or a part of one."""
    if fragment.kind is not FragmentKind.DEFINITION:
        return fragment.kind.value
    if "." in fragment.title:
        return "method"
    return "class" if fragment.signature.startswith("class ") else fragment.kind.value


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Runs of three terms; a shorter text is one run."""
    found = terms(text)
    if len(found) < _SHINGLE:
        return frozenset({tuple(found)})
    return frozenset(zip(found, found[1:], found[2:], strict=False))


def boilerplate(fragment: Fragment) -> bool:
    """Cells that only import, show a table's head or hold nothing but a comment."""
    if fragment.kind in (FragmentKind.DEFINITION, FragmentKind.MARKDOWN):
        return False
    tree = parse(fragment.text)
    return tree is not None and all(_idle(node) for node in tree.body)


def shown(fragment: Fragment, characters: int) -> str:
    """What a prompt gets of it: a definition's signature, docstring and call sites, and a short body."""
    if fragment.kind is not FragmentKind.DEFINITION:
        return _clip(fragment.text, characters)
    if fragment.text.count("\n") < _SHORT_BODY + fragment.doc.count("\n"):
        head = fragment.text
    else:
        head = f"{fragment.signature}\n{_docstring(fragment.doc, min(_DOC, characters // 2))}    ..."
    calls = "".join(f"\n# used: {line}" for line in fragment.call_sites)
    return _clip(head, characters - len(calls)) + calls if len(calls) < characters // 2 else _clip(head, characters)


def _docstring(doc: str, characters: int) -> str:
    """As a line of code that can be parsed, whatever the text holds and however long it is."""
    if not doc:
        return ""
    text = doc if len(doc) <= characters else doc[:characters].rpartition(" ")[0] + " …"
    quoted = text.replace("\\", "\\\\").replace('"""', "'''")
    return f'    """{quoted}{" " if quoted.endswith(chr(34)) else ""}"""\n'


def _snippet(one: Ranked, characters: int) -> Snippet:
    fragment = one.fragment
    return Snippet(
        text=shown(fragment, characters),
        path=fragment.path,
        cell=fragment.cell,
        lines=fragment.lines,
        score=round(one.score, 4),
        why=one.why,
        kind=kind_of(fragment),
    )


def _same(own: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    smaller = min(len(own), len(other))
    larger = max(len(own), len(other))
    shared = len(own & other)
    return shared >= _DUPLICATE * smaller and smaller * 3 >= larger


def _idle(node: ast.stmt) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Pass():
            return True
        case ast.Expr(value=ast.Constant() | ast.Name()):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="head" | "tail" | "info", value=ast.Name()))):
            return True
    return False


def _clip(text: str, characters: int) -> str:
    if len(text) <= characters:
        return text
    cut = text.rfind("\n", 0, characters)
    return text[: cut if cut > 0 else characters] + "\n# …"
