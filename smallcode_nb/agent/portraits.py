"""Semantic comparison of values that throwaway kernels reported as plain data.

Knows the JSON a portrait carries and which differences do not matter: float noise, int against float,
column order, row order (unless asked for), index resets, a grouped series against a two-column frame,
figures by what they draw. Never holds a candidate's object; knows nothing about kernels.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from . import tables
from .rules import How, Rule
from .syntax import literal
from .types import Portrait

RELATIVE = 1e-6
ABSOLUTE = 1e-9
_NUMBERS = frozenset({"bool", "int", "float"})
_TABLES = frozenset({"frame", "series"})
#: kinds that may be equal and still say nothing
_EMPTY_HANDED = frozenset({"function", "figure"})
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")

Item = dict[str, Any]


def same(left: Portrait, right: Portrait, *, ordered: bool = False, without: frozenset[Rule] = frozenset()) -> bool:
    """Whether two values mean the same; `ordered` makes the order of rows count, `without` leaves rules out."""
    alike = left.kind == right.kind and left.data == right.data and left.digest == right.digest
    if alike and left.kind not in _EMPTY_HANDED:
        return True
    if not alike and (left.truncated or right.truncated) and left.shape != right.shape:
        return False
    return _same(left, right, ordered, without)


@lru_cache(maxsize=4096)
def _same(left: Portrait, right: Portrait, ordered: bool, without: frozenset[Rule]) -> bool:
    """The same two values are compared again whenever one more candidate is ranked."""
    return same_item(item_of(left), item_of(right), How(ordered, without))


def equals_literal(portrait: Portrait, expected: str) -> bool:
    """Whether a value equals a Python literal the way `==` would, with tolerance for floats."""
    known, value = literal(expected)
    if not known:
        return False
    actual, wanted = item_of(portrait), item_from(value)
    if actual["k"] in ("array", "series", "index") and wanted["k"] in ("list", "tuple"):
        return _same_values(actual.get("values"), _plain(wanted), How())
    return same_item(actual, wanted, How(ordered=True))


def is_true(portrait: Portrait) -> bool:
    """Whether a condition's value is true: a true scalar, or a non-empty collection of a plain kind."""
    item = item_of(portrait)
    if item["k"] in ("list", "tuple", "set", "dict"):
        return bool(item.get("items"))
    return item["k"] not in ("none", "other") and bool(item.get("v"))


@lru_cache(maxsize=256)
def _body(data: str) -> dict[str, Any]:
    body = json.loads(data) if data else {}
    return body if isinstance(body, dict) else {"v": body}


def item_of(portrait: Portrait) -> Item:
    """The portrait's value as nested plain data with its kind under "k"."""
    return {"k": portrait.kind, **_body(portrait.data)}


def item_from(value: object) -> Item:
    """The same for a Python literal."""
    match value:
        case None:
            return {"k": "none"}
        case bool() | int() | float() | str():
            return {"k": type(value).__name__, "v": _scalar(value)}
        case bytes():
            return {"k": "bytes", "v": value.hex()}
        case list() | tuple():
            return {"k": type(value).__name__, "items": [item_from(entry) for entry in value]}
        case set() | frozenset():
            return {"k": "set", "items": [item_from(entry) for entry in sorted(value, key=repr)]}
        case dict():
            return {"k": "dict", "items": [[item_from(key), item_from(entry)] for key, entry in value.items()]}
        case _:
            return {"k": "other", "type": type(value).__qualname__, "repr": repr(value)[:200]}


def portrait_of(value: object) -> Portrait:
    """A portrait of a plain Python value, for tests and for executors without a kernel."""
    item = item_from(value)
    body = {key: entry for key, entry in item.items() if key != "k"}
    shape = (len(value),) if isinstance(value, list | tuple | set | dict | str) else ()
    return Portrait(item["k"], json.dumps(body), text=repr(value)[:200], shape=shape)


def _scalar(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value


def same_item(left: Item, right: Item, how: How) -> bool:
    """Whether two nested plain values mean the same."""
    kinds = {left["k"], right["k"]}
    if kinds <= _NUMBERS and (len(kinds) == 1 or how.uses(Rule.DTYPE)):
        return same_cell(left.get("v"), right.get("v"), how)
    if kinds <= _TABLES and (len(kinds) == 1 or how.uses(Rule.SERIES_FRAME)):
        return tables.same(tables.of(left, how), tables.of(right, how), same_cell, how)
    if len(kinds) > 1:
        return False
    return _SAME_KIND.get(left["k"], _same_body)(left, right, how)


def same_cell(left: Any, right: Any, how: How) -> bool:
    """Whether two JSON scalars are one value: numbers with tolerance, nan is nan, dates by moment."""
    if isinstance(left, list) and isinstance(right, list):
        return _same_values(left, right, how)
    numbers = _number(left), _number(right)
    if numbers[0] is not None and numbers[1] is not None:
        both_nan = math.isnan(numbers[0]) and math.isnan(numbers[1])
        relative, absolute = (RELATIVE, ABSOLUTE) if how.uses(Rule.TOLERANCE) else (0.0, 0.0)
        return both_nan or math.isclose(numbers[0], numbers[1], rel_tol=relative, abs_tol=absolute)
    if isinstance(left, str) and isinstance(right, str):
        return left == right or _same_moment(left, right)
    return (_missing(left) and _missing(right)) or bool(left == right)


def _number(value: Any) -> float | None:
    if isinstance(value, bool | int | float):
        try:
            return float(value)
        except OverflowError:
            return None
    return float(value) if value in ("nan", "inf", "-inf") else None


def _missing(value: Any) -> bool:
    return value is None or value == "nan" or value == "NaT"


def _same_moment(left: str, right: str) -> bool:
    moments = _moment(left), _moment(right)
    return None not in moments and moments[0] == moments[1]


def _moment(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        return datetime.fromisoformat(text[:26])
    except ValueError:
        return None


def _same_values(left: Any, right: Any, how: How) -> bool:
    if not isinstance(left, list) or not isinstance(right, list):
        return same_cell(left, right, how)
    return len(left) == len(right) and all(_same_values(a, b, how) for a, b in zip(left, right, strict=True))


def _plain(item: Item) -> Any:
    return [_plain(entry) for entry in item["items"]] if "items" in item else item.get("v")


def _same_sequence(left: Item, right: Item, how: How) -> bool:
    one, other = left.get("items", []), right.get("items", [])
    return len(one) == len(other) and all(same_item(a, b, how) for a, b in zip(one, other, strict=True))


def _same_set(left: Item, right: Item, how: How) -> bool:
    return matched(left.get("items", []), right.get("items", []), lambda a, b: same_item(a, b, how))


def _same_dict(left: Item, right: Item, how: How) -> bool:
    return matched(
        left.get("items", []),
        right.get("items", []),
        lambda a, b: same_item(a[0], b[0], how) and same_item(a[1], b[1], how),
    )


def matched(left: Sequence[Any], right: Sequence[Any], equal: Callable[[Any, Any], bool]) -> bool:
    """Whether every entry of one finds its own equal in the other."""
    if len(left) != len(right):
        return False
    rest = list(right)
    for entry in left:
        place = next((n for n, other in enumerate(rest) if equal(entry, other)), None)
        if place is None:
            return False
        del rest[place]
    return True


def _same_array(left: Item, right: Item, how: How) -> bool:
    return left.get("shape") == right.get("shape") and _same_values(left.get("values"), right.get("values"), how)


def _same_index(left: Item, right: Item, how: How) -> bool:
    return _same_values(left.get("values"), right.get("values"), how)


def _same_figure(left: Item, right: Item, how: How) -> bool:
    if not how.uses(Rule.FIGURE_DATA):
        return bool(left == right)
    drawn = [[axes for axes in figure.get("axes", []) if axes.get("series")] for figure in (left, right)]
    return bool(drawn[0]) and matched(drawn[0], drawn[1], lambda a, b: _same_axes(a, b, how))


def _same_axes(left: Item, right: Item, how: How) -> bool:
    return left.get("kind") == right.get("kind") and matched(
        left.get("series", []), right.get("series", []), lambda a, b: _same_series(a, b, how)
    )


def _same_series(left: Item, right: Item, how: How) -> bool:
    return all(_same_values(left.get(axis), right.get(axis), how) for axis in ("x", "y"))


def _same_function(left: Item, right: Item, how: How) -> bool:
    return False  # a name and a signature say nothing about what it does


def _same_other(left: Item, right: Item, how: How) -> bool:
    texts = [_ADDRESS.sub("", str(item.get("repr", ""))) for item in (left, right)]
    return left.get("type") == right.get("type") and texts[0] == texts[1]


def _same_body(left: Item, right: Item, how: How) -> bool:
    return same_cell(left.get("v"), right.get("v"), how)


_SAME_KIND: dict[str, Callable[[Item, Item, How], bool]] = {
    "list": _same_sequence,
    "tuple": _same_sequence,
    "set": _same_set,
    "dict": _same_dict,
    "array": _same_array,
    "index": _same_index,
    "figure": _same_figure,
    "function": _same_function,
    "other": _same_other,
}
