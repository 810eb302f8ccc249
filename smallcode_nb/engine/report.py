"""What the user's engine says about itself, for people.

Knows: its status route. Does not know: how it is shown.
"""

from __future__ import annotations

from typing import Any

from ..errors import EngineError
from .place import Place, default_place
from .process import running, server_of

_PATIENCE_S = 5.0


def ask_status(place: Place | None = None) -> dict[str, Any] | None:
    """Its facts, None when it does not run. Raises EngineError when it runs and does not answer."""
    import httpx

    place = place or default_place()
    record = running(place)
    if record is None:
        return None
    try:
        with server_of(place, record, _PATIENCE_S).client() as client:
            facts = client.get("status").raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        cause = f"The engine (process {record.pid}) does not answer."
        raise EngineError(cause, "Stop it: smallcode-nb engine stop") from error
    return {**facts, "pid": record.pid, "address": record.address, "token_file": str(place.token)}


def describe(facts: dict[str, Any] | None) -> tuple[tuple[str, str], ...]:
    """Label and value of each line."""
    if facts is None:
        return (("engine", "not running; it starts when a model needs it"),)
    return (
        ("engine", f"version {facts['version']}, process {facts['pid']}"),
        ("models", ", ".join(facts["models"]) or "none open"),
        ("now", f"{facts['samples']} candidates drawn, {facts['waiting']} requests wait"),
        ("so far", f"{facts['served']} requests, the last {facts['idle_s']:.0f} s ago"),
        ("address", f"{facts['address']}, key in {facts['token_file']}"),
    )
