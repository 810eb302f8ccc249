"""`%smallcode last`: the last request again, with its code and evidence."""

from __future__ import annotations

from ..page import Line, Page
from ..result import result_page
from ..session import Session
from . import last_outcome

HELP = "the last request with its code and evidence"
MOST_WORDS = 0


def run(session: Session, words: tuple[str, ...]) -> Page:
    """The result page with the code shown."""
    del words
    outcome = last_outcome(session)
    code = outcome.chosen.candidate.code if outcome.chosen else ""
    return Page((Line(outcome.request.text, strong="Request:"), *result_page(outcome, shown_code=code).blocks))
