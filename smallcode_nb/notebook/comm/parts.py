"""The values that messages to a page are made of: runs, candidates, results, status, history.

All text is text, never markup; outputs are MIME bundles and are to be sanitised as any output of a cell is. Knows
nothing about which message carries what.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from .from_page import Action, Decision, Setting

__all__ = [
    "Bundle",
    "Candidate",
    "CandidateResult",
    "CandidateState",
    "Capabilities",
    "Completion",
    "EvidenceText",
    "HistoryEntry",
    "Maker",
    "Memory",
    "MeterState",
    "ModelEntry",
    "Phase",
    "Problem",
    "Proposal",
    "Result",
    "RunState",
    "Section",
    "SettingEntry",
    "StatusState",
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

    `again` is the remark of a run that was asked again, `cell` the cell's id, `began` Unix time in seconds;
    `plan_step` says which of the plan's steps is worked on by itself: those before it are solved.
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
    plan_step: int | None
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
