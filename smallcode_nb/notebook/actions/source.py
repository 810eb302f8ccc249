"""The Python in a cell: magics and shell lines put aside, line for line.

Knows IPython's cell syntax; runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...agent.syntax import parse, syntax_error
from ...errors import RequestError

__all__ = ["touched", "tree_of"]

_ASIDE = ("%", "!", "?")
_OWN_SCOPE = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def tree_of(source: str) -> ast.Module:
    """The syntax tree, its line numbers those of the cell; raises RequestError for what is not Python."""
    tree = parse(_plain(source))
    if tree is None:
        message, line = syntax_error(_plain(source))
        raise RequestError(f"The cell is not Python: {message} (line {line}).", "Correct it first, or use Fix.")
    return tree


def _plain(source: str) -> str:
    """The source with lines only a notebook understands turned into `pass`."""
    lines = source.splitlines()
    if parse(source) is not None:
        return source
    return "\n".join(_without_magic(line) for line in lines)


def _without_magic(line: str) -> str:
    text = line.lstrip()
    indent = line[: len(line) - len(text)]
    return f"{indent}pass" if text.startswith(_ASIDE) or text.endswith("?") else line


def touched(tree: ast.Module) -> tuple[str, ...]:
    """Names that running the cell binds or changes in the notebook, in order; imported modules are left out."""
    found: dict[str, None] = {}
    for node in _in_cell_scope(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] = None
            case ast.Subscript(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
                if name := _root(node):
                    found[name] = None
    return tuple(found)


def _in_cell_scope(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs in the cell's own scope: not the inside of functions, classes and comprehensions."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, _OWN_SCOPE):
            yield from _in_cell_scope(node)


def _root(node: ast.expr) -> str:
    """The name at the start of `name[…].attribute`."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
