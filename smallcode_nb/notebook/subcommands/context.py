"""`%smallcode context`: what the last request's model was shown, section by section, in tokens."""

from __future__ import annotations

from ..page import Line, Page, Table
from ..session import Session
from . import last_outcome

HELP = "what the last request's prompt was made of, and what was dropped"
MOST_WORDS = 0


def run(session: Session, words: tuple[str, ...]) -> Page:
    """Sections of the first prompt, then the snippets that were in any."""
    del words
    outcome = last_outcome(session)
    if not outcome.prompts:
        return Page((Line("Nothing was sent to a model."),))
    first = outcome.prompts[0]
    rows = tuple((s.name, str(s.tokens), str(s.dropped_tokens or ""), s.dropped) for s in first.sections)
    table = Table(("section", "tokens", "dropped", "why"), rows)
    snippets = dict.fromkeys(one for prompt in outcome.prompts for one in prompt.snippets)
    found = tuple((f"{s.path} {s.cell}".strip(), f"{s.score:.2f}", s.why) for s in snippets)
    shown = (Table(("snippet", "score", "why"), found),) if found else (Line("No snippet was sent.", quiet=True),)
    return Page((Line(f"{first.tokens} tokens", strong="Sent:"), table, *shown))
