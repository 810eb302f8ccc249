"""`%smallcode privacy`: what was sent where in this session."""

from __future__ import annotations

from ...agent.types import Outcome
from ..page import Block, Line, Page, Table
from ..session import Session

HELP = "what was sent where"
MOST_WORDS = 0

_REMOTE = "openai"


def run(session: Session, words: tuple[str, ...]) -> Page:
    """One row per kept request; a model with a local backend receives everything inside this machine."""
    del words
    if not session.outcomes:
        return Page((Line("Nothing was sent anywhere: there was no request yet.", strong="Privacy:"),))
    rows = tuple(_row(session, outcome) for outcome in session.outcomes)
    blocks: list[Block] = [Line(_summary(session), strong="Privacy:")]
    blocks.append(Table(("request", "received by", "prompts", "tokens", "sections"), rows))
    return Page(tuple(blocks))


def _summary(session: Session) -> str:
    servers = sorted({card for o in session.outcomes if _is_remote(session, card := o.evidence.model)})
    if servers:
        return f"Prompts went to the server you named ({', '.join(servers)}); environment and key files did not."
    return "No request left this machine. Environment and key files enter no prompt."


def _is_remote(session: Session, name: str) -> bool:
    return any(m.card.name == name and m.card.backend == _REMOTE for m in session.models.values())


def _row(session: Session, outcome: Outcome) -> tuple[str, ...]:
    name = outcome.evidence.model
    place = "a server" if _is_remote(session, name) else "this machine"
    sections = dict.fromkeys(s.name for p in outcome.prompts for s in p.sections if s.tokens)
    tokens = str(outcome.evidence.usage.prompt_tokens)
    short = outcome.request.text.splitlines()[0][:60]
    return short, f"{name} on {place}", str(len(outcome.prompts)), tokens, ", ".join(sections)
