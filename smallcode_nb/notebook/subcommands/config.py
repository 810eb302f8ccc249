"""`%smallcode config [KNOB]`: every setting, its value and what it does."""

from __future__ import annotations

from ...errors import UnknownOption
from ..flags import nearest
from ..page import Line, Page, Table
from ..session import Session

HELP = "every setting and its value; with a name, that one"
MOST_WORDS = 1


def run(session: Session, words: tuple[str, ...]) -> Page:
    """A table of the settings; raises UnknownOption."""
    traits = session.settings.traits(config=True)
    if words and words[0] not in traits:
        guess = nearest(words[0], tuple(traits))
        raise UnknownOption(
            f"There is no setting {words[0]}.", f"Did you mean {guess}?" if guess else "%smallcode config lists them."
        )
    shown = words or tuple(sorted(traits))
    rows = tuple((name, _value(session, name), traits[name].help) for name in shown)
    how = f"Change one with: %config SmallCode.{shown[0]} = {getattr(session.settings, shown[0])!r}"
    return Page((Table(("setting", "value", "what it does"), rows), Line(how, quiet=True)))


def _value(session: Session, name: str) -> str:
    value = getattr(session.settings, name)
    changed = value != session.settings.trait_defaults(name)
    return f"{value} (changed)" if changed else str(value)
