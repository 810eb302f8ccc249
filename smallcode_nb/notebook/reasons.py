"""Why a candidate fared as it did, in a few words a user understands.

Knows verdicts and runs; knows nothing about how the words are shown.
"""

from __future__ import annotations

from ..agent.types import Outcome, Run, RunStatus, Verdict

__all__ = ["fate", "problem", "run_problem"]

_ENDS = {
    RunStatus.DEADLINE: "ran past its time",
    RunStatus.MEMORY: "used more memory than it may",
    RunStatus.DISK: "wrote more than it may",
    RunStatus.OUTPUT: "printed more than it may",
    RunStatus.DIED: "its kernel died",
    RunStatus.CANCELLED: "stopped before its end",
}


def run_problem(run: Run) -> str:
    """What went wrong in a run, "" when nothing did."""
    if run.ok:
        return ""
    if run.error is not None:
        where = f" (line {run.error.line})" if run.error.line else ""
        return f"{run.error.ename}: {run.error.evalue}{where}"
    return _ENDS.get(run.status, run.status.value)


def problem(verdict: Verdict) -> str:
    """What is wrong with a candidate, "" when nothing is known to be."""
    if verdict.rejected:
        return verdict.rejected
    if verdict.run is None:
        return "never ran"
    if not verdict.run.ok:
        return run_problem(verdict.run)
    if not verdict.passed:
        failed = f": {verdict.failed_tests[0]}" if verdict.failed_tests else ""
        return f"{verdict.tests_passed} of {verdict.tests_total} examples hold{failed}"
    return verdict.missing


def fate(verdict: Verdict, outcome: Outcome) -> str:
    """Why a candidate was chosen or lost."""
    chosen = outcome.chosen
    if chosen is not None and verdict.candidate.index == chosen.candidate.index:
        return f"chosen ({outcome.evidence.label})"
    return problem(verdict) or _outranked(verdict, chosen)


def _outranked(verdict: Verdict, chosen: Verdict | None) -> str:
    if chosen is None:
        return "ran, but nothing was chosen"
    if verdict.copied_from:
        return f"repeats {verdict.copied_from}"
    if len(verdict.overlooked) > len(chosen.overlooked):
        return f"ran, but leaves out {verdict.overlooked[0]}"
    if verdict.cluster == chosen.cluster and chosen.cluster >= 0:
        return "same effect as the chosen one"
    if verdict.agreement < chosen.agreement:
        return "ran, but another effect had more agreement"
    return "ran, but ranked lower"
