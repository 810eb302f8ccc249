"""The loop's outcome as an answer: what *write* and *fix* lead to.

Knows outcomes; knows nothing about how they came about or are shown.
"""

from __future__ import annotations

from ...agent.evidence import sentence
from ...agent.types import Origin, Outcome, Verdict
from ..board import State
from ..reasons import fate, problem
from .answer import Answer, Attempt
from .words import facts, stopped_words

__all__ = ["answer_of", "origin_words"]


def answer_of(outcome: Outcome, code: str, *, replaces: bool, explanation: str = "") -> Answer:
    """The answer that proposes `code`, which is the chosen candidate's, with or without a header."""
    chosen, evidence = outcome.chosen, outcome.evidence
    told = (stopped_words(outcome.stopped), *evidence.notes)
    near = tuple(f"The model was shown code of yours from {name}." for name in evidence.snippets)
    return Answer(
        "model",
        evidence.label.value,
        sentence(evidence),
        evidence.tier,
        code=code if chosen is not None else "",
        chosen=chosen.candidate.index if chosen is not None else None,
        replaces=replaces,
        attempts=tuple(_attempt(v, outcome) for v in sorted(outcome.verdicts, key=lambda v: v.candidate.index)),
        facts=facts(outcome),
        notes=tuple(note for note in (*told, *near) if note),
        explanation=explanation,
        stopped=outcome.stopped,
        model=evidence.model,
        seed=evidence.seed,
    )


def _attempt(verdict: Verdict, outcome: Outcome) -> Attempt:
    candidate, run = verdict.candidate, verdict.run
    return Attempt(
        candidate.index,
        candidate.code,
        origin_words(candidate.origin),
        _state(verdict, outcome),
        fate(verdict, outcome),
        run,
        candidate.tokens,
        verdict.tests_passed,
        verdict.tests_total,
        (run.error.frame or problem(verdict)) if run is not None and run.error is not None else "",
    )


def _state(verdict: Verdict, outcome: Outcome) -> State:
    if outcome.chosen is not None and outcome.chosen.candidate.index == verdict.candidate.index:
        return State.CHOSEN
    if verdict.rejected or verdict.run is None:
        return State.REJECTED
    return State.PASSED if verdict.passed else State.FAILED


def origin_words(origin: Origin) -> str:
    """Where a candidate came from, in a few words."""
    parent = f" of candidate {origin.parent + 1}" if origin.parent is not None else ""
    if origin.kind != "draw":
        return f"{origin.kind}{parent}"
    return f"draw, T {origin.temperature:g}" if origin.temperature else "draw, greedy"
