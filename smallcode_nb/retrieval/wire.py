"""What the engine and a notebook say to one another about an index, as JSON objects.

Knows fields and their types; knows nothing about HTTP or who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

from ..agent.types import Snippet
from ..errors import RetrievalError
from .api import IndexReport, Progress, RetrievalSettings
from .fragments import Skipped, SkipReason

T = TypeVar("T")

__all__ = ["read_progress", "read_report", "read_settings", "read_snippet", "written"]


def written(value: Snippet | RetrievalSettings | IndexReport | Progress) -> dict[str, Any]:
    """Fields by name."""
    return asdict(value)


def read_snippet(data: Mapping[str, Any]) -> Snippet:
    """A snippet again; fields of a later version are ignored. Raises RetrievalError."""
    known = _known(Snippet, data)
    lines = known.get("lines", (0, 0))
    return _made(Snippet, {**known, "lines": (int(lines[0]), int(lines[1]))})


def read_settings(data: Mapping[str, Any]) -> RetrievalSettings:
    """Settings again. Raises RetrievalError."""
    known = _known(RetrievalSettings, data)
    return _made(RetrievalSettings, {**known, "pipeline_modules": tuple(known.get("pipeline_modules", ()))})


def read_progress(data: Mapping[str, Any]) -> Progress:
    """How far a run is. Raises RetrievalError."""
    return _made(Progress, _known(Progress, data))


def read_report(data: Mapping[str, Any]) -> IndexReport:
    """What a run did. Raises RetrievalError."""
    known = _known(IndexReport, data)
    skipped = tuple(
        Skipped(str(one["place"]), SkipReason(one["reason"]), str(one.get("detail", "")))
        for one in known.get("skipped", ())
    )
    return _made(IndexReport, {**known, "skipped": skipped})


def _known(kind: type, data: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in data.items() if name in names}


def _made(kind: type[T], values: dict[str, Any]) -> T:
    try:
        return kind(**values)
    except TypeError as error:
        raise RetrievalError(
            f"The engine's answer is not understood: {error}.",
            "Stop it, so that a new one starts: smallcode-nb engine stop",
        ) from error
