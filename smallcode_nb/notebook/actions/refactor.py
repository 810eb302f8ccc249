"""*Refactor*: a shorter version of a cell that leaves the same behind.

First by rules, then, where the model is a general one, by its drafts too. Either way a version is offered only if it
ran beside the cell, on the same data and on perturbed copies, and nothing differed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...agent.types import Run
from ..board import State
from .answer import CHECKED, Answer, Attempt, Maker
from .checked import Check, Original, check, observe
from .elsewhere import names_elsewhere
from .general import drafts, is_general
from .shorten import shortened
from .source import touched, tree_of
from .trial import Trial, opened

if TYPE_CHECKING:
    from ...agent.ports import Observer
    from ...agent.stop import Stop
    from ..session import Session
    from .wish import Wish

__all__ = ["refactor"]

_WORDS = "Rewrite this code so that it is shorter and clearer. Keep every name and exactly what it computes and shows."


@dataclass(frozen=True, slots=True)
class _Version:
    code: str
    maker: Maker
    words: str
    dropped: frozenset[str] = frozenset()


async def refactor(wish: Wish, session: Session, observer: Observer, stop: Stop) -> Answer:
    """The shortest version that was found the same; without one, an answer that says so."""
    source = wish.cell()
    tree = tree_of(source)
    rules = shortened(source, tree, names_elsewhere(session.shell, source))
    versions = [_Version(rules.code, "rules", "; ".join(rules.changes), rules.dropped)] if rules.changes else []
    if is_general(wish, session):
        versions += [_Version(code, "model", "draft") for code in await drafts(wish, session, _WORDS, observer, stop)]
    if not versions:
        return _nothing()
    async with opened(session, wish.order, observer, source) as trial:
        original = await observe(trial, source, touched(tree))
        checks = [await _checked(trial, original, place, version) for place, version in enumerate(versions)]
        return _answer(versions, checks, original, trial)


async def _checked(trial: Trial, original: Original, place: int, version: _Version) -> Check:
    trial.offer(place, version.code)
    return await check(trial, original, place, version.code, version.dropped)


def _answer(versions: list[_Version], checks: list[Check], original: Original, trial: Trial) -> Answer:
    same = [place for place, one in enumerate(checks) if one.same]
    chosen = min(same, key=lambda place: _size(versions[place].code), default=None)
    attempts = tuple(
        _attempt(place, version, one, chosen) for place, (version, one) in enumerate(zip(versions, checks, strict=True))
    )
    empty = Answer("rules", "unverified", "", trial.tier, attempts=attempts, seed=trial.seed)
    if chosen is None:
        told = f"No shorter version leaves the same behind: {attempts[0].reason}."
        return replace(empty, sentence=f"{told} · sandbox {trial.tier}", explanation=told)
    version = versions[chosen]
    return replace(
        empty,
        maker=version.maker,
        label=CHECKED,
        sentence=_sentence(version, original, trial),
        code=version.code,
        chosen=chosen,
        replaces=True,
        facts=tuple(_facts(version, original)),
        notes=tuple(_notes(version, original, checks[chosen].run)),
    )


def _sentence(version: _Version, original: Original, trial: Trial) -> str:
    asked = "no model was asked" if version.maker == "rules" else "drafted by the model"
    saved = _size(original.source) - _size(version.code)
    return f"{saved} characters shorter, the same left behind · {asked} · sandbox {trial.tier}"


def _facts(version: _Version, original: Original) -> Iterator[str]:
    if version.maker == "rules":
        yield f"Changed by rule: {version.words}."
    names = [name for name in original.names if name not in version.dropped]
    compared = f"variables ({', '.join(names)}), " if names else ""
    yield f"Both versions ran in throwaway kernels; {compared}displayed value, printed text and figures are the same."
    if len(original.runs) > 1:
        yield "They are the same, too, with rows left out, with missing values and with rows in another order."


def _notes(version: _Version, original: Original, run: Run) -> Iterator[str]:
    for name in sorted(version.dropped):
        yield f"{name} is no longer left behind; no cell that ran in this session reads it."
    for name in sorted(original.unstable):
        yield f"It changes from run to run, so it could not be compared: {name}."
    yield from run.notes


def _attempt(place: int, version: _Version, one: Check, chosen: int | None) -> Attempt:
    if place == chosen:
        return Attempt(place, version.code, version.maker, State.CHOSEN, f"chosen ({CHECKED})", one.run)
    if one.same:
        return Attempt(place, version.code, version.maker, State.PASSED, "the same left behind, but longer", one.run)
    reason = f"not the same: {', '.join(one.differs)}"
    return Attempt(place, version.code, version.maker, State.FAILED, reason, one.run)


def _nothing() -> Answer:
    told = "No rule makes this cell shorter, and the embedded model does not rewrite code."
    return Answer("rules", "unverified", f"{told} · nothing was run", "", explanation=told)


def _size(code: str) -> int:
    return len("".join(code.split()))
