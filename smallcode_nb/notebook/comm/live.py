"""One run as the panels see it: its whole state at any moment, and a message for every change.

Fed with the loop's events on one thread and read on others; the lock is the panels', so that nobody gets a state
and a change in the wrong order. Knows nothing about comms.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, cast

from ...agent import events as ev
from ..board import Board, Row, State
from .protocol import VERSION
from .speed import Speed

if TYPE_CHECKING:
    from ...agent.types import Section as PromptSection
    from .from_page import Ask, Decision
    from .parts import Candidate, HistoryEntry, MeterState, Phase, Problem, Result, RunState, Section
    from .protocol import ToPage

__all__ = ["LiveRun"]

MOST_CODE = 20_000


class LiveRun:
    """An observer of the loop for one `ask`."""

    def __init__(self, ask: Ask, words: str, tell: Callable[[ToPage], None], lock: RLock) -> None:
        self.ask, self.words = ask, words
        self.name = ask["run"]
        self.began = time.time()
        self.phase: Phase = "queued"
        self.result: Result | None = None
        self.error: Problem | None = None
        self.decision: Decision | None = None
        self._tell, self._lock = tell, lock
        self._board, self._speed = Board(), Speed()
        self._seq = self._room = 0
        self._start = time.monotonic()
        self._end: float | None = None
        self._sent: dict[int, Row] = {}

    @property
    def ended(self) -> bool:
        """Whether a result or an error is there."""
        return self.phase == "ended"

    @property
    def seconds(self) -> float:
        """Wall time so far, or until the end."""
        return (self._end or time.monotonic()) - self._start

    # --- changes --------------------------------------------------------------------------

    def on(self, event: ev.Event) -> None:
        """Take one of the loop's events in; rows and meter are told at the next tick."""
        with self._lock:
            self._board.apply(event)
            self._speed.note(self._board.tokens, time.monotonic())
            match event:
                case ev.Planned() | ev.Stepped():
                    tasks, reason = self._plan()
                    self._say({"type": "plan", "tasks": tasks, "reason": reason, "step": self._board.step})
                case ev.PromptBuilt():
                    self._say({"type": "context", "sections": self._sections(), "room": self._room})

    def has_room(self, tokens: int) -> None:
        """A prompt of this run may have `tokens`."""
        self._room = max(tokens, 0)

    def enter(self, phase: Phase) -> None:
        """Go on to `phase`, never back and never out of the end."""
        order = ("queued", "loading", "working", "stopping", "ended")
        with self._lock:
            if order.index(phase) > order.index(self.phase):
                self.phase = phase
                self._say({"type": "phase", "phase": phase})

    def tick(self) -> None:
        """Tell what has changed since the last tick."""
        with self._lock:
            changed = [row for index, row in self._board.rows.items() if self._sent.get(index) != row]
            if changed:
                self._sent.update({row.index: row for row in changed})
                self._say({"type": "candidates", "candidates": [_candidate(row) for row in changed]})
            if not self.ended:
                self._say({"type": "meter", "meter": self._meter()})

    def finish(self, result: Result) -> None:
        """The run has ended with a result, which has the last word on each candidate."""
        with self._lock:
            for one in result["candidates"]:
                row = self._board.rows.get(one["index"], Row(one["index"], code=one["code"]))
                self._board.rows[row.index] = replace(row, state=State(one["state"]), note=one["reason"])
            self._close()
            self.result = result
            self._say({"type": "result", "result": result})

    def fail(self, error: Problem) -> None:
        """The run has ended without one."""
        with self._lock:
            self._close()
            self.error = error
            self._say({"type": "failed", "error": error})

    def decide(self, candidate: int, decision: Decision) -> None:
        """What the user did with the result."""
        with self._lock:
            self.decision = decision
            self._say({"type": "decision", "candidate": candidate, "decision": decision})

    def _close(self) -> None:
        self._end = time.monotonic()
        self.tick()
        self.phase = "ended"

    def _say(self, message: dict[str, object]) -> None:
        self._seq += 1
        whole = {"v": VERSION, "run": self.name, "seq": self._seq, **message}
        self._tell(cast("ToPage", whole))  # its shape is checked against the protocol in tests

    # --- views ----------------------------------------------------------------------------

    def state(self) -> RunState:
        """Everything about it."""
        with self._lock:
            (tasks, reason), cell, again = self._plan(), self.ask.get("cell"), self.ask.get("again")
            return {
                "run": self.name,
                "seq": self._seq,
                "notebook": self.ask["notebook"]["path"],
                "action": self.ask["action"],
                "text": self.ask["text"],
                "tests": list(self.ask.get("tests", [])),
                "cell": cell["id"] if cell is not None else "",
                "again": again["remark"] if again is not None else "",
                "began": self.began,
                "phase": self.phase,
                "plan": tasks,
                "plan_reason": reason,
                "plan_step": self._board.step,
                "context": self._sections(),
                "context_room": self._room,
                "candidates": [_candidate(row) for _, row in sorted(self._board.rows.items())],
                "meter": self._meter(),
                "result": self.result,
                "error": self.error,
                "decision": self.decision,
            }

    def entry(self) -> HistoryEntry:
        """Its line in the history."""
        proposal = self.result["proposal"] if self.result is not None else None
        return {
            "run": self.name,
            "action": self.ask["action"],
            "text": self.words,
            "began": self.began,
            "label": self.result["evidence"]["label"] if self.result is not None else "",
            "code": proposal["code"] if proposal is not None else "",
            "decision": self.decision,
            "whole": True,
        }

    def _plan(self) -> tuple[list[str], str]:
        plan = self._board.plan
        return (list(plan.tasks), plan.reason) if plan is not None else ([], "")

    def _sections(self) -> list[Section]:
        return [_section(one) for one in self._board.sections]

    def _meter(self) -> MeterState:
        usage = self._board.usage
        return {
            "elapsed_s": round(self.seconds, 3),
            "tokens": self._board.tokens,
            "tokens_per_s": round(self._speed.per_s, 1),
            "prompt_tokens": usage.prompt_tokens,
            "executions": usage.executions,
        }


def _candidate(row: Row) -> Candidate:
    return {
        "index": row.index,
        "state": row.state.value,
        "tokens": row.tokens,
        "note": row.note,
        "code": row.code[:MOST_CODE],
    }


def _section(section: PromptSection) -> Section:
    return {
        "name": section.name,
        "tokens": section.tokens,
        "dropped": section.dropped,
        "dropped_tokens": section.dropped_tokens,
    }
