"""Puts objects of a snapshot together again, inside a template.

Called by the pickle stream that `pickling.py` writes; the two must agree. Knows
nothing about where the bytes come from.
"""

from __future__ import annotations

import builtins
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

_namespaces: list[dict[str, Any]] = []


@contextmanager
def into(namespace: dict[str, Any]) -> Iterator[None]:
    """While this is open, functions of the notebook get `namespace` as their globals."""
    _namespaces.append(namespace)
    try:
        yield
    finally:
        _namespaces.pop()


def make_function(code: types.CodeType, name: str, cells: int) -> types.FunctionType:
    """A function over the notebook's variables, its closure still empty."""
    namespace = _namespaces[-1]
    namespace.setdefault("__builtins__", builtins)
    return types.FunctionType(code, namespace, name, None, tuple(types.CellType() for _ in range(cells)))


def fill_function(function: types.FunctionType, state: tuple[dict[str, Any], list[Any], dict[str, Any]]) -> None:
    """Give it its attributes, the contents of its closure and its own `__dict__`."""
    attributes, contents, own = state
    for key, value in attributes.items():
        setattr(function, key, value)
    for cell, content in zip(function.__closure__ or (), contents, strict=True):
        if content is not EMPTY:
            cell.cell_contents = content
    function.__dict__.update(own)


class _Empty:
    """Stands for the content of a closure cell that has none."""

    def __reduce__(self) -> str:
        return "EMPTY"


EMPTY = _Empty()


def strings(length: int, null: Any, validity: Any, offsets: Any, data: Any) -> np.ndarray[Any, np.dtype[Any]]:
    """An object array of `length` strings from Arrow's large-string buffers, `null` where one is missing."""
    import pyarrow as pa

    buffers = [None if b is None else pa.py_buffer(b) for b in (validity, offsets, data)]
    array = pa.LargeStringArray.from_buffers(length, buffers[1], buffers[2], buffers[0])
    result: np.ndarray[Any, np.dtype[Any]] = array.to_numpy(zero_copy_only=False)
    if not result.flags.writeable:
        result = result.copy()
    if null is not None and array.null_count:
        result[array.is_null().to_numpy(zero_copy_only=False)] = null
    return result


def rows(parts: list[np.ndarray[Any, np.dtype[Any]]], fortran: bool) -> np.ndarray[Any, np.dtype[Any]]:
    """A two-dimensional object array from its rows (columns when `fortran`)."""
    import numpy as np

    result = np.empty((len(parts), len(parts[0])), dtype=object)
    for row, part in zip(result, parts, strict=True):
        row[:] = part
    return result.T if fortran else result
