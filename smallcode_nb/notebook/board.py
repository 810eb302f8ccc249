"""What a request looks like while it runs: the loop's events gathered into rows.

Knows nothing about how rows are drawn on a screen.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from ..agent import events as ev
from ..agent.types import Label, Plan, Section, Usage, Verdict
from .reasons import problem, run_problem

__all__ = ["Board", "Row", "State"]


class State(StrEnum):
    """Where a candidate stands."""

    DRAWING = "drawing"
    REPAIRING = "repairing"
    DRAWN = "drawn"
    RUNNING = "running"
    RAN = "ran"
    PASSED = "passed"
    FAILED = "failed"
    REJECTED = "not run"
    CANCELLED = "stopped"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate; `note` is the reason for its state, in a few words, `code` what there is of it so far."""

    index: int
    state: State = State.DRAWING
    tokens: int = 0
    note: str = ""
    code: str = ""


@dataclass(slots=True)
class Board:
    """The state of one request, fed with events in the order they happened."""

    plan: Plan | None = None
    #: which of its steps is worked on by itself; all come before it, None before any
    step: int | None = None
    rows: dict[int, Row] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    #: of the newest prompt
    sections: tuple[Section, ...] = ()
    label: Label | None = None

    def apply(self, event: ev.Event) -> None:
        """Take one event in; events about unknown candidates make their row."""
        match event:
            case ev.Planned(plan=plan):
                self.plan = plan
            case ev.Stepped(step=step):
                self.step = step
            case ev.PromptBuilt(sections=sections):
                self.sections = sections
            case ev.Drawing(index=index, tokens=tokens, text=text):
                self._set(index, State.DRAWING, tokens=tokens, code=text)
            case ev.Drawn(index=index, code=code):
                self._set(index, State.DRAWN, code=code)
            case ev.Rejected(index=index, reason=reason):
                self._set(index, State.REJECTED, note=reason)
            case ev.Running(index=index):
                self._set(index, State.RUNNING)
            case ev.Ran(index=index, run=run):
                self._set(index, State.RAN if run.ok else State.FAILED, note="" if run.ok else run_problem(run))
            case ev.Judged(verdict=verdict):
                self._judge(verdict)
            case ev.Cancelled(index=index):
                self._set(index, State.CANCELLED)
            case ev.Repairing(parent=parent, index=index):
                self._set(index, State.REPAIRING, note=f"repairs {parent + 1}")
            case ev.Spent(usage=usage):
                self.usage = usage
            case ev.Chosen(index=index, label=label):
                self.label = label
                if index in self.rows:
                    self._set(index, State.CHOSEN, note=label.value)

    @property
    def tokens(self) -> int:
        """Tokens drawn so far."""
        return max(self.usage.generated_tokens, sum(row.tokens for row in self.rows.values()))

    def counts(self) -> str:
        """How many candidates stand where, as "3 drawing · 1 running"."""
        states = [row.state for row in self.rows.values()]
        return " · ".join(f"{states.count(state)} {state}" for state in State if state in states)

    def headline(self, seconds: float) -> str:
        """One line for all of it."""
        parts = (self.counts() or "starting", f"{self.tokens} tokens" if self.tokens else "", f"{seconds:.1f} s")
        return " · ".join(part for part in parts if part)

    def _judge(self, verdict: Verdict) -> None:
        index, code = verdict.candidate.index, verdict.candidate.code
        if verdict.rejected:
            self._set(index, State.REJECTED, note=verdict.rejected, code=code)
        else:
            self._set(index, State.PASSED if verdict.passed else State.FAILED, note=problem(verdict), code=code)

    def _set(
        self, index: int, state: State, *, tokens: int | None = None, note: str = "", code: str | None = None
    ) -> None:
        row = self.rows.get(index, Row(index))
        self.rows[index] = replace(
            row,
            state=state,
            tokens=row.tokens if tokens is None else tokens,
            note=note,
            code=row.code if code is None else code,
        )
