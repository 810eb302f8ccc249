"""*Explain*: what a cell does, read off its code. No model is asked and nothing runs."""

from __future__ import annotations

import ast

from ..explain import explain
from .answer import Answer
from .source import tree_of
from .wish import Wish

__all__ = ["explained"]


def explained(wish: Wish) -> Answer:
    """One sentence per statement; raises RequestError for a cell that is not Python."""
    tree = tree_of(wish.cell())
    return Answer(
        "rules",
        "unverified",
        "Read off the code · no model was asked · nothing was run",
        "",
        facts=("It says what the code does, not whether that is right.",),
        explanation=explain(ast.unparse(_doing(tree))) or "The cell has no statement that does anything.",
    )


def _doing(tree: ast.Module) -> ast.Module:
    """Without the lines that stand for magics."""
    return ast.Module([node for node in tree.body if not isinstance(node, ast.Pass)], [])
