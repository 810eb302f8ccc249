"""What a run leaves behind, and when two runs leave the same.

A cell is judged by its displayed value, the live variables it changed and its figures; names of new
variables do not matter. A function is judged by its values on the mutated inputs. An error agrees with nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import portraits
from .rules import Rule
from .types import Portrait, Probe, Run, Spec, SpecKind, Verdict

Rules = frozenset[Rule]
_SHOWS_SOMETHING = frozenset({"frame", "series", "array", "index", "int", "float", "bool", "str", "dict", "set"})


def agree(left: Verdict, right: Verdict, spec: Spec, live: frozenset[str], without: Rules = frozenset()) -> bool:
    """Whether two candidates that ran did the same."""
    if left.run is None or right.run is None or not (left.ran and right.ran):
        return False
    if spec.kind is SpecKind.FUNCTION:
        return same_answers(answers(left.run, spec), answers(right.run, spec))
    runs = zip((left.run, *left.extra_runs), (right.run, *right.extra_runs), strict=False)
    return all(_same_run(one, other, spec, live, without) for one, other in runs)


def answers(run: Run, spec: Spec) -> tuple[Probe, ...]:
    """The run's values on the mutated inputs; its tests come first in `run.probes` and are left out."""
    return run.probes[len(spec.tests) :]


def same_answers(left: Sequence[Probe], right: Sequence[Probe]) -> bool:
    """Equal wherever either has a value, and at least one such place."""
    places = list(zip(left, right, strict=False))
    return any(a.value is not None for a, _ in places) and all(
        same_answer(a, b) or (a.value is None and b.value is None) for a, b in places
    )


def same_answer(left: Probe, right: Probe) -> bool:
    """Whether both have a value and it is the same."""
    return left.value is not None and right.value is not None and portraits.same(left.value, right.value, ordered=True)


def mute(run: Run | None, spec: Spec) -> bool:
    """Whether a function gives None on every mutated input: a body that was left unfinished agrees with its like."""
    if run is None or spec.kind is not SpecKind.FUNCTION or spec.signature.endswith("-> None"):
        return False
    values = [probe.value for probe in answers(run, spec) if probe.value is not None]
    return bool(values) and all(value.kind == "none" for value in values)


def _same_run(left: Run, right: Run, spec: Spec, live: frozenset[str], without: Rules) -> bool:
    if not (left.ok and right.ok):
        return left.ok == right.ok
    if Rule.CHANGED not in without and not _same_changes(left, right, live, spec, without):
        return False
    ours, theirs = figures(left), figures(right)
    if ours or theirs:
        return portraits.matched(ours, theirs, lambda a, b: portraits.same(a, b, without=without))
    values = [principal(run, live) if Rule.NEW_NAMES not in without else shown(run) for run in (left, right)]
    if values[0] is not None and values[1] is not None:
        return portraits.same(values[0], values[1], ordered=spec.ordered, without=without)
    if _changed_live(left, live):
        return True
    if values[0] is not None or values[1] is not None:
        return False
    return bool(printed(left)) and printed(left) == printed(right)


def _changed_live(run: Run, live: frozenset[str]) -> dict[str, Portrait]:
    return {name: value for name, value in run.changed if name in live}


def _same_changes(left: Run, right: Run, live: frozenset[str], spec: Spec, without: Rules) -> bool:
    ours, theirs = _changed_live(left, live), _changed_live(right, live)
    return ours.keys() == theirs.keys() and all(
        portraits.same(value, theirs[name], ordered=spec.ordered, without=without) for name, value in ours.items()
    )


def figures(run: Run) -> tuple[Portrait, ...]:
    """Every figure the run left, a displayed one included."""
    shown = (run.value,) if run.value is not None and run.value.kind == "figure" and not run.figures else ()
    return (*run.figures, *shown)


def shown(run: Run) -> Portrait | None:
    """The displayed value; None is not one."""
    return run.value if run.value is not None and run.value.kind != "none" else None


def principal(run: Run, live: frozenset[str]) -> Portrait | None:
    """The displayed value, or without one the value of the only new variable."""
    if shown(run) is not None:
        return run.value
    new = [value for name, value in run.changed if name not in live and value.kind in _SHOWS_SOMETHING]
    return new[0] if len(new) == 1 else None


def printed(run: Run) -> str:
    """Text the run wrote to its streams, without trailing space."""
    return "".join(output.get("text/plain") for output in run.outputs if output.kind == "stream").rstrip()


def missing(run: Run, spec: Spec) -> str:
    """What the request asked for and a sound run did not leave; "" when nothing is missing."""
    if not run.ok:
        return ""
    if spec.kind is SpecKind.FUNCTION:
        defined = any(name == spec.entry_point for name, _ in run.changed) or bool(run.probes)
        return "" if defined else f"no function {spec.entry_point}"
    if spec.wants_figure and not figures(run):
        return "no figure"
    shows = run.value is not None or run.changed or run.figures or run.outputs
    return "" if shows else "nothing shown or changed"
