"""The models a page may choose: those with a name, the current one, and those that are loaded already.

Knows sessions and presets; opens nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..session import Session
    from .parts import ModelEntry

__all__ = ["models", "names"]


def models(session: Session) -> list[ModelEntry]:
    """Named models first, then what the user's own cells have brought."""
    from ...models.presets import presets

    about = {name: preset.title for name, preset in presets().items()}
    own = dict.fromkeys((*session.models, session.settings.model))
    about |= {name: "Chosen in a cell of this notebook." for name in own if name not in about}
    return [_entry(session, name, text) for name, text in about.items()]


def names(session: Session) -> frozenset[str]:
    """What `flags.model` and the setting `model` accept."""
    return frozenset(entry["name"] for entry in models(session))


def _entry(session: Session, name: str, about: str) -> ModelEntry:
    return {
        "name": name,
        "about": about,
        "loaded": name in session.models,
        "current": name == session.settings.model,
    }
