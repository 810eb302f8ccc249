"""`%smallcode engine [stop]`: the process that holds large models for all notebooks."""

from __future__ import annotations

from ...errors import UnknownOption
from ..page import Line, Page, Table
from ..session import Session

HELP = "the process that holds models for all notebooks; stop ends it"
MOST_WORDS = 1


def run(session: Session, words: tuple[str, ...]) -> Page:
    """Its state, or its end; raises UnknownOption, EngineError."""
    from ...engine.place import default_place
    from ...engine.process import stop
    from ...engine.report import ask_status, describe

    if words not in ((), ("status",), ("stop",)):
        raise UnknownOption(
            f"The engine cannot {words[0]}.", "%smallcode engine shows it, %smallcode engine stop ends it."
        )
    if words == ("stop",):
        ended = stop(default_place())
        return Page((Line("ended." if ended else "was not running.", strong="Engine:"),))
    rows = (*describe(ask_status()), ("setting", f"c.SmallCode.engine = {session.settings.engine!r}"))
    return Page((Line("", strong="smallcode engine"), Table(("", ""), rows)))
