"""Near-duplicates that are wrong: a task's own solution with one thing changed, so that its hidden tests refuse it.

What a person's earlier notebook may hold: code for almost the same request. Knows Python and pandas words; whether
a changed solution is really wrong is found out by the task's hidden tests, which judge nothing else here.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ..agent.ports import Session
from ..agent.types import Snippet
from .tasks.task import Task

__all__ = ["PATH", "changed", "plant"]

PATH = "earlier/almost_the_same.py"
#: what stands for what, in either direction
_SWAPS: tuple[tuple[str, str], ...] = (
    ("mean", "median"), ("sum", "mean"), ("max", "min"), ("idxmax", "idxmin"), ("nlargest", "nsmallest"),
    ("head", "tail"), ("upper", "lower"), ("first", "last"), ("std", "var"), ("count", "nunique"), ("any", "all"),
)  # fmt: skip
_WORDS = {**dict(_SWAPS), **{right: left for left, right in reversed(_SWAPS)}}
#: of plain names only builtins are swapped: an undefined name is found without running anything
_BUILTINS = {"max": "min", "min": "max", "any": "all", "all": "any", "sum": "max"}
_OPERATORS: dict[type, type] = {
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.Mod: ast.FloorDiv,
    ast.FloorDiv: ast.Mod, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


async def plant(task: Task, session: Session, seed: int = 0, tries: int = 12) -> Snippet | None:
    """The first changed solution that the hidden tests refuse; None when every change keeps it right."""
    versions = list(changed(task.reference))
    random.Random(f"{seed}:{task.id}").shuffle(versions)
    for text in versions[:tries]:
        if not await task.judge.right(session, text):
            return Snippet(text, PATH, score=1.0, kind="function")
    return None


def changed(code: str) -> Iterator[str]:
    """Every version with one operator, number, truth value or well-known name changed."""
    places = sum(1 for _ in ast.walk(ast.parse(code)))
    for place in range(places):
        tree = ast.parse(code)
        node = next(node for number, node in enumerate(ast.walk(tree)) if number == place)
        if _change(node):
            yield ast.unparse(tree)


def _change(node: ast.AST) -> bool:
    match node:
        case ast.Compare(ops=[operator, *rest]) if type(operator) in _OPERATORS:
            node.ops = [_OPERATORS[type(operator)](), *rest]
        case ast.BinOp(op=operator) | ast.BoolOp(op=operator) if type(operator) in _OPERATORS:
            node.op = _OPERATORS[type(operator)]()
        case ast.Constant(value=bool(value)):
            node.value = not value
        case ast.Constant(value=int(value)):
            node.value = value + 1
        case ast.Attribute(attr=word) if word in _WORDS:
            node.attr = _WORDS[word]
        case ast.Name(id=word) if word in _BUILTINS:
            node.id = _BUILTINS[word]
        case _:
            return False
    return True
