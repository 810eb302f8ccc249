"""Reads what a throwaway kernel reported: data from an untrusted process.

Anything that does not have the agreed shape is dropped; nothing is executed or unpickled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..agent.types import Portrait, Probe, RunError

_SINGLE = {"none", "bool", "int", "float", "str", "bytes", "datetime", "function", "other", "figure"}
_KINDS = _SINGLE | {"list", "tuple", "set", "dict", "array", "frame", "series", "index"}
_MAX_DATA = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Report:
    """The parts of a Run that the kernel tells."""

    value: Portrait | None = None
    changed: tuple[tuple[str, Portrait], ...] = ()
    figures: tuple[Portrait, ...] = ()
    probes: tuple[Probe, ...] = ()
    error: RunError | None = None


def read(content: dict[str, Any], expected: tuple[str, ...]) -> Report:
    """A report out of parsed JSON; `expected` are the probes that were sent, missing ones count as failed."""
    return Report(
        value=_portrait(content.get("value")),
        changed=tuple(pair for pair in map(_pair, _list(content.get("changed"))) if pair),
        figures=tuple(found for found in map(_portrait, _list(content.get("figures"))) if found),
        probes=_probes(_list(content.get("probes")), expected),
        error=_error(content.get("error")),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _portrait(value: Any) -> Portrait | None:
    if not isinstance(value, dict) or value.get("kind") not in _KINDS:
        return None
    data = _text(value.get("data"))
    if not data or len(data) > _MAX_DATA:
        return None
    return Portrait(
        kind=value["kind"],
        data=data,
        text=_text(value.get("text")),
        shape=tuple(n for n in _list(value.get("shape")) if type(n) is int),
        truncated=value.get("truncated") is True,
        digest=_text(value.get("digest")),
    )


def _pair(value: Any) -> tuple[str, Portrait] | None:
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[0], str):
        return None
    portrait = _portrait(value[1])
    return None if portrait is None else (value[0], portrait)


def _probes(values: list[Any], expected: tuple[str, ...]) -> tuple[Probe, ...]:
    told = {_text(v.get("expression")): v for v in values if isinstance(v, dict)}
    return tuple(_probe(expression, told.get(expression, {})) for expression in expected)


def _probe(expression: str, told: dict[str, Any]) -> Probe:
    value, error = _portrait(told.get("value")), _text(told.get("error"))
    return Probe(expression, value, "" if value else error or "NoValue: the kernel reported none")


def _error(value: Any) -> RunError | None:
    if not isinstance(value, dict):
        return None
    line = value.get("line")
    return RunError(
        ename=_text(value.get("ename")),
        evalue=_text(value.get("evalue")),
        traceback=_text(value.get("traceback")),
        line=line if type(line) is int and line > 0 else 0,
        frame=_text(value.get("frame")),
    )
