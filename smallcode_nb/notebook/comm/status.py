"""How a session stands, as the status item shows it. Asks nothing that could start something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .machine import memory

if TYPE_CHECKING:
    from ..session import Session
    from .parts import StatusState

__all__ = ["status"]


def status(session: Session, runs: list[str], *, cell_running: bool) -> StatusState:
    """Model, engine, confinement of the last request ("" before the first) and memory."""
    return {
        "model": session.settings.model,
        "model_loaded": session.settings.model in session.models,
        "engine": _engine(session.settings.engine),
        "tier": session.last.evidence.tier if session.last is not None else "",
        "cell_running": cell_running,
        "runs": runs,
        "memory": memory(),
    }


def _engine(setting: str) -> str:
    from ...engine.place import default_place
    from ...engine.process import running

    if setting == "off" or "://" in setting:
        return "off" if setting == "off" else "remote"
    try:
        return "running" if running(default_place()) is not None else "not started"
    except OSError:
        return "unreachable"
