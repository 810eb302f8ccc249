"""The Python in a cell: magics and shell lines put aside, line for line.

Knows IPython's cell syntax; runs nothing.
"""

from __future__ import annotations

import ast

from ...agent.syntax import parse, syntax_error
from ...errors import RequestError

__all__ = ["tree_of"]

_ASIDE = ("%", "!", "?")


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
