"""`%smallcode model [NAME]`: which models there are, and choosing one."""

from __future__ import annotations

from ..page import Line, Page, Table
from ..session import Session

HELP = "the models there are; with a name, use that one from now on"
MOST_WORDS = 1


def run(session: Session, words: tuple[str, ...]) -> Page:
    """List the presets, or switch; raises UnknownModel before anything is changed."""
    from ...models.presets import presets
    from ...models.registry import resolve

    if words and words[0].startswith("ollama"):
        from .ollama import choose

        return choose(session, words[0].partition(":")[2])
    if words:
        resolve(words[0])
        session.settings.model = words[0]
        return Page((Line(f"{words[0]}, from the next request on.", strong="Model:"),))
    rows = tuple((_mark(session, preset.name), preset.name, preset.title) for preset in presets().values())
    return Page((Table(("", "model", "about"), rows), Line("%smallcode model NAME chooses one.", quiet=True)))


def _mark(session: Session, name: str) -> str:
    return "→" if name == session.settings.model else ""
