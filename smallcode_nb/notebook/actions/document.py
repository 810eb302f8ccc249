"""*Document*: comments and docstrings for a cell, whose program is proven unchanged and which runs as before.

By rules from the code's own structure; a general model's drafts are taken where they, too, change nothing but comments
and docstrings. Words are never checked: they say what the code does only as far as rules or model read it right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..board import State
from .answer import CHECKED, Answer, Attempt, Maker
from .checked import check, observe
from .commenting import commented, same_code
from .general import drafts, is_general
from .source import touched, tree_of
from .trial import Trial, opened

if TYPE_CHECKING:
    from ...agent.ports import Observer
    from ...agent.stop import Stop
    from ..session import Session
    from .wish import Wish

__all__ = ["document"]

_WORDS = "Add a docstring to every function and short comments to this code. Change nothing else."


@dataclass(frozen=True, slots=True)
class _Version:
    code: str
    maker: Maker
    words: str


async def document(wish: Wish, session: Session, observer: Observer, stop: Stop) -> Answer:
    """The cell with comments; without any to add, an answer that says so."""
    source = wish.cell()
    tree = tree_of(source)
    version = await _drafted(wish, session, observer, stop) or _by_rules(source)
    if version is None:
        told = "Every statement of the cell has a comment already, or needs none."
        return Answer("rules", "unverified", f"{told} · nothing was run", "", explanation=told)
    async with opened(session, wish.order, observer, source) as trial:
        original = await observe(trial, source, touched(tree), variants=())
        trial.offer(0, version.code)
        found = await check(trial, original, 0, version.code, frozenset())
        if not found.same:
            told = f"The commented cell did not leave the same behind: {', '.join(found.differs)}."
            return Answer("rules", "unverified", told, trial.tier, explanation=told)
        attempt = Attempt(0, version.code, version.maker, State.CHOSEN, f"chosen ({CHECKED})", found.run)
        return _answer(version, attempt, trial)


def _by_rules(source: str) -> _Version | None:
    code, comments, docstrings = commented(source, tree_of(source))
    parts = [_count(comments, "comment"), _count(docstrings, "docstring")]
    words = " and ".join(part for part in parts if part)
    return _Version(code, "rules", words) if words and same_code(code, source) else None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}" if number else ""


async def _drafted(wish: Wish, session: Session, observer: Observer, stop: Stop) -> _Version | None:
    """The first of a general model's drafts that is the same program with more words."""
    if not is_general(wish, session):
        return None
    for code in await drafts(wish, session, _WORDS, observer, stop):
        if same_code(code, wish.source) and len(code) > len(wish.source):
            return _Version(code, "model", "comments and docstrings")
    return None


def _answer(version: _Version, attempt: Attempt, trial: Trial) -> Answer:
    asked = "no model was asked" if version.maker == "rules" else "drafted by the model"
    source = "read off the code itself" if version.maker == "rules" else "written by the model"
    return Answer(
        version.maker,
        CHECKED,
        f"{version.words} added, the program unchanged · {asked} · sandbox {trial.tier}",
        trial.tier,
        code=version.code,
        chosen=0,
        replaces=True,
        attempts=(attempt,),
        facts=(
            f"Added: {version.words}, {source}.",
            "But for comments and docstrings it is the same program, letter for letter in its syntax tree.",
            "Both versions ran in throwaway kernels and left the same behind.",
            "Nothing checks whether the words are right.",
        ),
        seed=trial.seed,
    )
