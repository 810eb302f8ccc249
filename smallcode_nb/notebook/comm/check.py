"""Whether a value has the shape that an annotation says; reads the TypedDicts of the protocol.

Strict: unknown and missing fields, other types and sizes are errors that name their place. Knows nothing about what
the messages are for.
"""

from __future__ import annotations

import math
import re
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from .limits import Most, Pattern, Within

__all__ = ["MisshapenError", "by_type", "check"]

MAX_QUOTE = 40


class MisshapenError(ValueError):
    """A value is not what its annotation says; the text names the place and what is expected."""


def check(value: object, wanted: Any, place: str = "message") -> None:
    """Raise MisshapenError unless `value` (as JSON reads it) is a `wanted`."""
    origin, args = get_origin(wanted), get_args(wanted)
    if origin is Annotated:
        check(value, args[0], place)
        for limit in args[1:]:
            _limited(value, limit, place)
    elif origin is NotRequired:
        check(value, args[0], place)
    elif origin in (Union, UnionType):
        _one_of(value, args, place)
    elif origin is Literal:
        if type(value) is not str or value not in args:
            raise _wrong(place, f"one of {', '.join(map(str, args))}", value)
    elif is_typeddict(wanted):
        _fields(value, wanted, place)
    elif origin in (list, dict):
        _elements(value, origin, args, place)
    else:
        _plain(value, wanted, place)


@cache
def by_type(messages: Any) -> dict[str, Any]:
    """The TypedDicts of a union, by the literal of their `type`."""
    return {get_args(_hints(one)["type"])[0]: one for one in get_args(messages)}


@cache
def _hints(shape: Any) -> dict[str, Any]:
    return get_type_hints(shape, include_extras=True)


@cache
def _required(shape: Any) -> frozenset[str]:
    # not __required_keys__: with postponed annotations it counts NotRequired fields, too
    return frozenset(n for n, hint in _hints(shape).items() if shape.__total__ and get_origin(hint) is not NotRequired)


def _fields(value: object, shape: Any, place: str) -> None:
    if not isinstance(value, dict):
        raise _wrong(place, "an object", value)
    hints = _hints(shape)
    for name in value:
        if name not in hints:
            raise MisshapenError(f"{place} has a field that is not known: {_quoted(name)}")
    for name in _required(shape) - value.keys():
        raise MisshapenError(f"{place} has no {name}")
    for name, item in value.items():
        check(item, hints[name], f"{place}.{name}")


def _one_of(value: object, choices: tuple[Any, ...], place: str) -> None:
    for choice in choices:
        try:
            check(value, choice, place)
        except MisshapenError:
            continue
        return
    raise _wrong(place, "one of the kinds of value it may be", value)


def _elements(value: object, kind: Any, args: tuple[Any, ...], place: str) -> None:
    if not isinstance(value, kind):
        raise _wrong(place, "a list" if kind is list else "an object", value)
    if isinstance(value, dict):
        for key, item in value.items():
            check(key, args[0], f"a key of {place}")
            check(item, args[1], f"{place}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            check(item, args[0], f"{place}[{number}]")


def _plain(value: object, kind: Any, place: str) -> None:
    """A truth value is no number, a number with a point is no whole one; whole ones count as `float`."""
    kind = NoneType if kind is None else kind
    fits = type(value) in (int, float) if kind is float else type(value) is kind
    if not fits or (isinstance(value, float) and not math.isfinite(value)):
        raise _wrong(place, {str: "text", int: "a whole number", float: "a number"}.get(kind, kind.__name__), value)


def _limited(value: Any, limit: object, place: str) -> None:
    match limit:
        case Most(size) if len(value) > size:
            raise MisshapenError(f"{place} is longer than {size}")
        case Within(low, high) if not low <= value <= high:
            raise _wrong(place, f"from {low:g} to {high:g}", value)
        case Pattern(regex) if not re.fullmatch(regex, value):
            raise _wrong(place, "a name of letters, digits, - and _", value)


def _wrong(place: str, wanted: str, value: object) -> MisshapenError:
    return MisshapenError(f"{place} must be {wanted}, not {_quoted(value)}")


def _quoted(value: object) -> str:
    text = repr(value)
    return text if len(text) <= MAX_QUOTE else f"{text[:MAX_QUOTE]}…"
