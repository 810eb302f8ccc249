"""Work on dates that code does on a column of something else, moved to the table's only column of dates.

`resample(on=...)`, `Grouper(key=...)` and `.dt` fail on any other column, so nothing that could run is changed.
Knows where pandas needs dates. Does not know requests.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .mending import edit, root
from .syntax import parse
from .types import Namespace, Variable

_DATE = "datetime"
_PERIODIC = {"resample": "on", "Grouper": "key"}


def mend_dates(code: str, namespace: Namespace) -> tuple[str, tuple[str, ...]]:
    """The code on the one column of dates there is, and one note per replacement."""
    tree = parse(code)
    if tree is None:
        return code, ()
    edits: list[tuple[ast.Constant, str]] = []
    for literal, owner in _needing_dates(tree, namespace):
        variable = namespace.find(owner)
        meant = _only_date(variable) if variable is not None else ""
        if variable is not None and meant and _is_other(variable, str(literal.value)):
            edits.append((literal, meant))
    notes = dict.fromkeys(f"dates: {node.value!s}→{meant}" for node, meant in edits)
    return edit(code, edits), tuple(notes)


def _needing_dates(tree: ast.AST, namespace: Namespace) -> Iterator[tuple[ast.Constant, str]]:
    """Each literal that must name a column of dates, with its table."""
    tables = [variable.name for variable in namespace.variables if variable.columns]
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="resample" | "Grouper" as method), keywords=keywords):
                owner = root(node.func) if method == "resample" else tables[0] if len(tables) == 1 else ""
                for keyword in keywords:
                    if keyword.arg == _PERIODIC[method] and isinstance(keyword.value, ast.Constant):
                        yield keyword.value, owner
            case ast.Attribute(attr="dt", value=ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant() as key)):
                yield key, owner


def _only_date(variable: Variable) -> str:
    dates = [column.name for column in variable.columns if column.dtype == _DATE and not column.is_index]
    return dates[0] if len(dates) == 1 else ""


def _is_other(variable: Variable, name: str) -> bool:
    """Whether a column holds what cannot be taken for dates; one that is not there may be made by the code."""
    column = next((column for column in variable.columns if column.name == name), None)
    return column is not None and column.dtype not in (_DATE, "timedelta", "object")
