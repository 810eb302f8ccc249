"""Candidates that use the user's own functions, made to fit them.

A small model imports a function from the wrong one of two files, hands it a column where it takes a table, or all of a
column where it takes one value. Where it stands and its parameters say better.
Knows Python source and `Helper`; runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from . import linking
from .check import undefined
from .helpers import Helper
from .mending import quoted
from .mentions import words
from .syntax import defines, parse
from .types import Namespace, RunError, Spec, VariableKind
from .vocabulary import GLUE

_EACH = frozenset({"map", "apply"})
#: what a function raises that is given a whole column instead of a value, or the other way round
_MISFIT = frozenset({"TypeError", "ValueError", "AttributeError"})


def mend(code: str, helpers: Sequence[Helper], namespace: Namespace) -> tuple[str, tuple[str, ...]]:
    """Imports from the module that has the function, and calls that fit its parameters; a note per change."""
    by_name = _named(code, helpers)
    code, imported = _mend_imports(code, by_name, namespace)
    code, called = _edit(code, lambda call: _fitted(call, by_name, _tables(namespace)))
    return code, (*imported, *called)


def mend_after(code: str, error: RunError, helpers: Sequence[Helper]) -> str:
    """A function that failed on a whole column applied value by value, and the other way round; "" where none is."""
    if error.ename not in _MISFIT:
        return ""
    by_name = _named(code, helpers)
    mended, _ = _edit(code, lambda call: _turned(call, by_name))
    return mended if mended != code else ""


def call(text: str, spec: Spec, helpers: Sequence[Helper], namespace: Namespace) -> str:
    """The code of a request that is no more than a call: of one function, on one table or column; "" for any other."""
    named = [helper for helper in helpers if helper.name in spec.named]
    columns = [mention.column for mention in spec.mentions if not mention.plain]
    frames = [variable for variable in namespace.variables if variable.kind is VariableKind.FRAME]
    tables = [v.name for v in frames if v.name in spec.called or len(frames) == 1 or set(columns) & set(v.column_names)]
    known = GLUE.union(word for name in (*tables, *(helper.name for helper in named)) for word in words(name))
    said = words(linking.without(text, spec.mentions))
    if len(named) != 1 or len(tables) != 1 or len(columns) > 1 or not known.issuperset(said):
        return ""
    helper, column = named[0], f"{tables[0]}[{quoted(columns[0])}]" if columns else ""
    before = f"from {helper.module} import {helper.name}\n\n" if helper.module else ""
    if helper.takes_table:
        given = ", ".join([tables[0], *map(quoted, columns)])
        return f"{before}{helper.name}({given})" if helper.required == 1 + len(columns) else ""
    return f"{before}{column}.map({helper.name})" if column and helper.required <= 1 else ""


def _named(code: str, helpers: Sequence[Helper]) -> dict[str, Helper]:
    """By name; one that the code makes itself is another function."""
    return {helper.name: helper for helper in helpers if not defines(code, helper.name)}


def _mend_imports(code: str, by_name: dict[str, Helper], namespace: Namespace) -> tuple[str, tuple[str, ...]]:
    tree = parse(code)
    if tree is None:
        return code, ()
    lines, fixes = code.splitlines(), list[str]()
    for node in reversed([n for n in tree.body if isinstance(n, ast.ImportFrom) and not n.level]):
        right = [_source(alias, node.module or "", by_name) for alias in node.names]
        if any(module != node.module for module in right):
            fixes += [f"import: {a.name} from {m}" for a, m in zip(node.names, right, strict=True) if m != node.module]
            told = [f"from {m} import {ast.unparse(a)}" for a, m in zip(node.names, right, strict=True)]
            lines[node.lineno - 1 : node.end_lineno] = told
    for name in undefined(tree, namespace.names()):
        if name in by_name and by_name[name].module:
            apart = [] if lines[0].startswith(("import ", "from ")) else [""]
            lines[:0] = [f"from {by_name[name].module} import {name}", *apart]
            fixes.append(f"import added: {name}")
    return "\n".join(lines) if fixes else code, tuple(fixes)


def _source(alias: ast.alias, module: str, by_name: dict[str, Helper]) -> str:
    helper = by_name.get(alias.name)
    return helper.module if helper and helper.module else module


def _tables(namespace: Namespace) -> frozenset[str]:
    return frozenset(v.name for v in namespace.variables if v.kind is VariableKind.FRAME)


def _fitted(call: ast.Call, by_name: dict[str, Helper], tables: frozenset[str]) -> ast.Call | None:
    """The call as its parameters want it; None where it does, or where that cannot be told."""
    helper, given = _use(call, by_name)
    if helper is None or helper.variadic or not given:
        return None
    if not helper.takes_table:
        return _direct(helper, given, call) if len(given) > len(helper.parameters) else None
    match given:
        case [ast.Name(id=name), *_] if name in tables:
            return _direct(helper, given, call)
        case [ast.Subscript(value=ast.Name(id=name) as table, slice=column), *more] if name in tables:
            named = [column] if helper.required > 1 and not more else []
            return _direct(helper, [table, *named, *more], call)
    return None


def _use(call: ast.Call, by_name: dict[str, Helper]) -> tuple[Helper | None, list[ast.expr]]:
    """The helper that a call uses, and what it is given: `f(x)`, or `x.map(f)` where f takes tables."""
    match call:
        case ast.Call(func=ast.Name(id=name)) if name in by_name:
            return by_name[name], call.args
        case ast.Call(func=ast.Attribute(value=of, attr=how), args=[ast.Name(id=name), *_]) if how in _EACH:
            helper = by_name.get(name)
            return (helper, [of]) if helper and helper.takes_table else (None, [])
    return None, []


def _direct(helper: Helper, given: list[ast.expr], call: ast.Call) -> ast.Call:
    keywords = call.keywords if isinstance(call.func, ast.Name) else []
    return ast.Call(ast.Name(helper.name, ast.Load()), given[: len(helper.parameters)], keywords)


def _turned(call: ast.Call, by_name: dict[str, Helper]) -> ast.Call | None:
    match call:
        case ast.Call(func=ast.Name(id=name), args=[ast.Subscript() as column], keywords=[]) if name in by_name:
            return ast.Call(ast.Attribute(column, "map", ast.Load()), [ast.Name(name, ast.Load())], [])
        case ast.Call(func=ast.Attribute(value=ast.Subscript() as column, attr=how), args=[ast.Name(id=name)]):
            if how in _EACH and name in by_name:
                return ast.Call(ast.Name(name, ast.Load()), [column], [])
    return None


def _edit(code: str, change: Callable[[ast.Call], ast.Call | None]) -> tuple[str, tuple[str, ...]]:
    """The code with calls replaced, the outer of two in one another; the rest of the source stays as it is."""
    tree = parse(code)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []
    text, starts = code.encode(), _line_starts(code)
    edits: list[tuple[int, int, str]] = []
    for call in calls:  # ast.walk goes from the outside in
        fitted = change(call)
        start = starts[call.lineno - 1] + call.col_offset
        end = starts[(call.end_lineno or 1) - 1] + (call.end_col_offset or 0)
        if fitted is not None and all(end <= a or b <= start for a, b, _ in edits):
            new = ast.unparse(fitted)
            edits += [(start, end, new)] if new != ast.unparse(call) else []
    fixes = tuple(f"call: {text[a:b].decode()}→{new}" for a, b, new in edits)
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new.encode() + text[end:]
    return text.decode(), fixes


def _line_starts(code: str) -> list[int]:
    starts = [0]
    for line in code.encode().split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts
