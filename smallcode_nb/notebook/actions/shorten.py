"""Rules that make a cell shorter without changing what it leaves behind; each says in words what it did.

Knows Python's syntax tree; runs nothing, so whoever applies a rule has the result run and compared. Functions and
classes are left as they are: nothing here could check them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .expressions import simpler
from .rewriting import Cell, Statement

__all__ = ["Shorter", "shortened"]

WIDEST = 100
MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class Shorter:
    """The new text, what was done, and the names it no longer binds."""

    code: str
    changes: tuple[str, ...]
    dropped: frozenset[str]


def shortened(source: str, tree: ast.Module, elsewhere: frozenset[str]) -> Shorter:
    """The cell after every rule that had something to do; names in `elsewhere` (other cells read them) stay bound."""
    cell = Cell(source, tree)
    if not cell.regular:
        return Shorter(source, (), frozenset())
    changes: list[str] = []
    dropped: set[str] = set()
    for _ in range(MOST_STEPS):
        step = next(_steps(cell, elsewhere), None)
        if step is None:
            break
        changes.append(step.words)
        dropped |= step.dropped
    return Shorter(cell.text(), tuple(dict.fromkeys(changes)), frozenset(dropped))


@dataclass(frozen=True, slots=True)
class _Step:
    words: str
    dropped: frozenset[str] = frozenset()


def _steps(cell: Cell, elsewhere: frozenset[str]) -> Iterator[_Step]:
    """Applies the first rule that fits and tells what it did; the caller begins anew after each."""
    for rule in (_unused_imports, _idle, _expressions, _conditional, _comprehension, _inlined):
        yield from rule(cell, elsewhere)


def _free(cell: Cell) -> list[Statement]:
    return [s for s in cell.alive() if not s.commented and not isinstance(s.node, _DEFINITIONS)]


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _uses(tree: ast.AST, name: str) -> int:
    return sum(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))


def _unused_imports(cell: Cell, elsewhere: frozenset[str]) -> Iterator[_Step]:
    if all(isinstance(s.node, ast.Import | ast.ImportFrom) for s in cell.alive()):
        return  # a cell of imports is there for the others
    for statement in _free(cell):
        node = statement.node
        if not isinstance(node, ast.Import | ast.ImportFrom) or any(alias.name == "*" for alias in node.names):
            continue
        bound = {alias: alias.asname or alias.name.partition(".")[0] for alias in node.names}
        unused = [a for a, name in bound.items() if not _uses(cell.tree(), name) and name not in elsewhere]
        if unused and getattr(node, "module", "") != "__future__":
            kept = [alias for alias in node.names if alias not in unused]
            statement.dropped = not kept
            node.names = kept or node.names
            names = frozenset(bound[alias] for alias in unused)
            yield _Step(f"unused import: {', '.join(sorted(names))}", names)
            return


def _idle(cell: Cell, elsewhere: frozenset[str]) -> Iterator[_Step]:
    """`x = x`, a lone name or constant that is not displayed, `pass`."""
    alive = cell.alive()
    for statement in _free(cell):
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=left)], value=ast.Name(id=right)) if left == right:
                pass
            case ast.Expr(value=ast.Constant() | ast.Name()) if statement is not alive[-1]:
                pass
            case ast.Pass() if len(alive) > 1 and cell.written(statement) == "pass":
                pass
            case _:
                continue
        words = f"no effect: {ast.unparse(statement.node)}"
        statement.dropped = True
        yield _Step(words)
        return


def _expressions(cell: Cell, elsewhere: frozenset[str]) -> Iterator[_Step]:
    for statement in _free(cell):
        words = simpler(statement.node)
        if words:
            yield _Step(words)
            return


def _conditional(cell: Cell, elsewhere: frozenset[str]) -> Iterator[_Step]:
    """`if c: x = a` `else: x = b` → `x = a if c else b`."""
    for statement in _free(cell):
        match statement.node:
            case ast.If(
                test=test, body=[ast.Assign(targets=[left], value=a)], orelse=[ast.Assign(targets=[right], value=b)]
            ):
                if ast.dump(left) != ast.dump(right):
                    continue
            case _:
                continue
        new = ast.Assign([left], ast.IfExp(test, a, b))
        if _fits(new):
            statement.node = _placed(new, statement.node)
            yield _Step("if and else in one expression")
            return


def _comprehension(cell: Cell, elsewhere: frozenset[str]) -> Iterator[_Step]:
    """`ys = []` `for x in xs: ys.append(e)` → `ys = [e for x in xs]`, with one `if` at most."""
    alive = cell.alive()
    for first, second in pairwise(alive):
        if first.commented or second.commented:
            continue
        match first.node, second.node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=[])),
                ast.For(target=ast.Name(id=item) as target, iter=source, body=[inner], orelse=[]),
            ):
                found = _appended(inner, name)
            case _:
                continue
        if found is None or item in elsewhere or _uses_elsewhere(cell, (first, second), item):
            continue
        element, tests = found
        if any(_uses(node, name) for node in (element, source, *tests)):
            continue
        loop = ast.comprehension(target, source, tests, 0)
        new = ast.Assign([ast.Name(name, ast.Store())], ast.ListComp(element, [loop]))
        if _fits(new):
            first.dropped, second.node = True, _placed(new, second.node)
            yield _Step("loop as a comprehension", frozenset({item}))
            return


def _appended(inner: ast.stmt, name: str) -> tuple[ast.expr, list[ast.expr]] | None:
    """(element, conditions) of a loop's only statement."""
    match inner:
        case ast.If(test=test, body=[body], orelse=[]):
            found = _appended(body, name)
            return (found[0], [test, *found[1]]) if found is not None and not found[1] else None
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=ast.Name(id=called), attr="append"), args=[element], keywords=[])
        ) if called == name and not isinstance(element, ast.Starred):
            return element, []
        case _:
            return None


def _inlined(cell: Cell, elsewhere: frozenset[str]) -> Iterator[_Step]:
    """`t = a.b()` followed by the only use of `t`, as `t.c()` or `t[…]` → one chain; other names explain something."""
    alive = cell.alive()
    for first, second in pairwise(alive):
        match first.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if isinstance(value, _LINKS):
                pass
            case _:
                continue
        simple = isinstance(second.node, ast.Assign | ast.Expr) and not (first.commented or second.commented)
        if not simple or name in elsewhere or _uses(cell.tree(), name) != 2 or not _continued(second.node, name):
            continue
        new = _Put(name, value).visit(ast.parse(ast.unparse(second.node)).body[0])
        if _uses(new, name) == 0 and _fits(new):
            first.dropped, second.node = True, _placed(new, second.node)
            yield _Step(f"{name} written where it is used", frozenset({name}))
            return


_LINKS = (ast.Call, ast.Subscript, ast.Attribute)
_DELAYED = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class _Put(ast.NodeTransformer):
    """Puts an expression where a name is read."""

    def __init__(self, name: str, value: ast.expr) -> None:
        self._name, self._value = name, value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._value if node.id == self._name and isinstance(node.ctx, ast.Load) else node


def _continued(node: ast.AST, name: str) -> bool:
    """Whether the name is read once, as the start of a chain, and where that is evaluated once and at once."""
    delayed = any(isinstance(one, _DELAYED) and _uses(one, name) for one in ast.walk(node))
    starts = [one.value for one in ast.walk(node) if isinstance(one, ast.Attribute | ast.Subscript)]
    return not delayed and any(isinstance(start, ast.Name) and start.id == name for start in starts)


def _uses_elsewhere(cell: Cell, inside: tuple[Statement, ...], name: str) -> bool:
    return any(_uses(s.node, name) for s in cell.alive() if s not in inside)


def _fits(node: ast.stmt) -> bool:
    return all(len(line) <= WIDEST for line in ast.unparse(ast.fix_missing_locations(node)).splitlines())


def _placed(new: ast.stmt, old: ast.stmt) -> ast.stmt:
    return ast.fix_missing_locations(ast.copy_location(new, old))
