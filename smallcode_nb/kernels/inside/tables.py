"""Arrays, series, indexes and frames as plain JSON data, and digests of large ones.

Runs inside throwaway kernels: standard library only at import; pandas and NumPy are
there whenever one of their objects is. Knows nothing about other values.
"""

from __future__ import annotations

import hashlib
from typing import Any

from .scalars import Body, cell, label, loaded

MAX_CELLS = 5_000
MAX_COLUMNS = 500
#: a table with more cells than this is digested from evenly spaced rows
MAX_DIGEST_CELLS = 2_000_000
_ZONES = ("datetime", "zoneinfo", "pytz", "dateutil")
_NAMES = (str, int, float, type(None))
_KINDS = {"i": "int", "u": "int", "f": "float", "b": "bool", "M": "datetime", "m": "timedelta", "c": "object"}


def kind_of(value: object) -> str:
    """One of "frame", "series", "index", "array"; "" for anything else."""
    pandas, numpy = loaded("pandas"), loaded("numpy")
    if pandas and hasattr(pandas, "DataFrame"):
        for name, kind in (("DataFrame", "frame"), ("Series", "series"), ("Index", "index")):
            if isinstance(value, getattr(pandas, name)):
                return kind
        if isinstance(value, pandas.api.extensions.ExtensionArray):
            return "array"
    return "array" if numpy and isinstance(value, getattr(numpy, "ndarray", ())) else ""


def is_plain(table: Any) -> bool:
    """Whether looking at a table runs nothing but pandas and NumPy: it is of their own types and holds no objects."""
    kind = kind_of(table) if _is_of(("pandas", "numpy"), table) else ""
    if not kind or getattr(table, "attrs", None):
        return False
    if kind == "array":
        return _is_plain_dtype(table.dtype)
    index = table if kind == "index" else table.index
    columns = table.dtypes.tolist() if kind == "frame" else [] if kind == "index" else [table.dtype]
    labels = table.columns.tolist() if kind == "frame" else [table.name]
    named = all(type(name) in _NAMES for name in [*labels, *index.names])
    return named and all(map(_is_plain_dtype, [*columns, *_dtypes(index)]))


def _is_of(libraries: tuple[str, ...], value: object) -> bool:
    """Whether its class comes from one of these libraries; asks the value itself nothing."""
    return type(value).__module__.split(".")[0] in libraries


def _dtypes(index: Any) -> list[Any]:
    return index.dtypes.tolist() if getattr(index, "nlevels", 1) > 1 else [index.dtype]


def _is_plain_dtype(dtype: Any) -> bool:
    if not _is_of(("pandas", "numpy"), dtype):
        return False
    if type(dtype).__name__ == "CategoricalDtype":
        return _is_plain_dtype(dtype.categories.dtype)
    zone = getattr(dtype, "tz", None)
    known = zone is None or _is_of(_ZONES, zone)
    return known and (dtype.kind in _KINDS or type(dtype).__name__ == "StringDtype")


def shape_of(value: Any) -> tuple[int, ...]:
    """Its shape as plain integers."""
    return tuple(int(n) for n in value.shape)


def dtype_word(values: Any) -> str:
    """int, float, str, bool, datetime, timedelta, category or object; object columns of text count as str."""
    dtype = values.dtype
    name = type(dtype).__name__
    if name == "CategoricalDtype":
        return "category"
    if name == "StringDtype":
        return "str"
    kind = getattr(dtype, "kind", "O")
    if name == "PeriodDtype":
        return "datetime"
    if kind in _KINDS:
        return _KINDS[kind]
    return "str" if kind in "UT" or _holds_text(values) else "object"


def _holds_text(values: Any) -> bool:
    pandas = loaded("pandas")
    if not pandas or getattr(values, "ndim", 1) != 1:
        return False
    return bool(pandas.api.types.infer_dtype(values[:1000], skipna=True) == "string")


def body(value: Any, kind: str) -> tuple[Body, bool]:
    """(data, whether cells were left out) of a table of that kind."""
    return {"frame": _frame, "series": _series, "index": _index_body, "array": _array}[kind](value)


def _frame(frame: Any) -> tuple[Body, bool]:
    width = min(frame.shape[1], MAX_COLUMNS)
    rows = min(len(frame), max(1, MAX_CELLS // max(width, 1)))
    columns = [_column(frame.iloc[:, i], rows) for i in range(width)]
    data = {"columns": columns, "index": _index(frame.index, rows)}
    return data, rows < len(frame) or width < frame.shape[1]


def _column(column: Any, rows: int) -> Body:
    return {"name": label(column.name), "dtype": dtype_word(column), "values": _values(column.iloc[:rows])}


def _series(series: Any) -> tuple[Body, bool]:
    rows = min(len(series), MAX_CELLS)
    index = _index(series.index, rows)
    del index["default"]
    return _column(series, rows) | {"index": index}, rows < len(series)


def _index_body(index: Any) -> tuple[Body, bool]:
    rows = min(len(index), MAX_CELLS)
    data = _index(index, rows)
    del data["default"]
    return data, rows < len(index)


def _index(index: Any, rows: int) -> Body:
    head = index[:rows]
    many = getattr(index, "nlevels", 1) > 1
    values = [[cell(part) for part in key] for key in head.tolist()] if many else _values(head)
    return {"names": [label(name) for name in index.names], "values": values, "default": is_default(index)}


def is_default(index: Any) -> bool:
    """Whether it only counts rows from 0 and has no name."""
    return type(index).__name__ == "RangeIndex" and index.start == 0 and index.step == 1 and index.name is None


def _values(values: Any) -> list[Any]:
    return [cell(value) for value in values.tolist()]


def _array(array: Any) -> tuple[Body, bool]:
    data: Body = {"dtype": dtype_word(array), "shape": list(array.shape)}
    if data["dtype"] in ("datetime", "timedelta") and type(array).__name__ == "ndarray":
        array = array.astype(f"{array.dtype.kind}8[us]")  # nanoseconds would come out as bare integers
    if array.size <= MAX_CELLS and getattr(array, "ndim", 1) > 0:
        return data | {"values": _nested(array.tolist(), array.ndim)}, False
    flat = array.reshape(-1)[:MAX_CELLS] if array.ndim else [array.item()]
    return data | {"values": [cell(v) for v in flat]}, bool(array.ndim)


def _nested(values: Any, depth: int) -> Any:
    return [_nested(v, depth - 1) for v in values] if depth else cell(values)


# --- digests ----------------------------------------------------------------------------


def digest(value: Any, kind: str) -> str:
    """SHA-256 over every cell (floats at 12 digits), or over evenly spaced rows of a huge table."""
    sha = hashlib.sha256(f"{kind} {getattr(value, 'shape', '')}".encode())
    for part in _parts(value, kind):
        name, cells = part
        sha.update(repr(name).encode("utf-8", "replace"))
        sha.update(_bytes(cells))
    return sha.hexdigest()


def _parts(value: Any, kind: str) -> list[tuple[Any, Any]]:
    step = max(1, -(-value.size // MAX_DIGEST_CELLS))
    if kind == "frame":
        thin = value.iloc[::step] if step > 1 else value
        columns = [(label(thin.columns[i]), thin.iloc[:, i]) for i in range(thin.shape[1])]
        return [*columns, *_levels(thin.index)]
    if kind == "series":
        thin = value.iloc[::step] if step > 1 else value
        return [(label(thin.name), thin), *_levels(thin.index)]
    if kind == "index":
        return _levels(value[::step])
    return [("", value.reshape(-1)[::step] if getattr(value, "ndim", 1) != 1 else value[::step])]


def _levels(index: Any) -> list[tuple[Any, Any]]:
    if is_default(index):
        return [("rows", index[:0])]
    return [(label(index.names[i]), index.get_level_values(i)) for i in range(index.nlevels)]


def _bytes(cells: Any) -> bytes:
    numpy = loaded("numpy")
    dtype = getattr(cells, "dtype", None)
    if numpy and isinstance(dtype, numpy.dtype) and dtype.kind in "iubfMm":
        return _numbers(numpy.asarray(cells), numpy)
    return "\x1f".join(map(_text, cells.tolist())).encode("utf-8", "replace")


def _text(value: object) -> str:
    return value if type(value) is str else repr(cell(value))


def _numbers(array: Any, numpy: Any) -> bytes:
    kind = array.dtype.kind
    if kind in "Mm":
        return bytes(array.astype("M8[ns]" if kind == "M" else "m8[ns]").view("i8").tobytes())
    if kind != "f":
        return bytes(array.astype("i8" if kind in "ib" else "u8").tobytes())
    with numpy.errstate(all="ignore"):
        scale = 10.0 ** (11 - numpy.floor(numpy.log10(numpy.abs(array.astype("f8")))))
        short = numpy.where(numpy.isfinite(scale), numpy.round(array * scale) / scale, array) + 0.0
    short[numpy.isnan(short)] = numpy.nan  # one bit pattern for every NaN
    return bytes(short.astype("f8").tobytes())
