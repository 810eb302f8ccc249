"""What stays in the notebook after a request: evidence, candidates, and the best attempt when nothing ran.

Knows outcomes and pages; knows nothing about shells.
"""

from __future__ import annotations

from ..agent.evidence import sentence
from ..agent.types import Label, Outcome
from .page import Block, Code, Folded, Line, Page, Table
from .reasons import fate, problem

__all__ = ["candidates_table", "error_page", "nothing_page", "result_page"]

_MARKS = {Label.PASSED: "✓", Label.AGREED: "✓", Label.RAN: "•", Label.UNVERIFIED: "✗"}
MAX_TRACEBACK_LINES = 12


def result_page(outcome: Outcome, *, shown_code: str = "", explanation: str = "") -> Page:
    """The page of a finished request; `shown_code` is given when it goes into no cell."""
    blocks: list[Block] = [_headline(outcome)]
    if outcome.chosen is None:
        blocks += _best_attempt(outcome)
    if outcome.stopped == "interrupted":
        blocks.append(Line("Interrupted; this is what was found so far."))
    elif outcome.stopped:
        blocks.append(Line("The budget ended before the search did."))
    if explanation:
        blocks.append(Line(explanation, strong="What it does (read off the code):"))
    if shown_code:
        blocks.append(Code(shown_code))
    blocks += [Line(note, quiet=True) for note in outcome.evidence.notes]
    blocks += [
        Line(f"The model was shown code of yours from {name}.", quiet=True) for name in outcome.evidence.snippets
    ]
    if outcome.verdicts:
        count = len(outcome.verdicts)
        title = f"All {count} candidates" if count > 1 else "The only candidate"
        blocks.append(Folded(title, (candidates_table(outcome),)))
    return Page(tuple(blocks))


def candidates_table(outcome: Outcome) -> Table:
    """Every candidate with its code and why it was chosen or lost."""
    rows = tuple(
        (str(v.candidate.index + 1), fate(v, outcome), v.candidate.code.strip() or "(no code)")
        for v in sorted(outcome.verdicts, key=lambda v: v.candidate.index)
    )
    return Table(("#", "outcome", "code"), rows)


def error_page(cause: str, remedy: str) -> Page:
    """A cause and a remedy, one line each."""
    return Page((Line(cause, strong="smallcode:"), Line(remedy)))


def nothing_page() -> Page:
    """For a request that was given up before anything was found."""
    return Page((Line("Interrupted before any candidate was complete; nothing was changed.", strong="smallcode:"),))


def _headline(outcome: Outcome) -> Line:
    label = outcome.evidence.label
    return Line(sentence(outcome.evidence), strong=f"{_MARKS[label]} {label}")


def _best_attempt(outcome: Outcome) -> list[Block]:
    best = outcome.best
    if best is None and outcome.stopped:
        return [Line("No candidate was complete yet.")]
    if best is None:
        return [Line("No candidate could be read as code. Say it in other words, or raise --n.")]
    blocks: list[Block] = [Line("No candidate ran. The best attempt and its error:"), Code(best.candidate.code)]
    error = best.run.error if best.run else None
    if error is not None and error.frame:
        blocks.append(Code("\n".join(error.frame.splitlines()[-MAX_TRACEBACK_LINES:])))
    return [*blocks, Line(problem(best))]
