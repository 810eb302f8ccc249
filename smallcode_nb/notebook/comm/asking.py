"""From a page's `ask` to a wish: mentions put in words, an earlier run and a remark woven in.

Knows the protocol and wishes. Everything in an `ask` is text that becomes part of a prompt or runs in a throwaway
kernel; confinement is never a page's to choose.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ...agent.types import Failure
from ...errors import RequestError
from ..actions.wish import Wish
from ..command import Order
from ..mentions import resolve
from ..namespace import user_variables
from .catalogue import names

if TYPE_CHECKING:
    from ..session import Session
    from .from_page import Ask
    from .live import LiveRun

__all__ = ["wish_of", "words_of"]

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def wish_of(ask: Ask, session: Session, earlier: LiveRun | None, *, cell_running: bool) -> Wish:
    """What is wished for; raises RequestError for what cannot be worked on."""
    cell = ask.get("cell")
    if ask["action"] != "write" and cell is None:
        raise RequestError(f"{ask['action'].capitalize()} needs a cell.", "Choose a code cell first.")
    text, unknown = resolve(words_of(ask, earlier), user_variables(session.shell), Path.cwd())
    busy = "A cell was running when this was asked: variables it changes may have been copied half-way."
    return Wish(
        ask["action"],
        _order(ask, text, session, earlier),
        source=cell["source"] if cell is not None else "",
        failure=_failure(ask),
        previous=_previous(earlier),
        notes=(*unknown, *([busy] if cell_running else [])),
    )


def words_of(ask: Ask, earlier: LiveRun | None) -> str:
    """The request in words; for one asked again, all earlier words with the remark behind them."""
    again = ask.get("again")
    if again is None:
        return ask["text"].strip()
    before = earlier.words if earlier is not None else ask["text"].strip()
    return ", ".join(part for part in (before, again["remark"].strip()) if part)


def _order(ask: Ask, text: str, session: Session, earlier: LiveRun | None) -> Order:
    flags = ask.get("flags", {})
    model = flags.get("model")
    if model is not None and model not in names(session):
        raise RequestError(
            f"{model[:80]} is not one of the models a page may choose.",
            "Paths and addresses are set in a cell: %smallcode model NAME",
        )
    seed = flags.get("seed")
    if seed is None and earlier is not None:
        seed = _other_seed(earlier, session)
    return Order(
        text,
        tests=tuple(_test(test) for test in _tests(ask, earlier)),
        n=flags.get("n"),
        model=model,
        max_seconds=flags.get("max_seconds"),
        seed=seed,
    )


def _other_seed(earlier: LiveRun, session: Session) -> int:
    """The same words again must not draw the same candidates again."""
    used = earlier.result["evidence"]["seed"] if earlier.result is not None else session.settings.seed
    return (used + 1) % 2**31


def _tests(ask: Ask, earlier: LiveRun | None) -> list[str]:
    """The tests given; for one asked again, those of before unless there are others."""
    return ask.get("tests", earlier.ask.get("tests", []) if earlier is not None else [])


def _test(test: str) -> str:
    """One `assert` statement; an expression becomes one."""
    text = test.strip()
    text = text if text.startswith("assert ") else f"assert {text}"
    try:
        [statement] = ast.parse(text).body
    except (SyntaxError, ValueError):
        statement = ast.Pass()
    if not isinstance(statement, ast.Assert):
        raise RequestError(f"The test `{test[:80]}` is not one assert.", "Write for example: assert total == 3")
    return text


def _failure(ask: Ask) -> Failure | None:
    told, cell = ask.get("failure"), ask.get("cell")
    if told is None or cell is None:
        return None
    ename, evalue, traceback = (_ANSI.sub("", part) for part in (told["ename"], told["evalue"], told["traceback"]))
    return Failure(cell["source"], ename, evalue, traceback)


def _previous(earlier: LiveRun | None) -> str:
    proposal = earlier.result["proposal"] if earlier is not None and earlier.result is not None else None
    return proposal["code"] if proposal is not None else ""
