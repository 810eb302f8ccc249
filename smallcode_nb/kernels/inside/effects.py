"""Which variables a candidate made or changed, also in place.

Runs inside throwaway kernels. Fingerprints are taken before and after; they cover every
cell of a table up to two million and evenly spaced rows beyond that. Knows nothing about
why anyone asks.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from typing import Any

from ..names import visible
from . import tables
from .portrait import portrait
from .scalars import Hostile

MAX_CHANGED = 50
_SCALARS = (int, float, complex, str, bytes, bool, type(None))
_CONTAINERS = (list, tuple, set, dict)
_MAX_LOOKED_AT = 10_000
_FIXED = (*_SCALARS, types.FunctionType, types.BuiltinFunctionType, type)


def effects_in(namespace: dict[str, Any]) -> dict[str, Any]:
    """The variables whose content is an effect: the user's own, modules left out."""
    return {name: value for name, value in visible(namespace).items() if not isinstance(value, types.ModuleType)}


def fingerprint(value: object) -> str:
    """Equal for equal content; for an opaque object its attributes are what counts."""
    kind = tables.kind_of(value)
    if kind:
        try:
            return tables.digest(value, kind)
        except Hostile:
            return "?"
    mark = portrait(value)
    if mark["kind"] == "other" and hasattr(value, "__dict__"):
        return str(mark["digest"]) + str(portrait(dict(vars(value)))["digest"])
    return str(mark["digest"])


def is_plain(value: object) -> bool:
    """Whether looking at it cannot run foreign code, which belongs into a confined kernel."""
    if type(value) in _CONTAINERS:
        container: Any = value
        parts = [*container, *container.values()] if type(value) is dict else container
        return len(container) <= _MAX_LOOKED_AT and all(type(part) in _SCALARS for part in parts)
    return type(value) in _SCALARS or _is_definition(value) or tables.is_plain(value)


def _is_definition(value: object) -> bool:
    """Whether it is a function or a class, which count by their name alone and are not looked at."""
    return type(value) is types.FunctionType or issubclass(type(value), type)


def _mark(value: object) -> str:
    return "" if _is_definition(value) else fingerprint(value)


class Before:
    """The visible variables as they were; holds the objects, so that identities stay unique.

    Marks of the very same objects are taken over from `noted`.
    """

    def __init__(self, variables: Mapping[str, Any], noted: Before | None = None) -> None:
        self._seen: dict[str, tuple[Any, str]] = {}
        for name, value in variables.items():
            held = noted._seen.get(name) if noted else None
            self._seen[name] = held if held and held[0] is value else (value, _mark(value))

    def covers(self, variables: Mapping[str, Any]) -> bool:
        """Whether every one of these very objects is held."""
        return all(name in self._seen and self._seen[name][0] is value for name, value in variables.items())

    def changed(self, variables: dict[str, Any], draw: Callable[[object], dict[str, Any]]) -> list[list[Any]]:
        """[name, portrait] of the new and changed ones; imported functions and classes do not count."""
        names = [name for name, value in variables.items() if self._differs(name, value)]
        return [[name, draw(variables[name])] for name in names[:MAX_CHANGED]]

    def _differs(self, name: str, value: object) -> bool:
        if name not in self._seen:
            return not _imported(value)
        old, mark = self._seen[name]
        if value is old and isinstance(value, _FIXED):
            return False
        if isinstance(value, types.FunctionType | type):
            return not _imported(value)
        return fingerprint(value) != mark


def _imported(value: object) -> bool:
    if not isinstance(value, types.FunctionType | types.BuiltinFunctionType | type) and not callable(value):
        return False
    return getattr(value, "__module__", "__main__") != "__main__" and hasattr(value, "__name__")
