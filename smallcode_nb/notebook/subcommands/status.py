"""`%smallcode status`: what is running, with which settings."""

from __future__ import annotations

from ..page import Line, Page, Table
from ..session import Session

HELP = "what is loaded and how the next request would be worked on"
MOST_WORDS = 0


def run(session: Session, words: tuple[str, ...]) -> Page:
    """Model, kernels, settings and the last outcome."""
    del words
    settings = session.settings
    rows = (
        ("model", settings.model + (" (loaded)" if settings.model in session.models else " (loads at first use)")),
        ("profile", settings.profile),
        ("per request", f"{settings.n} candidates, at most {settings.max_seconds:g} s, seed {settings.seed}"),
        ("throwaway kernels", f"{settings.parallel} side by side, {settings.run_deadline_s:g} s each"),
        ("background thread", "running" if session.started else "not started"),
        ("requests so far", str(session.asked)),
        ("last request", _last(session)),
    )
    return Page((Line("", strong="smallcode status"), Table(("", ""), rows)))


def _last(session: Session) -> str:
    last = session.last
    return f"{last.request.text.splitlines()[0]}: {last.evidence.label}" if last else "none yet"
