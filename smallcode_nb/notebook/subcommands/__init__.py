"""`%smallcode …`: one small module per subcommand, each with `HELP`, `MOST_WORDS` and `run(session, words) -> Page`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from ...errors import RequestError, SmallCodeError, UnknownOption
from ..flags import nearest

if TYPE_CHECKING:
    from ...agent.types import Outcome
    from ..page import Page
    from ..session import Session

__all__ = ["NAMES", "dispatch", "find", "last_outcome"]

NAMES = (
    *("status", "model", "why", "last", "context", "index", "search"),
    *("config", "privacy", "sandbox", "engine", "help"),
)


class Subcommand(Protocol):
    """What each module of this package offers."""

    HELP: str
    #: words that may follow; more make the line a request
    MOST_WORDS: int

    def run(self, session: Session, words: tuple[str, ...]) -> Page:
        """The page to show; raises SmallCodeError."""
        ...


def find(name: str) -> Subcommand:
    """The module of a subcommand."""
    return cast(Subcommand, import_module(f".{name}", __name__))


def dispatch(session: Session, line: str) -> None:
    """Run the subcommand that `line` names, or take the line as a request."""
    from ..cell import answer

    name, *words = line.split() or ["help"]
    meant = len(words) <= find(name).MOST_WORDS if name in NAMES else not words and bool(_misspelt(name))
    if meant:
        _show(session, name, tuple(words))
    else:
        answer(session, line)


def _show(session: Session, name: str, words: tuple[str, ...]) -> None:
    from ..result import error_page
    from ..screen import Screen

    screen = Screen(session.shell)
    try:
        if name not in NAMES:
            raise UnknownOption(f"%smallcode has no subcommand {name}.", f"Did you mean {_misspelt(name)}?")
        screen.show_page(find(name).run(session, words))
    except SmallCodeError as error:
        screen.show_page(error_page(error.cause, error.remedy))
        raise


def last_outcome(session: Session) -> Outcome:
    """The newest outcome; raises RequestError when there is none."""
    if session.last is None:
        raise RequestError("There was no request yet.", "Ask something first: %%smallcode mean price by city")
    return session.last


def _misspelt(name: str) -> str:
    return nearest(name, NAMES)
