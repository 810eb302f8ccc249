"""What an action leads to: attempts with their runs, the one that is proposed, and why it may be believed.

Knows nothing about who made the attempts or how they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...agent.types import Run
from ..board import State

__all__ = ["CHECKED", "Answer", "Attempt", "Maker"]

Maker = Literal["model", "rules", "rules and model"]
#: the label of what rules made and runs confirmed
CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One version of the code; `reason` says why it was chosen or lost, `error` what went wrong in its run."""

    index: int
    code: str
    origin: str
    state: State
    reason: str = ""
    run: Run | None = None
    tokens: int = 0
    tests_passed: int = 0
    tests_total: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of an action; `code` is what may be accepted, "" when nothing may."""

    maker: Maker
    label: str
    sentence: str
    tier: str
    code: str = ""
    chosen: int | None = None
    #: the code is a new version of the cell, not something to put below it
    replaces: bool = False
    attempts: tuple[Attempt, ...] = ()
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    explanation: str = ""
    stopped: str = ""
    model: str = ""
    seed: int = 0
