"""What the kernel says to a page: one TypedDict per `type`.

Answers repeat the `id` of what they answer as `reply_to` (null when nothing asked). Messages about a run carry its
id and `seq`, which counts that run's messages from 1: a gap means that something was lost, and `subscribe` brings
the whole state. All text is text, never markup; outputs are MIME bundles and are to be sanitised as any
output of a cell is.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from .from_page import Decision
from .parts import (
    Candidate,
    Capabilities,
    Completion,
    HistoryEntry,
    MeterState,
    ModelEntry,
    Phase,
    Problem,
    Result,
    RunState,
    Section,
    SettingEntry,
    StatusState,
)

__all__ = [
    "Accepted",
    "Candidates",
    "Completions",
    "Context",
    "DecisionMade",
    "ErrorMessage",
    "Failed",
    "HistoryList",
    "Meter",
    "Models",
    "PhaseChange",
    "PlanMade",
    "ResultReady",
    "RunMessage",
    "Settings",
    "Status",
    "ToPage",
    "Welcome",
]


class Welcome(TypedDict):
    """Answer to `hello`; `session` changes whenever the kernel restarts or the extension is loaded again."""

    v: int
    type: Literal["welcome"]
    reply_to: str
    session: str
    kernel: str
    package: str
    python: str
    capabilities: Capabilities
    status: StatusState
    runs: list[RunState]


class Status(TypedDict):
    """Sent when asked, and when model, engine or the runs in progress change."""

    v: int
    type: Literal["status"]
    reply_to: str | None
    status: StatusState


class Accepted(TypedDict):
    """A request will be worked on; `ahead` others come first."""

    v: int
    type: Literal["accepted"]
    reply_to: str
    run: str
    ahead: int


class RunMessage(TypedDict):
    """The whole state of a run: after `subscribe` and `recall`, and to every other panel when a run begins."""

    v: int
    type: Literal["run"]
    reply_to: str | None
    state: RunState


class PhaseChange(TypedDict):
    """A run has come a step further."""

    v: int
    type: Literal["phase"]
    run: str
    seq: int
    phase: Phase


class PlanMade(TypedDict):
    """The sub-tasks a request was split into, one when it was not; `step` as in a run's `plan_step`."""

    v: int
    type: Literal["plan"]
    run: str
    seq: int
    tasks: list[str]
    reason: str
    step: int | None


class Context(TypedDict):
    """What a prompt was made of; `room` is how many tokens a prompt may have."""

    v: int
    type: Literal["context"]
    run: str
    seq: int
    sections: list[Section]
    room: int


class Candidates(TypedDict):
    """Candidates whose state has changed since the last message; the others stay as they were."""

    v: int
    type: Literal["candidates"]
    run: str
    seq: int
    candidates: list[Candidate]


class Meter(TypedDict):
    """What the run has cost so far; about four times a second while it runs."""

    v: int
    type: Literal["meter"]
    run: str
    seq: int
    meter: MeterState


class ResultReady(TypedDict):
    """The run has ended with a result."""

    v: int
    type: Literal["result"]
    run: str
    seq: int
    result: Result


class Failed(TypedDict):
    """The run has ended without one."""

    v: int
    type: Literal["failed"]
    run: str
    seq: int
    error: Problem


class DecisionMade(TypedDict):
    """What the user did with a result, in whichever panel."""

    v: int
    type: Literal["decision"]
    run: str
    seq: int
    candidate: int
    decision: Decision


class Completions(TypedDict):
    """Answer to `complete`; `start` and `end` in UTF-16 code units of the request."""

    v: int
    type: Literal["completions"]
    reply_to: str
    start: int
    end: int
    items: list[Completion]


class HistoryList(TypedDict):
    """Answer to `list-history` and `forget`."""

    v: int
    type: Literal["history"]
    reply_to: str
    notebook: str
    entries: list[HistoryEntry]


class Models(TypedDict):
    """Answer to `list-models`."""

    v: int
    type: Literal["models"]
    reply_to: str
    models: list[ModelEntry]


class Settings(TypedDict):
    """Answer to `read-settings`, and told to every panel when a setting changes."""

    v: int
    type: Literal["settings"]
    reply_to: str | None
    settings: list[SettingEntry]


class ErrorMessage(TypedDict):
    """A message could not be done; `code` is one of `protocol.ERROR_CODES`."""

    v: int
    type: Literal["error"]
    reply_to: str | None
    error: Problem


ToPage = (
    Welcome
    | Status
    | Accepted
    | RunMessage
    | PhaseChange
    | PlanMade
    | Context
    | Candidates
    | Meter
    | ResultReady
    | Failed
    | DecisionMade
    | Completions
    | HistoryList
    | Models
    | Settings
    | ErrorMessage
)
