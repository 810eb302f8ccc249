"""Describes live objects to a model without holding or changing them.

Looks only at the head of large tables. pandas and NumPy are used when one of their objects
is there, never imported. Knows nothing about prompts.
"""

from __future__ import annotations

import contextlib
import inspect
import types
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from ..agent.types import Column, Namespace, Variable, VariableKind
from .inside import tables
from .inside.scalars import Hostile, cell, safe_repr, scalar
from .names import visible

HEAD = 200
NULL_HEAD = 100_000
SAMPLES = 2  #: of a column
ITEMS = 3  #: of a list or dict
MAX_SAMPLE = 40
MAX_COLUMNS = 200
MAX_VARIABLES = 300
_WORDS = {"NoneType": "none", "Timestamp": "datetime", "date": "datetime", "Timedelta": "timedelta"}
_TABLES = {"frame": VariableKind.FRAME, "series": VariableKind.SERIES, "array": VariableKind.ARRAY}


def describe(user_ns: Mapping[str, Any], hidden: Iterable[str] = ()) -> Namespace:
    """Every variable of the user's, most recently bound last; never raises for a hostile object."""
    mine = visible(user_ns, frozenset(hidden))
    kept = dict(islice(mine.items(), max(0, len(mine) - MAX_VARIABLES), None))
    variables = tuple(describe_variable(name, value) for name, value in kept.items())
    return Namespace(variables, version(mine))


def describe_variable(name: str, value: object) -> Variable:
    """One variable, described."""
    try:
        kind = tables.kind_of(value)
        return _table(name, value, kind) if kind else _plain(name, value)
    except Hostile:
        return Variable(name, VariableKind.OTHER, type(value).__name__)


def version(variables: Mapping[str, Any]) -> str:
    """A fingerprint from identities, shapes and spread samples: cheap, and changes with nearly any change."""
    mark = 0
    for name, value in variables.items():
        mark = zlib.crc32(f"{name} {id(value)} {type(value).__name__} {_taste(value)}".encode("utf-8", "replace"), mark)
    return f"{len(variables)}-{mark:08x}"


# --- tables -----------------------------------------------------------------------------


def _table(name: str, value: Any, kind: str) -> Variable:
    shape = tables.shape_of(value)
    type_name = type(value).__name__
    if kind == "frame":
        return Variable(name, VariableKind.FRAME, type_name, shape, columns=(*_levels(value), *_columns(value)))
    columns = _levels(value) if kind == "series" else ()
    head = value.reshape(-1)[:HEAD] if len(shape) != 1 else value[:HEAD]
    return Variable(
        name,
        _TABLES.get(kind, VariableKind.OTHER),
        type_name,
        shape,
        columns=columns,
        element=tables.dtype_word(value),
        samples=_samples(head.tolist()),
    )


def _columns(frame: Any) -> Iterator[Column]:
    for i in range(min(frame.shape[1], MAX_COLUMNS)):
        yield _column(_label(frame.columns[i]), frame.iloc[:, i])


def _levels(table: Any) -> tuple[Column, ...]:
    index = table.index
    if tables.is_default(index):
        return ()
    levels = [index] if index.nlevels == 1 else [index.get_level_values(i) for i in range(index.nlevels)]
    names = [_label(name) if name is not None else "" for name in index.names]
    return tuple(_column(name, level, is_index=True) for name, level in zip(names, levels, strict=True))


def _column(name: str, values: Any, *, is_index: bool = False) -> Column:
    head = values[:HEAD] if is_index else values.iloc[:HEAD]
    return Column(name, tables.dtype_word(values), _samples(head.tolist()), _has_nulls(values), is_index)


def _has_nulls(values: Any) -> bool:
    # hasnans is cached by pandas on an index, but walks a column: look at evenly spaced cells of long ones
    step = max(1, len(values) // NULL_HEAD)
    spread = values[::step] if not hasattr(values, "iloc") else values.iloc[::step]
    return bool(spread.isna().any())


def _label(name: object) -> str:
    if isinstance(name, tuple):
        return " ".join(str(cell(part)) for part in name if part != "")
    return name if isinstance(name, str) else str(cell(name))


# --- everything else ------------------------------------------------------------------------


def _plain(name: str, value: Any) -> Variable:
    for types_, kind, more in _PLAIN:
        if isinstance(value, types_):
            return Variable(name, kind, type(value).__name__, **more(value))
    single = scalar(value)
    if single is not None:
        return Variable(name, VariableKind.SCALAR, type(value).__name__, element=_word(value), samples=(_text(value),))
    return Variable(name, VariableKind.OTHER, type(value).__name__, doc=_doc(type(value)))


def _of_list(value: Any) -> dict[str, Any]:
    head = list(islice(value, HEAD))
    return {"shape": (len(value),), "element": _words(head), "samples": tuple(_text(item) for item in head[:ITEMS])}


def _of_dict(value: Any) -> dict[str, Any]:
    pairs = list(islice(list(value.items()), HEAD))
    keys, values = [key for key, _ in pairs], [v for _, v in pairs]
    samples = tuple(f"{_text(k)}: {_text(v)}"[:MAX_SAMPLE] for k, v in pairs[:ITEMS])
    return {"shape": (len(value),), "element": f"{_words(keys)} {_words(values)}".strip(), "samples": samples}


def _of_text(value: Any) -> dict[str, Any]:
    return {"shape": (len(value),), "element": "str", "samples": (_text(value),)}


def _of_callable(value: Any) -> dict[str, Any]:
    signature = ""
    with contextlib.suppress(*Hostile):
        signature = str(inspect.signature(value))
    return {"signature": signature, "doc": _doc(value)}


def _of_module(value: Any) -> dict[str, Any]:
    return {"samples": (str(value.__name__),)}


_PLAIN: tuple[tuple[Any, VariableKind, Callable[[Any], dict[str, Any]]], ...] = (
    (types.ModuleType, VariableKind.MODULE, _of_module),
    (type, VariableKind.CLASS, _of_callable),
    ((types.FunctionType, types.BuiltinFunctionType, types.MethodType), VariableKind.FUNCTION, _of_callable),
    (str, VariableKind.TEXT, _of_text),
    (dict, VariableKind.DICT, _of_dict),
    ((list, tuple, set, frozenset), VariableKind.LIST, _of_list),
)


def _doc(value: object) -> str:
    doc = getattr(value, "__doc__", None)
    lines = doc.strip().splitlines() if isinstance(doc, str) else []
    return lines[0][:120] if lines else ""


def _words(values: Iterable[object]) -> str:
    words = {_word(value) for value in values} - {"none"}
    if words == {"int", "float"}:
        return "float"
    return words.pop() if len(words) == 1 else ("object" if words else "")


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    found = scalar(value)
    name = type(value).__name__
    return _WORDS.get(name) or (found[0] if found else name)


def _samples(values: Iterable[object]) -> tuple[str, ...]:
    """The first distinct values that are not missing, as text."""
    seen: dict[str, None] = {}
    for value in values:
        plain = cell(value)
        if plain is not None and plain != "":
            seen[_text(value)] = None
        if len(seen) == SAMPLES:
            break
    return tuple(seen)


def _text(value: object) -> str:
    plain = cell(value)
    return (plain if isinstance(plain, str) else str(plain))[:MAX_SAMPLE]


def _taste(value: Any) -> str:
    """A few values from all over a table, or the start of a container."""
    try:
        kind = tables.kind_of(value)
        if kind == "frame":
            return (
                f"{value.shape} {list(value.columns)[:MAX_COLUMNS]} {list(value.dtypes)[:MAX_COLUMNS]} {_spread(value)}"
            )
        if kind:
            return f"{getattr(value, 'shape', '')} {_spread(value)}"
        if isinstance(value, list | dict | set | tuple):
            return f"{len(value)} {safe_repr(list(islice(value, 20)))}"
        return safe_repr(value, 60) if isinstance(value, str | int | float) else ""
    except Hostile:
        return ""


def _spread(value: Any) -> str:
    step = max(1, len(value) // 32)
    thin = value.iloc[::step] if hasattr(value, "iloc") else value[::step]
    return str(
        zlib.crc32(
            repr(thin.to_numpy().tolist() if hasattr(thin, "to_numpy") else thin.tolist()).encode("utf-8", "replace")
        )
    )
