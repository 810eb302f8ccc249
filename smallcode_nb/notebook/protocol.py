"""The loop's events and outcomes as JSON messages for a panel; typed by a literal `type`, versioned by `v`.

Knows how values are written; knows nothing about transport. Every dataclass becomes an
object of its fields, enums their value, tuples lists.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from ..agent.events import Event
from ..agent.types import Outcome

__all__ = ["VERSION", "event_message", "outcome_message"]

VERSION = 1


def event_message(request_id: str, event: Event) -> dict[str, Any]:
    """One event of the request `request_id`; `type` is the event's name in kebab case ("prompt-built")."""
    return {"v": VERSION, "type": _kebab(type(event).__name__), "request": request_id, **_plain(asdict(event))}


def outcome_message(request_id: str, outcome: Outcome) -> dict[str, Any]:
    """The end of a request: candidates, evidence and the choice; prompts stay behind, their sections do not."""
    whole = _plain(asdict(outcome))
    sections = [prompt["sections"] for prompt in whole.pop("prompts")]
    return {"v": VERSION, "type": "outcome", "request": request_id, "outcome": whole, "sections": sections}


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def _plain(value: Any) -> Any:
    """`value` with lists for tuples and sorted lists for sets, as JSON reads them back."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(_plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
