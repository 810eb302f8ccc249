"""A new version of a cell beside the cell itself, in throwaway kernels: does it leave the same behind?

Knows trials and comparisons; knows nothing about who wrote the version.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...agent.types import Run
from ...errors import RequestError
from ..reasons import run_problem
from .compare import differences
from .trial import Trial

__all__ = ["Check", "Original", "check", "observe"]

#: perturbed copies of the tables that both versions also run on
VARIANTS = ("drop", "nulls", "shuffle")
#: a cell that takes longer than this is not run on perturbed copies, too
QUICK_S = 2.0


@dataclass(frozen=True, slots=True)
class Original:
    """What the cell leaves, in each variant ("" is the plain one); `unstable` changes from run to run."""

    source: str
    names: tuple[str, ...]
    runs: dict[str, Run]
    unstable: frozenset[str]


@dataclass(frozen=True, slots=True)
class Check:
    """How a version fared: its plain run, and what differs."""

    run: Run
    differs: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether it ran and nothing differs."""
        return self.run.ok and not self.differs


async def observe(trial: Trial, source: str, names: tuple[str, ...], variants: tuple[str, ...] = VARIANTS) -> Original:
    """Run the cell twice, and on perturbed copies where it is quick; raises RequestError when it fails."""
    first, second = await trial.run(0, source, names), await trial.run(0, source, names)
    if not (first.ok and second.ok):
        failed = second if first.ok else first
        raise RequestError(
            f"The cell fails on the variables as they are now: {run_problem(failed)}.",
            "Repair it with Fix, or run the cells before it again.",
        )
    runs = {"": first}
    if first.seconds < QUICK_S:
        runs |= {variant: await trial.run(0, source, names, variant) for variant in variants}
    return Original(source, names, runs, frozenset(differences(first, second)))


async def check(trial: Trial, original: Original, index: int, code: str, dropped: frozenset[str]) -> Check:
    """Run a version in every variant and compare; names in `dropped` may be missing."""
    names = tuple(name for name in original.names if name not in dropped)
    plain: Run | None = None
    for variant, before in original.runs.items():
        run = await trial.run(index, code, names, variant)
        plain = plain or run
        found = [text for text in differences(before, run, dropped) if text not in original.unstable]
        if found:
            return Check(plain, tuple(f"{text}{_where(variant)}" for text in found))
    if plain is None:
        raise AssertionError("the plain run is always there")
    return Check(plain, ())


def _where(variant: str) -> str:
    return {
        "": "",
        "drop": " (with rows left out)",
        "nulls": " (with missing values)",
        "shuffle": " (with rows in another order)",
    }[variant]
