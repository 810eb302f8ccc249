"""`%smallcode help`: how to ask, the flags, the subcommands."""

from __future__ import annotations

from ..flags import FLAGS
from ..page import Code, Line, Page, Table
from ..session import Session
from . import NAMES, find

HELP = "this page"
MOST_WORDS = 0

EXAMPLE = """\
%%smallcode --n 8 store the mean price by city in means
assert means.min() > 0"""


def run(session: Session, words: tuple[str, ...]) -> Page:
    """Flags and subcommands with their help."""
    del session, words
    flags = tuple((f"{flag.name} {flag.metavar}".strip(), flag.help) for flag in FLAGS)
    subcommands = tuple((f"%smallcode {name}", find(name).HELP) for name in NAMES)
    return Page(
        (
            Line("Several candidates are drawn, each runs on a copy of your variables, the best becomes a cell."),
            Code(EXAMPLE),
            Table(("flag", "meaning"), flags),
            Table(("command", "shows"), subcommands),
            Line("Lines that start with assert are tests. %smallcode REQUEST asks on one line.", quiet=True),
        )
    )
