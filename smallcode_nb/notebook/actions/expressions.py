"""Rules for single expressions: shorter ways of writing the same. Knows Python's syntax tree; runs nothing."""

from __future__ import annotations

import ast
from collections.abc import Callable

__all__ = ["simpler"]

_TAKE_ANY_ITERABLE = frozenset({"sum", "any", "all", "min", "max", "sorted", "set", "tuple", "frozenset"})
_EMPTY: dict[str, Callable[[], ast.expr]] = {
    "list": lambda: ast.List([], ast.Load()),
    "dict": lambda: ast.Dict([], []),
    "tuple": lambda: ast.Tuple([], ast.Load()),
}
_OPPOSITE: dict[type[ast.cmpop], ast.cmpop] = {ast.In: ast.NotIn(), ast.Is: ast.IsNot()}


def simpler(statement: ast.stmt) -> str:
    """Change the first expression of a statement that can be written shorter; what was done, "" when nothing was."""
    rules = _Rules()
    rules.visit(statement)
    return rules.done


class _Rules(ast.NodeTransformer):
    def __init__(self) -> None:
        self.done = ""

    def visit(self, node: ast.AST) -> ast.AST:
        """Stops at the first change and leaves definitions alone."""
        if self.done or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return node
        node = self.generic_visit(node)
        return node if self.done else self._simplified(node)

    def _simplified(self, node: ast.AST) -> ast.AST:
        for rule in (_negated, _empty, _listed, _lambda):
            found = rule(node)
            if found is not None:
                new, self.done = found
                return ast.copy_location(new, node)
        return node


def _negated(node: ast.AST) -> tuple[ast.expr, str] | None:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Compare(left=left, ops=[op], comparators=[right])):
            if type(op) in _OPPOSITE:
                return ast.Compare(left, [_OPPOSITE[type(op)]], [right]), "not … in as not in"
    return None


def _empty(node: ast.AST) -> tuple[ast.expr, str] | None:
    match node:
        case ast.Call(func=ast.Name(id=name), args=[], keywords=[]) if name in _EMPTY:
            return _EMPTY[name](), f"{name}() as a literal"
    return None


def _listed(node: ast.AST) -> tuple[ast.expr, str] | None:
    """A list that is built only to be walked through once."""
    match node:
        case ast.Call(func=ast.Name(id="list"), args=[ast.ListComp() as inner], keywords=[]):
            return inner, "list([…]) as […]"
        case ast.Call(
            func=ast.Name(id=name) as func, args=[ast.ListComp(elt=elt, generators=loops)], keywords=keywords
        ):
            if name in _TAKE_ANY_ITERABLE:
                return ast.Call(func, [ast.GeneratorExp(elt, loops)], keywords), f"{name}([…]) as {name}(…)"
    return None


def _lambda(node: ast.AST) -> tuple[ast.expr, str] | None:
    """`lambda x: f(x)` is `f`."""
    match node:
        case ast.Lambda(
            args=ast.arguments(
                posonlyargs=[], args=[ast.arg(arg=given)], vararg=None, kwonlyargs=[], kwarg=None, defaults=[]
            ),
            body=ast.Call(func=ast.Name(id=name) as func, args=[ast.Name(id=passed)], keywords=[]),
        ) if given == passed and name != given:
            return func, f"lambda {given}: {name}({given}) as {name}"
    return None
