"""Examples in the docstrings of a cell's functions, as claims. Knows doctest's form; runs nothing."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator

from ...agent.syntax import literal

__all__ = ["examples"]


def examples(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(function name, condition) for every `>>> call` whose expected value is a literal."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and (text := ast.get_docstring(node)):
            for source, want in _examples(text):
                yield node.name, f"{source} == {want}"


def _examples(docstring: str) -> Iterator[tuple[str, str]]:
    try:
        found = doctest.DocTestParser().get_examples(docstring)
    except ValueError:
        return
    for example in found:
        source, want = example.source.strip(), example.want.strip()
        if want and literal(want)[0] and _is_expression(source):
            yield source, want


def _is_expression(source: str) -> bool:
    try:
        ast.parse(source, mode="eval")
    except SyntaxError:
        return False
    return True
