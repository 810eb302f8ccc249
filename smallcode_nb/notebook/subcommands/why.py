"""`%smallcode why [N]`: every candidate of the last request, its run, and the reason it lost."""

from __future__ import annotations

from ...agent.evidence import sentence
from ...agent.types import Outcome, Verdict
from ...errors import RequestError
from ..page import Block, Code, Line, Page, Table
from ..reasons import fate, problem
from ..session import Session
from . import last_outcome

HELP = "every candidate of the last request and why it lost; with a number, all about that one"
MOST_WORDS = 1


def run(session: Session, words: tuple[str, ...]) -> Page:
    """The table of candidates, or one of them in full."""
    outcome = last_outcome(session)
    return _one(_find(outcome, words[0]), outcome) if words else _all(outcome)


def _all(outcome: Outcome) -> Page:
    verdicts = sorted(outcome.verdicts, key=lambda v: v.candidate.index)
    rows = tuple(_row(verdict, outcome) for verdict in verdicts)
    blocks: list[Block] = [Line(outcome.request.text, strong="Request:"), Line(sentence(outcome.evidence))]
    if outcome.plan.split:
        blocks.append(Line("\n".join(outcome.plan.tasks), strong="Plan:"))
    blocks.append(Table(("#", "outcome", "from", "tests", "agreement", "run", "code"), rows))
    blocks.append(Line("%smallcode why 3 shows all about candidate 3.", quiet=True))
    return Page(tuple(blocks))


def _row(verdict: Verdict, outcome: Outcome) -> tuple[str, ...]:
    return (
        str(verdict.candidate.index + 1),
        fate(verdict, outcome),
        _origin(verdict),
        f"{verdict.tests_passed}/{verdict.tests_total}" if verdict.tests_total else "",
        f"{verdict.agreement:.2g}" if verdict.ran else "",
        f"{verdict.run.seconds:.2f} s" if verdict.run else "",
        verdict.candidate.code.strip(),
    )


def _origin(verdict: Verdict) -> str:
    origin = verdict.candidate.origin
    parent = f" of {origin.parent + 1}" if origin.parent is not None else ""
    temperature = f", T {origin.temperature:g}" if origin.kind == "draw" else ""
    return f"{origin.kind}{parent}{temperature}"


def _find(outcome: Outcome, word: str) -> Verdict:
    for verdict in outcome.verdicts:
        if word == str(verdict.candidate.index + 1):
            return verdict
    raise RequestError(f"The last request has no candidate {word}.", f"It has 1 to {len(outcome.verdicts)}.")


def _one(verdict: Verdict, outcome: Outcome) -> Page:
    candidate = verdict.candidate
    fixed = f", fixed: {', '.join(candidate.fixes)}" if candidate.fixes else ""
    blocks: list[Block] = [
        Line(fate(verdict, outcome), strong=f"Candidate {candidate.index + 1}:"),
        Line(f"{_origin(verdict)}, {candidate.tokens} tokens{fixed}"),
        Code(candidate.code.strip()),
    ]
    blocks += [Line(test, strong="Failed test:") for test in verdict.failed_tests]
    if verdict.run is not None and verdict.run.error is not None:
        blocks.append(Code(verdict.run.error.frame or problem(verdict)))
    if verdict.run is not None and verdict.run.changed:
        changed = tuple((name, portrait.kind, portrait.text) for name, portrait in verdict.run.changed)
        blocks.append(Table(("variable", "kind", "value"), changed))
    return Page(tuple(blocks))
