"""Whether a new version of a cell leaves behind what the cell left: values, outputs, printed text, figures.

Compares what two throwaway kernels reported, with row order and names counting. Functions and classes have no value to
compare: whoever rewrites a cell must leave them as they are. Knows runs; knows nothing about how code was rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...agent import portraits
from ...agent.effects import figures, printed
from ...agent.types import Portrait, Run
from ..reasons import run_problem

__all__ = ["differences", "left_behind"]

_NO_VALUE = frozenset({"function", "other"})


def left_behind(run: Run) -> dict[str, Portrait]:
    """Variables by name: those it changed, and those that were asked for as probes."""
    told = {probe.expression: probe.value for probe in run.probes if probe.value is not None}
    return {**told, **dict(run.changed)}


def differences(before: Run, after: Run, ignored: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """What differs, in words; "" names stand for outputs. Two runs that fail alike do not differ."""
    if not (before.ok and after.ok):
        return () if before.ok == after.ok else (f"it fails: {run_problem(after) or run_problem(before)}",)
    ours, theirs = left_behind(before), left_behind(after)
    names = (ours.keys() | theirs.keys()) - ignored
    found = [name for name in sorted(names) if not _same_variable(name, ours, theirs)]
    if not _same_value(before.value, after.value):
        found.append("the displayed value")
    if printed(before) != printed(after):
        found.append("the printed text")
    if not portraits.matched(figures(before), figures(after), portraits.same):
        found.append("the figure")
    return tuple(found)


def _same_variable(name: str, ours: Mapping[str, Portrait], theirs: Mapping[str, Portrait]) -> bool:
    return name in ours and name in theirs and _same_value(ours[name], theirs[name])


def _same_value(left: Portrait | None, right: Portrait | None) -> bool:
    if left is None or right is None:
        return left is right
    if left.kind in _NO_VALUE and left.kind == right.kind:
        return left.data == right.data or portraits.same(left, right)
    if left.kind == "figure" or right.kind == "figure":
        return left.kind == right.kind  # compared by what it draws, above
    return left.kind == right.kind and left.shape == right.shape and portraits.same(left, right, ordered=True)
