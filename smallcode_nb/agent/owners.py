"""Columns asked of the wrong table: code that means another one of two live tables is made to use it.

Knows where code names columns (`mending.references`) and which table has them; leaves code alone that uses both.
"""

from __future__ import annotations

import ast

from . import mending
from .syntax import bound_names, loaded_names, parse
from .types import Namespace, Variable, VariableKind


def mend_owners(code: str, namespace: Namespace) -> tuple[str, tuple[str, ...]]:
    """The code with a table replaced by the only one that has every column it is asked for, and a note of it."""
    tree = parse(code)
    tables = {v.name: v for v in namespace.variables if v.kind is VariableKind.FRAME}
    if tree is None or len(tables) < 2 or not bound_names(tree).isdisjoint(tables):
        return code, ()
    asked = _asked(tree, tables, namespace)
    used = [name for name in tables if name in loaded_names(tree)]
    if len(used) != 1 or asked <= set(tables[used[0]].column_names):
        return code, ()
    fit = [name for name, table in tables.items() if asked <= set(table.column_names)]
    if len(fit) != 1:
        return code, ()
    return mending.rename(code, used[0], fit[0]), (f"table: {used[0]}→{fit[0]}",)


def _asked(tree: ast.Module, tables: dict[str, Variable], namespace: Namespace) -> set[str]:
    """Names of columns that code reads and does not make."""
    found = {str(literal.value) for literal, owner in mending.references(tree, tables, namespace) if owner}
    return found - mending.new_names(tree) - mending.IMPLICIT
