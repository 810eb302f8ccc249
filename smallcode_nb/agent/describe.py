"""Live variables in one line each, and what a run left behind described the same way.

The TINY format is what the embedded model was trained on, to the character. Knows no budget.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from .types import Column, Portrait, Run, Variable, VariableKind

SAMPLE_CHARACTERS = 16
DOC_CHARACTERS = 40
_SAMPLED = frozenset({"str", "datetime", "category", "object"})
_DTYPES = (
    ("datetime", "datetime"),
    ("timedelta", "timedelta"),
    ("category", "category"),
    ("bool", "bool"),
    ("uint", "int"),
    ("int", "int"),
    ("float", "float"),
    ("str", "str"),
    ("object", "str"),
    ("<U", "str"),
)


def line(variable: Variable, columns: Sequence[Column] | None = None, *, shape: bool = False) -> str:
    """One line on a variable, e.g. `flights: "carrier" str AA, Delta; "n" int`; `columns` overrides which are told."""
    match variable.kind:
        case VariableKind.FRAME:
            told = variable.columns if columns is None else columns
            size = f" (DataFrame {_size(variable.shape)})" if shape and variable.shape else ""
            return f"{variable.name}{size}: {'; '.join(column(c) for c in told if not _is_row_number(c))}"
        case VariableKind.SERIES:
            return f"{variable.name}: series {variable.element}"
        case VariableKind.ARRAY:
            return f"{variable.name}: array {variable.element} {_size(variable.shape)}"
        case VariableKind.LIST:
            return f"{variable.name}: {_with_samples(f'list {variable.element}', _cut(variable.samples, 3))}"
        case VariableKind.DICT:
            return f"{variable.name}: {_with_samples(f'dict {variable.element}', _keys(variable))}"
        case VariableKind.FUNCTION:
            return called(variable.name, variable.signature, variable.doc)
        case VariableKind.SCALAR | VariableKind.TEXT:
            word = variable.element or variable.type_name
            return f"{variable.name}: {_with_samples(word, _cut(variable.samples, 1))}"
        case _:
            return f"{variable.name}: {variable.type_name}"


def called(name: str, signature: str, doc: str) -> str:
    """A function in one line: how it is called, and the beginning of what its docstring says."""
    return f"{name}{signature} {doc.strip().partition(chr(10))[0][:DOC_CHARACTERS]}".rstrip()


def column(told: Column) -> str:
    """One column, e.g. `"dep delay" float?`; `?` stands for missing values, index levels say so."""
    dtype = told.dtype + ("?" if told.has_nulls else "")
    samples = _cut(told.samples, 1 if told.is_index else 2) if told.dtype in _SAMPLED else []
    return ("index " if told.is_index else "") + _with_samples(f'"{told.name}" {dtype}', samples)


def _is_row_number(told: Column) -> bool:
    return told.is_index and not told.name and told.dtype != "datetime"


def _with_samples(head: str, samples: Sequence[str]) -> str:
    return f"{head} {', '.join(samples)}" if samples else head


def _cut(samples: Sequence[str], most: int) -> list[str]:
    return [re.sub(r"\s+", " ", sample)[:SAMPLE_CHARACTERS].strip() for sample in samples[:most]]


def _keys(variable: Variable) -> list[str]:
    """Keys in quotes where they are text; a sample may be a key or a "key: value"."""
    keys = [sample if sample.startswith('"') else sample.partition(": ")[0] for sample in variable.samples]
    quoted = [f'"{key}"' if variable.element.startswith("str") and not key.startswith('"') else key for key in keys]
    return _cut(quoted, 3)


def _size(shape: Sequence[int]) -> str:
    return "x".join(map(str, shape))


# --- what a run left -------------------------------------------------------------------


def variables_of(run: Run, result: str = "result") -> tuple[Variable, ...]:
    """The run's new and changed variables, and its displayed value under the name `result`."""
    shown = ((result, run.value),) if run.value is not None and run.value.kind not in ("none", "figure") else ()
    return tuple(variable_of(name, portrait) for name, portrait in (*shown, *run.changed))


def variable_of(name: str, portrait: Portrait) -> Variable:
    """A portrait described as a live variable."""
    body = json.loads(portrait.data) if portrait.data else {}
    match portrait.kind:
        case "frame":
            columns = (*_index_columns(body.get("index") or {}), *map(_column_of, body.get("columns", ())))
            return Variable(name, VariableKind.FRAME, "DataFrame", portrait.shape, columns)
        case "series":
            return Variable(name, VariableKind.SERIES, "Series", portrait.shape, element=_word(str(body.get("dtype"))))
        case "array":
            return Variable(name, VariableKind.ARRAY, "ndarray", portrait.shape, element=_word(str(body.get("dtype"))))
        case "list" | "tuple" | "set":
            return Variable(name, VariableKind.LIST, portrait.kind, portrait.shape, element=_first_kind(body))
        case "dict":
            return Variable(name, VariableKind.DICT, "dict", portrait.shape)
        case "str":
            return Variable(name, VariableKind.TEXT, "str", samples=(str(body.get("v")),))
        case "int" | "float" | "bool":
            return Variable(name, VariableKind.SCALAR, portrait.kind, samples=(str(body.get("v")),))
        case "function":
            return Variable(name, VariableKind.FUNCTION, "function", signature=str(body.get("signature", "()")))
        case _:
            return Variable(name, VariableKind.OTHER, portrait.kind)


def _index_columns(index: dict[str, Any]) -> list[Column]:
    names = index.get("names") or []
    values = index.get("values") or []
    if index.get("default") or not any(names):
        return []
    levels = [values] if len(names) == 1 else [[row[n] for row in values] for n in range(len(names))]
    return [
        Column(str(name), _guess(level), _samples(level), is_index=True)
        for name, level in zip(names, levels, strict=True)
        if name
    ]


def _column_of(body: dict[str, Any]) -> Column:
    values = body.get("values") or []
    dtype = _word(str(body.get("dtype")))
    samples = _samples(values) if dtype in _SAMPLED else ()
    return Column(str(body.get("name")), dtype, samples, has_nulls=any(value is None for value in values))


def _samples(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in values if value is not None))[:2]


def _guess(values: Sequence[Any]) -> str:
    kinds = {type(value) for value in values if value is not None}
    return {frozenset({int}): "int", frozenset({bool}): "bool"}.get(frozenset(kinds), "") or (
        "float" if kinds and kinds <= {int, float} else "str"
    )


def _word(dtype: str) -> str:
    return next((word for prefix, word in _DTYPES if dtype.startswith(prefix)), "object")


def _first_kind(body: dict[str, Any]) -> str:
    items = body.get("items") or []
    return str(items[0]["k"]) if items else ""
