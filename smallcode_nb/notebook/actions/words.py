"""The evidence of a loop's outcome as plain sentences.

Knows what the numbers mean; claims nothing that they do not show.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...agent.evidence import percent
from ...agent.types import Evidence, Outcome

__all__ = ["facts", "stopped_words"]


def facts(outcome: Outcome) -> tuple[str, ...]:
    """One sentence per fact, the weightiest first."""
    return tuple(_facts(outcome.evidence, nothing=outcome.chosen is None))


def _facts(evidence: Evidence, *, nothing: bool) -> Iterator[str]:
    drawn = _count(evidence.drawn, "candidate")
    yield f"{evidence.ran} of {drawn} ran without an error." if evidence.drawn else "No candidate was drawn."
    if nothing:
        return
    if evidence.tests_total:
        held = "all" if evidence.tests_passed == evidence.tests_total else str(evidence.tests_passed)
        yield f"Of {_count(evidence.tests_total, 'example')} you gave, {held} hold."
    else:
        yield "No example was given, so nothing says that the result is the one you want."
    yield _others(evidence)
    if evidence.repairs:
        yield f"{_count(evidence.repairs, 'candidate')} {_was(evidence.repairs)} repaired from an error."
    if evidence.tier == "none":
        yield "The candidates ran without confinement."


def _others(evidence: Evidence) -> str:
    if evidence.sure:
        return f"The model gave this code {percent(evidence.sure)} of its probability, so no other was drawn."
    alike = f"{evidence.agree} candidates have the same effect."
    return alike if evidence.agree >= 2 else "No other candidate has the same effect."


def stopped_words(stopped: str) -> str:
    """Why the search ended early, "" when it did not."""
    return {
        "interrupted": "Stopped; this is what was found so far.",
        "budget": "The budget ended before the search did.",
    }.get(stopped, "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
