"""Solved parts joined into one cell.

Knows how a part's shown value gets a name for the next part; knows nothing about running.
"""

from __future__ import annotations

import ast

from .syntax import parse

RESULT = "result"


def join(prefix: str, code: str) -> str:
    """The code behind what was solved before it; "" stays "" so that an empty reply is seen as one."""
    return f"{prefix}\n\n{code}" if prefix and code.strip() else code


def as_prefix(code: str) -> str:
    """The code with its last expression kept under the name `result`."""
    tree = parse(code)
    last = tree.body[-1] if tree is not None and tree.body else None
    if not isinstance(last, ast.Expr) or isinstance(last.value, ast.Constant) or _prints(last.value):
        return code
    lines = code.encode().split(b"\n")
    start = lines[last.lineno - 1]
    lines[last.lineno - 1] = start[: last.col_offset] + f"{RESULT} = ".encode() + start[last.col_offset :]
    return b"\n".join(lines).decode().rstrip().removesuffix(";")


def _prints(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "display")
