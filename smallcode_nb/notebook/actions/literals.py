"""Values that throwaway kernels reported, written as Python literals.

Knows the plain data of portraits; whatever is not certain to read back as the same value is "".
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from ...agent.types import Portrait

__all__ = ["floats_in", "literal", "number"]


class _Unwritable(Exception):
    """Not a value that a literal can stand for."""


def literal(portrait: Portrait | None) -> str:
    """The value as a literal, "" when it is cut or has none."""
    if portrait is None or portrait.truncated:
        return ""
    try:
        return repr(_value({"k": portrait.kind, **_body(portrait)}))
    except (_Unwritable, TypeError, ValueError, KeyError, RecursionError):
        return ""


def number(portrait: Portrait | None) -> float | None:
    """The value of a finite int or float."""
    if portrait is None or portrait.kind not in ("int", "float"):
        return None
    value = _body(portrait).get("v")
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def floats_in(portrait: Portrait) -> bool:
    """Whether a container holds a number with a point, at any depth."""
    return re.search(r'"k": ?"float"', portrait.data) is not None


def _body(portrait: Portrait) -> dict[str, Any]:
    body = json.loads(portrait.data)
    return body if isinstance(body, dict) else {}


def _value(item: dict[str, Any]) -> object:
    kind = item["k"]
    if kind not in _READERS:
        raise _Unwritable
    return _READERS[kind](item)


def _plain(item: dict[str, Any]) -> object:
    value = item["v"]
    if isinstance(value, float) and not math.isfinite(value):
        raise _Unwritable
    return value


def _float(item: dict[str, Any]) -> float:
    value = item["v"]
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise _Unwritable
    return float(value)


def _dict(item: dict[str, Any]) -> dict[object, object]:
    return {_value(key): _value(value) for key, value in item["items"]}


def _set(item: dict[str, Any]) -> set[object]:
    if not item["items"]:
        raise _Unwritable  # set() is a call
    return {_value(entry) for entry in item["items"]}


_READERS: dict[str, Callable[[dict[str, Any]], object]] = {
    "none": lambda _: None,
    "bool": _plain,
    "int": _plain,
    "str": _plain,
    "float": _float,
    "list": lambda item: [_value(entry) for entry in item["items"]],
    "tuple": lambda item: tuple(_value(entry) for entry in item["items"]),
    "set": _set,
    "dict": _dict,
}
