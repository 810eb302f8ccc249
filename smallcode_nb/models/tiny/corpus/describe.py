"""Describes live objects the way the prompt needs them.

Knows pandas and NumPy dtypes. Does not know how a description is written down (format.py).
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping

import numpy as np
import pandas as pd

from smallcode_nb.agent.types import Column, Variable, VariableKind

_KINDS = {"i": "int", "u": "int", "f": "float", "b": "bool", "M": "datetime", "m": "timedelta"}


def describe(namespace: Mapping[str, object]) -> tuple[Variable, ...]:
    """Every variable described, in order."""
    return tuple(describe_one(name, value) for name, value in namespace.items())


def describe_one(name: str, value: object) -> Variable:
    """One variable described."""
    kind = type(value).__name__
    match value:
        case pd.DataFrame():
            columns = tuple(_column(str(c), value[c]) for c in value.columns)
            return Variable(name, VariableKind.FRAME, kind, value.shape, _index(value) + columns)
        case pd.Series():
            return Variable(name, VariableKind.SERIES, kind, value.shape, element=dtype_word(value.dtype))
        case np.ndarray():
            return Variable(name, VariableKind.ARRAY, kind, value.shape, element=dtype_word(value.dtype))
        case list() | tuple() | set():
            items = list(value)
            return Variable(
                name, VariableKind.LIST, kind, (len(items),), element=_element(items), samples=_texts(items)
            )
        case dict():
            element = f"{_element(list(value))} {_element(list(value.values()))}"
            keys = tuple(f'"{k}"' if isinstance(k, str) else str(k) for k in list(value)[:3])
            return Variable(name, VariableKind.DICT, kind, (len(value),), element=element, samples=keys)
        case str():
            return Variable(name, VariableKind.TEXT, "str", element="str", samples=(value,))
        case bool() | int() | float():
            return Variable(name, VariableKind.SCALAR, kind, element=kind, samples=(str(value),))
        case _ if inspect.isfunction(value):
            doc = (inspect.getdoc(value) or "").split("\n")[0]
            return Variable(name, VariableKind.FUNCTION, kind, signature=str(inspect.signature(value)), doc=doc)
        case _:
            return Variable(name, VariableKind.OTHER, kind)


def dtype_word(dtype: object) -> str:
    """The prompt's word for a pandas or NumPy dtype."""
    if isinstance(dtype, pd.CategoricalDtype):
        return "category"
    if isinstance(dtype, pd.StringDtype) or getattr(dtype, "kind", "O") in "US":
        return "str"
    return _KINDS.get(getattr(dtype, "kind", "O"), "object")


def _index(frame: pd.DataFrame) -> tuple[Column, ...]:
    index = frame.index
    if index.name is None and not isinstance(index, pd.DatetimeIndex):
        return ()
    column = _column(str(index.name or ""), index.to_series())
    return (Column(column.name, column.dtype, column.samples[:1], is_index=True),)


def _column(name: str, values: pd.Series) -> Column:
    word = dtype_word(values.dtype)
    if word == "object" and all(isinstance(v, str) for v in values.dropna().head(20)):
        word = "str"
    nulls = bool(values.isna().any())
    samples: tuple[str, ...] = ()
    if word in ("str", "datetime", "category", "object"):
        samples = tuple(_sample(v) for v in dict.fromkeys(values.dropna().tolist()))[:2]
    return Column(name, word, samples, nulls)


def _sample(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        midnight = value == value.normalize()
        return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M")
    return str(value)


def _element(items: list[object]) -> str:
    kinds = {type(i).__name__ for i in items[:20]}
    return kinds.pop() if len(kinds) == 1 else ("float" if kinds == {"int", "float"} else "object")


def _texts(items: list[object]) -> tuple[str, ...]:
    return tuple(str(i) for i in items[:3])
