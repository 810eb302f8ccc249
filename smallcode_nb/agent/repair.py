"""A failed candidate → what the model is shown of it: one line of error, actual against expected.

Knows verdicts; knows nothing about prompt styles or budgets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .types import Failure, PublicTest, RunStatus, Spec, Verdict

ERROR_CHARACTERS = 120
PER_ROUND = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """Code that failed and why; `frame` is the smallest useful piece of the traceback."""

    code: str
    error: str
    frame: str = ""
    parent: int | None = None

    @property
    def told(self) -> str:
        """Error and frame for models that read more than one line."""
        return f"{self.frame}\n{self.error}" if self.frame else self.error


def one_line(ename: str, evalue: str) -> str:
    """`EName: message` on one line of at most 120 characters, without the cell's file name and line number."""
    first = next((line.strip() for line in evalue.splitlines() if line.strip()), "")
    message = re.sub(r"\s*\([^()]*,? ?line \d+\)$", "", first)
    return f"{ename}: {message}"[:ERROR_CHARACTERS].rstrip()


def from_failure(failure: Failure) -> Draft:
    """A cell of the user's own that failed."""
    return Draft(failure.code, one_line(failure.ename, failure.evalue))


def draft_of(verdict: Verdict, spec: Spec) -> Draft | None:
    """What to show of a failed candidate; None when there is nothing to learn from it."""
    candidate, run = verdict.candidate, verdict.run
    error = frame = ""
    if run is not None and run.error is not None:
        error, frame = one_line(run.error.ename, run.error.evalue), _short(run.error.frame)
    elif run is not None and run.status is RunStatus.DEADLINE:
        error = "TimeoutError: did not finish in time"
    elif run is not None and run.status is RunStatus.MEMORY:
        error = "MemoryError: used too much memory"
    elif verdict.failed_tests:
        error = _failed_test(verdict, spec)
    elif verdict.missing:
        error = one_line("AssertionError", verdict.missing)
    elif verdict.rejected.startswith(("syntax error", "name ", "no module")):
        error = _static(verdict.rejected)
    return Draft(candidate.code, error, frame, candidate.index) if error and candidate.code.strip() else None


def _failed_test(verdict: Verdict, spec: Spec) -> str:
    source = verdict.failed_tests[0]
    place = next((n for n, test in enumerate(spec.tests) if test.source == source), -1)
    probe = verdict.run.probes[place] if verdict.run and 0 <= place < len(verdict.run.probes) else None
    if probe is None:
        return one_line("AssertionError", source)
    return _compare(spec.tests[place], probe.value.text if probe.value else "", probe.error)


def _compare(test: PublicTest, value: str, error: str) -> str:
    if error:
        return one_line("AssertionError", f"{test.actual} raised {error}")
    if test.expected:
        return one_line("AssertionError", f"{test.actual} was {value}, expected {test.expected}")
    return one_line("AssertionError", f"{test.actual} was {value}")


def _static(rejected: str) -> str:
    if rejected.startswith("name "):
        return one_line("NameError", rejected)
    if rejected.startswith("no module"):
        return one_line("ModuleNotFoundError", rejected.removesuffix(" here").replace("no module", "No module"))
    return one_line("SyntaxError", rejected.partition(": ")[2])


def _short(frame: str) -> str:
    lines = [line.rstrip() for line in frame.strip().splitlines() if line.strip()]
    return "\n".join(lines[-4:])


def drafts(ranked: Sequence[Verdict], spec: Spec, shown: frozenset[str], most: int = PER_ROUND) -> tuple[Draft, ...]:
    """The best-ranked failures, one per distinct error, without those whose code was shown before."""
    chosen: dict[str, Draft] = {}
    for verdict in ranked:
        draft = draft_of(verdict, spec)
        if draft is not None and draft.code not in shown:
            chosen.setdefault(_kind(draft.error), draft)
    return tuple(chosen.values())[:most]


def _kind(error: str) -> str:
    """The error without what differs between draws of one mistake."""
    return re.sub(r"line \d+|0x[0-9a-f]+|\d+", "#", error)
