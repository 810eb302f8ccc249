"""Column names copied almost right, replaced by the live ones they resemble.

Knows where pandas code names existing columns (keys, groupers, `by=`, `x=` …) and where it makes new ones;
touches only the former, and never a literal that is a live column, a sample value or a name being created.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from .mentions import fold
from .syntax import literal, parse
from .types import Namespace, Variable, VariableKind

#: methods whose positional arguments name columns, and at which positions
_POSITIONAL = {
    "groupby": (0,), "sort_values": (0,), "set_index": (0,), "nlargest": (1,), "nsmallest": (1,), "explode": (0,),
    "drop_duplicates": (0,), "pivot_table": (0, 1, 2), "melt": (0, 1), "scatter": (0, 1), "pop": (0,),
    "boxplot": (0,), "hist": (0,), "crosstab": (), "Grouper": (),
}  # fmt: skip
#: arguments that name columns in whatever call
_KEYWORDS = frozenset(
    [
        "by",
        "on",
        "left_on",
        "right_on",
        "subset",
        "columns",
        "column",
        "values",
        "index",
        "id_vars",
        "value_vars",
        "x",
        "y",
        "hue",
        "key",
        "level_0",
        "c",
        "s",
        "size",
        "color",
        "usecols",
        "parse_dates",
        "items",
    ]
)
#: keywords that are columns only in some calls: `columns=` of a constructor or rename makes names
_CREATING_CALLS = frozenset({"DataFrame", "Series", "set_axis", "read_csv", "Index", "MultiIndex"})
#: dict keys name existing columns in these
_KEYED = frozenset({"agg", "aggregate", "rename", "astype", "fillna", "replace", "isin", "transform", "map"})
#: dict keys of these, and every string in the arguments of these, are new names
_NAMING = frozenset({"rename_axis", "to_frame", "assign", "insert", "set_axis", "add_prefix", "add_suffix"})
_NAMING_KEYWORDS = frozenset({"name", "names", "value_name", "var_name", "new_name", "margins_name", "label"})
_PROPERTIES = frozenset(
    [
        "columns",
        "index",
        "values",
        "shape",
        "size",
        "dtypes",
        "T",
        "loc",
        "iloc",
        "at",
        "iat",
        "plot",
        "str",
        "dt",
        "cat",
        "empty",
        "ndim",
        "axes",
        "attrs",
        "style",
        "flags",
    ]
)
#: names that pandas itself gives; a KeyError at run time still gets them mended
IMPLICIT = frozenset(
    [
        "count",
        "index",
        "size",
        "proportion",
        "variable",
        "value",
        "key_0",
        "_merge",
        "mean",
        "sum",
        "min",
        "max",
        "std",
        "median",
    ]
)
_SHORTEST = 4


# --- which name is meant -------------------------------------------------------------------


def nearest(name: str, known: Sequence[str]) -> str:
    """The one known name that `name` is a slip of: equal but for case and punctuation, else 1–2 edits away."""
    if name in known:
        return ""
    for candidates in ([k for k in known if fold(k) == fold(name) and fold(name)], list(known)):
        scored = sorted((distance(name, other), other) for other in candidates)
        close = [
            (edits, other) for edits, other in scored if candidates != list(known) or edits <= _allowed(name, other)
        ]
        if close and (len(close) == 1 or close[0][0] < close[1][0]):
            return close[0][1]
    return ""


def _allowed(name: str, other: str) -> int:
    """Edits that still look like a slip; digits must agree, since `q1` and `q2` are different things."""
    if re.sub(r"\D", "", name) != re.sub(r"\D", "", other):
        return -1
    shortest = min(len(name), len(other))
    return 2 if shortest >= 2 * _SHORTEST else 1 if shortest >= _SHORTEST else -1


def distance(left: str, right: str) -> int:
    """Edits (insert, delete, change, swap neighbours) between two names, case ignored."""
    left, right = left.casefold(), right.casefold()
    rows = [list(range(len(right) + 1))]
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def _resembling(key: str, columns: Sequence[str]) -> str:
    """Looser, for a key that is known to be wrong: a slip, or the one column that holds all its words."""
    near = nearest(key, columns)
    if near:
        return near
    asked = fold(key)
    holding = [column for column in columns if asked and (asked in fold(column) or fold(column) in asked)]
    return holding[0] if len(holding) == 1 and len(asked) >= _SHORTEST - 1 else ""


# --- where columns are named ---------------------------------------------------------------


def mend_columns(code: str, namespace: Namespace) -> tuple[str, tuple[str, ...]]:
    """The code with near-miss column names replaced, and one note per replacement."""
    tree = parse(code)
    tables = {v.name: v for v in namespace.variables if v.kind in (VariableKind.FRAME, VariableKind.SERIES)}
    if tree is None or not tables:
        return code, ()
    created = new_names(tree)
    taken = (
        {c.name for v in tables.values() for c in v.columns} | created | _samples(namespace) | set(tables) | IMPLICIT
    )
    edits: list[tuple[ast.expr, str]] = []
    for node, owner in references(tree, tables, namespace):
        near = nearest(str(node.value), _columns(owner, tables)) if node.value not in taken else ""
        if near:
            edits.append((node, near))
    notes = tuple(
        dict.fromkeys(f"column: {node.value!s}→{near}" for node, near in edits if isinstance(node, ast.Constant))
    )
    code = edit(code, edits)
    return _mend_attributes(code, tables, created, notes)


def mend_key(code: str, key: str, namespace: Namespace) -> tuple[str, str]:
    """Replace every literal equal to a key that a run could not find; ("", "") when no column resembles it."""
    tree = parse(code)
    tables = {v.name: v for v in namespace.variables if v.columns}
    columns = _columns("", tables)
    if tree is None or key in columns or key in new_names(tree):
        return "", ""
    near = _resembling(key, columns)
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and n.value == key]
    return (edit(code, [(node, near) for node in found]), f"column: {key}→{near}") if near and found else ("", "")


def _columns(owner: str, tables: dict[str, Variable]) -> tuple[str, ...]:
    """Column and index names of the owning table, or of all tables when it is not known."""
    owners = [tables[owner]] if owner in tables else list(tables.values())
    return tuple(dict.fromkeys(column.name for table in owners for column in table.columns if column.name))


def _samples(namespace: Namespace) -> set[str]:
    return {s for v in namespace.variables for s in (*v.samples, *(x for c in v.columns for x in c.samples))}


def references(tree: ast.AST, tables: dict[str, Variable], namespace: Namespace) -> Iterator[tuple[ast.Constant, str]]:
    """Each string literal that names an existing column, with the table it belongs to ("" when unknown)."""
    others = namespace.names() - tables.keys()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            if not (isinstance(node.value, ast.Name) and node.value.id in others):
                yield from ((literal, root(node.value)) for literal in _keys(node))
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
            yield from ((literal, root(node.target)) for literal in _keys(node.target))
        elif isinstance(node, ast.Call):
            yield from ((literal, root(node.func)) for literal in _arguments(node))


def _keys(node: ast.Subscript) -> Iterator[ast.Constant]:
    """Literals used as keys; of a `.loc[rows, columns]` only the columns."""
    key: ast.expr = node.slice
    if isinstance(node.value, ast.Attribute) and node.value.attr in ("loc", "at"):
        if not isinstance(key, ast.Tuple) or len(key.elts) != 2:
            return
        key = key.elts[1]
    yield from _strings(key)


def _arguments(call: ast.Call) -> Iterator[ast.Constant]:
    method = _method(call)
    for place in _POSITIONAL.get(method, ()):
        if place < len(call.args):
            yield from _strings(call.args[place])
    if method in _CREATING_CALLS:
        return
    for keyword in call.keywords:
        if keyword.arg in _KEYWORDS and not isinstance(keyword.value, ast.Dict):
            yield from _strings(keyword.value)
        elif isinstance(keyword.value, ast.Tuple) and method in ("agg", "aggregate"):
            yield from _strings(ast.List(keyword.value.elts[:1]))
    for value in (*call.args, *(k.value for k in call.keywords if k.arg in ("columns", "func", "dtype", "value"))):
        if method in _KEYED and isinstance(value, ast.Dict):
            yield from (k for k in value.keys if isinstance(k, ast.Constant) and isinstance(k.value, str))


def _strings(node: ast.expr) -> Iterator[ast.Constant]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif isinstance(node, ast.List | ast.Tuple):
        for element in node.elts:
            yield from _strings(element)


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def root(node: ast.expr) -> str:
    """The variable a chain of attributes, calls and keys starts from."""
    while not isinstance(node, ast.Name):
        match node:
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=inner):
                node = inner
            case _:
                return ""
    return node.id


def new_names(tree: ast.AST) -> set[str]:
    """Every literal that gives a new column, axis or series its name; such literals are left alone everywhere."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(ctx=ast.Store() | ast.Del()):
                found |= {str(constant.value) for constant in _keys(node)}
            case ast.Assign(targets=[ast.Attribute(attr="columns" | "name" | "names")], value=value):
                found |= _all_strings(value)
            case ast.Call():
                found |= _created_by(node)
    return found - _augmented(tree)


def _augmented(tree: ast.AST) -> set[str]:
    targets = (n.target for n in ast.walk(tree) if isinstance(n, ast.AugAssign))
    return {str(c.value) for target in targets if isinstance(target, ast.Subscript) for c in _keys(target)}


def _created_by(call: ast.Call) -> set[str]:
    method, found = _method(call), set[str]()
    if method in _CREATING_CALLS or method in _NAMING:
        found |= {text for value in (*call.args, *(k.value for k in call.keywords)) for text in _all_strings(value)}
    if method in ("assign", "agg", "aggregate"):
        found |= {keyword.arg for keyword in call.keywords if keyword.arg}
    if method == "rename":
        for value in (*call.args, *(k.value for k in call.keywords)):
            found |= _all_strings(ast.List(value.values) if isinstance(value, ast.Dict) else value)
    for keyword in call.keywords:
        if keyword.arg in _NAMING_KEYWORDS:
            found |= _all_strings(keyword.value)
    return found


def _all_strings(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


# --- edits that leave the rest of the source as it is ----------------------------------------


def _mend_attributes(
    code: str, tables: dict[str, Variable], created: set[str], notes: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """`flights.dep_delay` where the column is "dep delay" becomes `flights["dep delay"]`."""
    tree = parse(code)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)} if tree else set()
    edits: list[tuple[ast.expr, str]] = []
    for node in ast.walk(tree) if tree else ():
        if not isinstance(node, ast.Attribute) or id(node) in called or not isinstance(node.ctx, ast.Load):
            continue
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        if owner not in tables or node.attr in _PROPERTIES | created:
            continue
        names = _columns(owner, tables)
        meant = [name for name in names if fold(name) == fold(node.attr)]
        if node.attr not in names and len(meant) == 1:
            edits.append((node, meant[0]))
    fixed = tuple(f"column: .{node.attr}→{near}" for node, near in edits if isinstance(node, ast.Attribute))
    return edit(code, edits), (*notes, *fixed)


def edit(code: str, edits: Sequence[tuple[ast.expr, str]]) -> str:
    """Replace literals (and attributes by keys) in the source; positions are UTF-8 byte offsets."""
    lines = code.encode().split(b"\n")
    for node, name in sorted(edits, key=lambda edit: (edit[0].lineno, edit[0].col_offset), reverse=True):
        line = lines[node.lineno - 1]
        end = node.end_col_offset or 0
        old = line[node.col_offset : end].decode(errors="replace")
        new = _replacement(node, old, name)
        if new and node.end_lineno == node.lineno:
            lines[node.lineno - 1] = line[: node.col_offset] + new.encode() + line[end:]
    return b"\n".join(lines).decode()


def _replacement(node: ast.expr, old: str, name: str) -> str:
    if isinstance(node, ast.Attribute):
        owner = old.removesuffix(f".{node.attr}")
        return f"{owner}[{quoted(name, old)}]" if owner.isidentifier() else ""
    known, value = literal(old)
    sound = isinstance(node, ast.Constant) and known and value == node.value
    return quoted(name, old) if sound else ""


def quoted(name: str, like: str = '"') -> str:
    """The name as a string literal, in the quotation marks of another where they do."""
    mark = "'" if like.endswith("'") else '"'
    return repr(name) if mark in name or "\\" in name or not name.isprintable() else f"{mark}{name}{mark}"


def rename(code: str, old: str, new: str) -> str:
    """Every use of one plain name replaced by another."""
    tree = parse(code)
    places = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == old] if tree else []
    lines = code.encode().split(b"\n")
    for node in sorted(places, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        line, end = lines[node.lineno - 1], node.end_col_offset or 0
        if line[node.col_offset : end] == old.encode():
            lines[node.lineno - 1] = line[: node.col_offset] + new.encode() + line[end:]
    return b"\n".join(lines).decode()
