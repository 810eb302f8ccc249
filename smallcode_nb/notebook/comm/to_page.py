"""What the kernel says to a page: one TypedDict per `type`.

Answers repeat the `id` of what they answer as `reply_to` (null when nothing asked). Messages about a run carry its
id and `seq`, which counts that run's messages from 1: a gap means that something was lost, and `subscribe` brings
the whole state. All text is text, never markup; outputs are MIME bundles and are to be sanitised as any
output of a cell is.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from .from_page import Action, Decision, Setting

__all__ = [
    "Accepted",
    "Bundle",
    "Candidate",
    "CandidateResult",
    "Candidates",
    "Capabilities",
    "Completion",
    "Completions",
    "Context",
    "DecisionMade",
    "ErrorMessage",
    "EvidenceText",
    "Failed",
    "HistoryEntry",
    "HistoryList",
    "Memory",
    "Meter",
    "MeterState",
    "ModelEntry",
    "Models",
    "Phase",
    "PhaseChange",
    "PlanMade",
    "Problem",
    "Proposal",
    "Result",
    "ResultReady",
    "RunMessage",
    "RunState",
    "Section",
    "SettingEntry",
    "Settings",
    "Status",
    "StatusState",
    "ToPage",
    "Welcome",
]

#: queued: another request of this kernel is worked on first; loading: the model is; ended: result or error is there
Phase = Literal["queued", "loading", "working", "stopping", "ended"]
CandidateState = Literal[
    "drawing", "repairing", "drawn", "running", "ran", "passed", "failed", "not run", "stopped", "chosen"
]
#: who made what is proposed: the model, fixed rules over the code (no model), or both
Maker = Literal["model", "rules", "rules and model"]


class Problem(TypedDict):
    """An error for people: what is wrong and what to do about it."""

    code: str
    cause: str
    remedy: str


class Memory(TypedDict):
    """In MB; the kernel's own resident memory, the machine's, and the GPU's where the engine reports one."""

    kernel_mb: float
    machine_used_mb: float
    machine_total_mb: float
    gpu_used_mb: float | None
    gpu_total_mb: float | None


class StatusState(TypedDict):
    """How things stand.

    `engine` is "off", "not started", "running", "unreachable" or "remote"; `tier` is the confinement of the last
    request, "" before the first.
    """

    model: str
    model_loaded: bool
    engine: str
    tier: str
    cell_running: bool
    runs: list[str]
    memory: Memory


class Capabilities(TypedDict):
    """What this kernel can do.

    `subshells`: comm messages can be handled while a cell runs, if the page sends them on one. `actions`: who makes
    each action's proposal here. `max_bytes`: largest message accepted from a page.
    """

    subshells: bool
    actions: dict[Action, Maker]
    retrieval: bool
    max_bytes: int


class Section(TypedDict):
    """One part of the prompt; `dropped` says in words what was left out, "" when nothing was."""

    name: str
    tokens: int
    dropped: str
    dropped_tokens: int


class Candidate(TypedDict):
    """One candidate while it is worked on; `index` counts from 0, `note` says why it is in its state."""

    index: int
    state: CandidateState
    tokens: int
    note: str
    #: the code so far
    code: str


class MeterState(TypedDict):
    """What the run has cost; `tokens_per_s` is measured over the time in which tokens came, 0 before any did."""

    elapsed_s: float
    tokens: int
    tokens_per_s: float
    prompt_tokens: int
    executions: int


class Bundle(TypedDict):
    """One output: MIME type → text (base64 for images); "text/plain" is there whenever anything is."""

    data: dict[str, str]


class EvidenceText(TypedDict):
    """Why it may be believed: the strongest label that holds, one sentence, and facts in plain words."""

    label: Literal["examples passed", "agreed", "ran", "unverified", "checked"]
    sentence: str
    facts: list[str]
    notes: list[str]
    made_by: Maker
    seed: int
    model: str
    tier: str


class CandidateResult(TypedDict):
    """One candidate in the end; `outputs` are places in the result's `bundles`, `reason` why it won or lost."""

    index: int
    state: CandidateState
    code: str
    origin: str
    reason: str
    error: str
    outputs: list[int]
    tokens: int
    seconds: float
    tests_passed: int
    tests_total: int


class Proposal(TypedDict):
    """What can be accepted; `replaces` is the cell's source it is a new version of, "" when it goes below."""

    candidate: int
    code: str
    replaces: str
    cell: str


class Result(TypedDict):
    """The end of a run. `proposal` is null when there is nothing to accept (nothing ran; or *explain*).

    `stopped` is "", "interrupted" or "budget". `explanation` is plain text. `seconds` is wall time.
    """

    proposal: Proposal | None
    evidence: EvidenceText
    candidates: list[CandidateResult]
    bundles: list[Bundle]
    explanation: str
    stopped: str
    seconds: float


class RunState(TypedDict):
    """Everything about one run; replaces whatever the page knew of it.

    `again` is the remark of a run that was asked again, `cell` the cell's id, `began` Unix time in seconds.
    """

    run: str
    seq: int
    notebook: str
    action: Action
    text: str
    tests: list[str]
    cell: str
    again: str
    began: float
    phase: Phase
    plan: list[str]
    plan_reason: str
    context: list[Section]
    context_room: int
    candidates: list[Candidate]
    meter: MeterState
    result: Result | None
    error: Problem | None
    decision: Decision | None


class HistoryEntry(TypedDict):
    """One past request, `text` with every remark; `whole` says whether `recall` still brings outputs and candidates."""

    run: str
    action: Action
    text: str
    began: float
    label: str
    code: str
    decision: Decision | None
    whole: bool


class Completion(TypedDict):
    """One completion; `text` replaces start…end of the request, `detail` is a short description."""

    text: str
    kind: Literal["variable", "column", "file", "folder"]
    detail: str


class ModelEntry(TypedDict):
    """A model that `flags.model` and the setting `model` accept; `about` is one sentence."""

    name: str
    about: str
    loaded: bool
    current: bool


class SettingEntry(TypedDict):
    """A setting that a page may change; `kind` is "int", "float", "bool", "text" or "choice"."""

    name: str
    kind: Literal["int", "float", "bool", "text", "choice"]
    value: Setting
    default: Setting
    choices: list[str]
    low: float | None
    high: float | None
    help: str


# --- messages --------------------------------------------------------------------------------


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
    """The sub-tasks a request was split into; one when it was not."""

    v: int
    type: Literal["plan"]
    run: str
    seq: int
    tasks: list[str]
    reason: str


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
