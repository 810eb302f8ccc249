"""What happens in a `%%smallcode` cell: order, live view, result, hand-over, in this order.

Knows a session and its screen; knows nothing about how candidates are found.
"""

from __future__ import annotations

from ..agent.stop import Stop
from ..agent.types import Outcome
from ..errors import SmallCodeError
from .command import Order, parse_order
from .handover import hand_over, offered, provenance, with_header
from .preview import bundles
from .progress_text import LineView, LiveView, QuietView, TextView
from .result import error_page, nothing_page, result_page
from .screen import Screen
from .session import Session

__all__ = ["answer"]


def answer(session: Session, line: str, body: str = "") -> None:
    """Work on one cell; raises SmallCodeError only for the strict setting to see, having shown it."""
    screen = Screen(session.shell)
    view: LiveView = QuietView(screen)
    try:
        order = parse_order(line, body)
        stop = Stop()
        view = open_view(session, screen, stop)
        outcome = session.ask(order, view.show, stop)
    except SmallCodeError as error:
        view.finish(error_page(error.cause, error.remedy), {})
        raise
    except KeyboardInterrupt:
        outcome = None
    except Exception as error:
        view.finish(error_page(f"Our own error: {error!r}.", "Please report it with the traceback below."), {})
        raise
    if outcome is None:
        view.finish(nothing_page(), {})
    else:
        conclude(session, order, outcome, view, screen)


def open_view(session: Session, screen: Screen, stop: Stop) -> LiveView:
    """The liveliest view that the front end and the settings allow."""
    wanted = session.settings.display
    if wanted == "off":
        return QuietView(screen)
    if not screen.updates:
        return LineView(screen)
    if wanted == "widget" or (wanted == "auto" and screen.widgets):
        from .progress_widget import WidgetView

        return WidgetView(screen, stop.set)
    return TextView(screen)


def conclude(session: Session, order: Order, outcome: Outcome, view: LiveView, screen: Screen) -> None:
    """Show the evidence and the result, and hand the code over."""
    settings = session.settings
    mode = "none" if view.declined else order.insert or settings.insert
    verdict = offered(outcome, insert_asked=order.insert in ("next", "replace"))
    code = verdict.candidate.code if verdict else ""
    if code and settings.header_comment:
        code = with_header(code, outcome)
    explained = code and (settings.explain if order.explain is None else order.explain)
    page = result_page(
        outcome,
        shown_code=code if mode == "none" else "",
        explanation=_explained(outcome) if explained else "",
    )
    view.finish(page, provenance(outcome, code, mode))
    if outcome.chosen is not None and outcome.chosen.run is not None:
        for bundle in bundles(outcome.chosen.run):
            screen.show(bundle)
    if code:
        hand_over(session.shell, code, mode)


def _explained(outcome: Outcome) -> str:
    from .explain import explain

    return explain(outcome.chosen.candidate.code) if outcome.chosen else ""
