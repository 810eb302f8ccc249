"""*Test*: asserts about what a cell leaves behind, which hold after it and fail when their value is damaged.

The cell runs three times, each time in a throwaway kernel of its own: to see what it leaves, to read the values, and
to run the asserts. So a value that changes from run to run (time, random numbers) never becomes an assert. No model
is asked. Knows claims and trials; an assert says that the cell still does the same, not that it is right.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...agent.portraits import is_true
from ...agent.syntax import bound_names, loaded_names
from ...agent.types import Portrait, Probe, Run
from ...errors import RequestError
from ..board import State
from ..namespace import user_variables
from ..reasons import run_problem
from .answer import CHECKED, Answer, Attempt
from .claims import Claim, claims, condition
from .doctests import examples
from .source import touched, tree_of
from .trial import Trial, opened

if TYPE_CHECKING:
    from ...agent.ports import Observer
    from ...agent.stop import Stop
    from ..session import Session
    from .wish import Wish

__all__ = ["tests_for"]

MOST = 12
MOST_OF_ONE = 6
SHOWN = ("result", "shown", "displayed")
_RUNS = ("frame", "series", "array", "index")


@dataclass(frozen=True, slots=True)
class _Assert:
    condition: str
    #: the same condition over a damaged value; must not be true
    damaged: str


async def tests_for(wish: Wish, session: Session, observer: Observer, stop: Stop) -> Answer:
    """Asserts for the cell; raises RequestError when it leaves nothing that one could hold on to."""
    source = wish.cell()
    tree = tree_of(source)
    async with opened(session, wish.order, observer, source) as trial:
        seen = await trial.run(0, source, touched(tree))
        if not seen.ok:
            raise RequestError(f"The cell fails: {run_problem(seen)}.", "Repair it with Fix, then ask for tests.")
        setup, subjects = _subjects(tree, seen, frozenset(user_variables(session.shell)))
        read = [claim for name, portrait in subjects for claim in claims(name, portrait)[:MOST_OF_ONE]]
        asserts = [*_from_examples(tree), *await _read(trial, source, setup, read)][: 2 * MOST]
        if not asserts:
            raise RequestError(
                _nothing(seen), "Give a function an example in its docstring (>>> f(2)), or name a value."
            )
        return await _confirmed(trial, source, setup, asserts)


def _subjects(tree: ast.Module, seen: Run, live: frozenset[str]) -> tuple[str, list[tuple[str, Portrait]]]:
    """A line that binds the displayed value ("" when none is needed), and the values to make claims about.

    That line will be run in the user's notebook: it must bind no name that is in use there.
    """
    # a cell that has run before leaves its variables as they are: those are no change, but what it is about
    told = {probe.expression: probe.value for probe in seen.probes if probe.value is not None}
    subjects = list({**told, **dict(seen.changed)}.items())
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or seen.value is None or seen.value.kind in ("none", "figure", "other"):
        return "", subjects
    if isinstance(last.value, ast.Name):
        return "", [(last.value.id, seen.value), *(s for s in subjects if s[0] != last.value.id)]
    taken = live | bound_names(tree) | loaded_names(tree) | {name for name, _ in subjects}
    name = next((one for one in SHOWN if one not in taken), "")
    if not name:
        return "", subjects
    return f"{name} = {ast.unparse(last.value)}", [(name, seen.value), *subjects]


def _from_examples(tree: ast.Module) -> list[_Assert]:
    return [_Assert(text, _over(name, text, "lambda *_, **__: ...")) for name, text in examples(tree)]


async def _read(trial: Trial, source: str, setup: str, wanted: list[Claim]) -> list[_Assert]:
    """The claims with their values, read in a second run."""
    if not wanted:
        return []
    reads = tuple(dict.fromkeys(claim.read for claim in wanted))
    run = await trial.run(0, _joined(source, setup), reads)
    values = {probe.expression: probe.value for probe in run.probes} if run.ok else {}
    told = [(claim, condition(claim, values.get(claim.read))) for claim in wanted]
    return [_Assert(text, _over(claim.name, text, claim.damaged)) for claim, text in told if text]


def _over(name: str, condition: str, damaged: str) -> str:
    return f"(lambda {name}: bool({condition}))({damaged})"


async def _confirmed(trial: Trial, source: str, setup: str, asserts: list[_Assert]) -> Answer:
    """Run the asserts; those that do not hold, or hold for a damaged value too, are dropped and the rest run again."""
    probes = tuple(dict.fromkeys(text for one in asserts for text in (f"bool({one.condition})", one.damaged)))
    judged = {p.expression: p for p in (await trial.run(0, _joined(source, setup), probes)).probes}
    holding = [one for one in asserts if _true(judged.get(f"bool({one.condition})"))]
    kept = [one for one in holding if not _true(judged.get(one.damaged))][:MOST]
    if not kept:
        raise RequestError(
            "Nothing that the cell leaves behind is the same in every run.",
            "Fix its seed or its clock, then ask again.",
        )
    code = _joined(setup, "\n".join(f"assert {one.condition}" for one in kept))
    trial.offer(0, code)
    final = await trial.run(0, _joined(source, code))
    if not final.ok:
        raise RequestError(f"The asserts do not hold in every run: {run_problem(final)}.", "Ask again.")
    return _answer(code, final, trial, len(kept), len(asserts) - len(holding))


def _true(probe: Probe | None) -> bool:
    return probe is not None and probe.value is not None and is_true(probe.value)


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _answer(code: str, run: Run, trial: Trial, count: int, unstable: int) -> Answer:
    asserts = f"{count} assert{'s' if count > 1 else ''}"
    note = f"{unstable} more changed from run to run and were left out." if unstable else ""
    return Answer(
        "rules",
        CHECKED,
        f"{asserts} hold after the cell and fail when their value is damaged · no model was asked · "
        f"sandbox {trial.tier}",
        trial.tier,
        code=code,
        chosen=0,
        attempts=(
            Attempt(0, code, "rules", State.CHOSEN, "chosen (checked)", run, tests_passed=count, tests_total=count),
        ),
        facts=(
            f"The cell ran {trial.executions} times in throwaway kernels.",
            f"{asserts} hold after it, in a run of their own.",
            "Each of them fails when the value that it is about is damaged.",
            "They say that the cell still does the same, not that it is right.",
        ),
        notes=tuple(text for text in (note, *run.notes) if text),
        seed=trial.seed,
    )


def _nothing(seen: Run) -> str:
    made = ", ".join(name for name, _ in seen.changed)
    left = f" but {made}, which have no value to compare" if made else ""
    return f"The cell leaves nothing behind that an assert could hold on to{left}."
