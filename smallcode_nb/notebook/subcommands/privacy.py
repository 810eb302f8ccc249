"""`%smallcode privacy`: what was sent where in this session."""

from __future__ import annotations

from ...agent.types import Outcome
from ..page import Line, Page, Table
from ..session import Session

HELP = "what was sent where"
MOST_WORDS = 0

_HERE = "this machine"
_SERVER_BACKEND = "openai"


def run(session: Session, words: tuple[str, ...]) -> Page:
    """One row per kept request."""
    del words
    if not session.outcomes:
        return Page((Line("Nothing was sent anywhere: there was no request yet.", strong="Privacy:"),))
    rows = tuple(_row(session, outcome) for outcome in session.outcomes)
    table = Table(("request", "model", "where", "prompts", "tokens", "sections"), rows)
    return Page((Line(_summary({row[2] for row in rows} - {_HERE}), strong="Privacy:"), table))


def _summary(elsewhere: set[str]) -> str:
    if elsewhere:
        return f"Prompts went to {', '.join(sorted(elsewhere))}, as you asked; environment and key files did not."
    return "No request left this machine. Environment and key files enter no prompt."


def _place(session: Session, name: str) -> str:
    """The address of the server that holds the model, or this machine."""
    from ...models.ollama import ollama_address
    from ...models.server import Server

    for spec, model in session.models.items():
        if model.card.name == name and model.card.backend == _SERVER_BACKEND:
            address = ollama_address() if spec.startswith("ollama") else spec.partition("#")[0]
            if "://" not in address and not address.startswith("unix:"):
                address = session.settings.engine  # a name: the model of an engine that someone else runs
            return _HERE if Server(address).local else address
    return _HERE


def _row(session: Session, outcome: Outcome) -> tuple[str, ...]:
    evidence = outcome.evidence
    sections = dict.fromkeys(s.name for prompt in outcome.prompts for s in prompt.sections if s.tokens)
    return (
        outcome.request.text.splitlines()[0][:60],
        evidence.model,
        _place(session, evidence.model),
        str(len(outcome.prompts)),
        str(evidence.usage.prompt_tokens),
        ", ".join(sections),
    )
