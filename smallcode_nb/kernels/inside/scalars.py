"""Single values as plain JSON data: numbers, text, times, missing values.

Runs inside throwaway kernels: standard library only, pandas and NumPy are looked up
among the loaded modules. Knows nothing about containers or tables.
"""

from __future__ import annotations

import datetime as dt
import decimal
import math
import re
import sys
from typing import Any

MAX_TEXT = 20_000
MAX_CELL_TEXT = 300
MAX_INT_BITS = 2_000
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")

Body = dict[str, Any]

#: what may be caught while a foreign object's code runs; a KeyboardInterrupt or a time limit must pass
Hostile = (Exception, SystemExit, GeneratorExit)


def loaded(module: str) -> Any:
    """The module when it is already imported, else None."""
    return sys.modules.get(module)


def rounded(value: float) -> float | str:
    """12 significant digits; "nan", "inf", "-inf" as text."""
    if math.isfinite(value):
        return float(f"{value:.12g}") + 0.0  # −0.0 becomes 0.0
    return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")


def is_missing(value: object) -> bool:
    """None, NaT, pandas' NA; a float NaN is a float."""
    if value is None:
        return True
    pandas = loaded("pandas")
    return bool(pandas) and (value is getattr(pandas, "NaT", None) or value is getattr(pandas, "NA", None))


def safe_repr(value: object, limit: int = 200) -> str:
    """`repr` without addresses, cut to `limit`; a hostile one gives "<unprintable Type>"."""
    try:
        text = repr(value)
        return _ADDRESS.sub("", text[: limit * 2])[:limit] if type(text) is str else "<unprintable>"
    except Hostile:
        return f"<unprintable {type(value).__name__}>"


def unnumpy(value: object) -> object:
    """A NumPy scalar as its Python counterpart; datetime64 and timedelta64 by pandas where it is loaded."""
    numpy = loaded("numpy")
    if not numpy or not isinstance(value, numpy.generic):
        return value
    pandas = loaded("pandas")
    if isinstance(value, numpy.datetime64):
        return pandas.Timestamp(value) if pandas else str(value)
    if isinstance(value, numpy.timedelta64):
        return pandas.Timedelta(value) if pandas else str(value)
    return value.item()


def iso(value: object) -> str | None:
    """A date, time or span of time in ISO form; None for anything else."""
    if isinstance(value, dt.datetime):
        text = value.isoformat()
        return text.removesuffix("T00:00:00")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return f"{value.total_seconds():.12g}s"
    if type(value).__name__ == "Period" and type(value).__module__.startswith("pandas"):
        return str(value)
    return None


def scalar(value: object) -> tuple[str, Body] | None:
    """(kind, body) of a single value, None when it is not one."""
    if is_missing(value):
        return "none", {"v": None}
    value = unnumpy(value)
    if isinstance(value, bool):
        return "bool", {"v": value}
    if isinstance(value, int):
        return "int", {"v": int(value) if value.bit_length() <= MAX_INT_BITS else hex(value)[:200]}
    if isinstance(value, float):
        return "float", {"v": rounded(float(value))}
    if isinstance(value, str):
        return "str", {"v": clean(str.__str__(value))}
    if isinstance(value, bytes | bytearray):
        return "bytes", {"v": bytes(value).hex()}
    text = iso(value)
    return None if text is None else ("datetime", {"v": text})


def clean(text: str) -> str:
    """Text that survives JSON and UTF-8 (lone surrogates are replaced)."""
    return text.encode("utf-8", "replace").decode("utf-8")


def cell(value: object) -> bool | int | float | str | None:
    """A table cell as a JSON scalar: missing values are null, times iso text, anything else short text."""
    try:
        return _cell(value)
    except Hostile:
        return f"<unprintable {type(value).__name__}>"


def _cell(value: object) -> bool | int | float | str | None:
    found = scalar(value)
    if found is None:
        if isinstance(value, decimal.Decimal):
            return str(value)
        return safe_repr(value, MAX_CELL_TEXT)
    kind, body = found
    plain: bool | int | float | str | None = body["v"]
    if kind == "float" and plain == "nan":
        return None
    if isinstance(plain, str) and len(plain) > MAX_CELL_TEXT:
        return f"{plain[:MAX_CELL_TEXT]}… ({len(plain)} characters, {hash_text(plain)})"
    return plain


def hash_text(text: str) -> str:
    """First 16 hex digits of the SHA-256 of a text."""
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def label(value: object) -> Any:
    """A column or level name: JSON scalar, or a list for a tuple."""
    if isinstance(value, tuple):
        return [label(part) for part in value]
    return cell(value)
