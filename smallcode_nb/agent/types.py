"""What the loop's stages hand one another: frozen values, no behaviour beyond small views.

Knows nothing about models, kernels or notebooks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

# --- what the user's notebook holds -------------------------------------------------


class VariableKind(StrEnum):
    """How a live variable is described to a model."""

    FRAME = "frame"
    SERIES = "series"
    ARRAY = "array"
    LIST = "list"
    DICT = "dict"
    SCALAR = "scalar"
    TEXT = "text"
    FUNCTION = "function"
    CLASS = "class"
    MODULE = "module"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """One column or index level; `dtype` is int, float, str, bool, datetime, timedelta, category or object."""

    name: str
    dtype: str
    samples: tuple[str, ...] = ()
    has_nulls: bool = False
    is_index: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """One live variable, described but not held."""

    name: str
    kind: VariableKind
    type_name: str
    shape: tuple[int, ...] = ()
    columns: tuple[Column, ...] = ()
    #: element type of a series, array or list; key and value type of a dict ("str int")
    element: str = ""
    #: a few elements, keys or the scalar itself, as text
    samples: tuple[str, ...] = ()
    #: of a function: "(a, b=1)"; first docstring line in `doc`
    signature: str = ""
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Namespace:
    """The live variables a request may touch; `version` changes when any of them does."""

    variables: tuple[Variable, ...] = ()
    version: str = ""

    def names(self) -> frozenset[str]:
        """Every name that is bound."""
        return frozenset(v.name for v in self.variables)

    def find(self, name: str) -> Variable | None:
        """The variable of that name, if there is one."""
        return next((v for v in self.variables if v.name == name), None)


@dataclass(frozen=True, slots=True)
class Failure:
    """A cell that failed before the loop saw it: its code and its error."""

    code: str
    ename: str
    evalue: str
    traceback: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked, and what was around when they did."""

    text: str
    namespace: Namespace = Namespace()
    #: assert statements the user gave (magic flag or cell body)
    tests: tuple[str, ...] = ()
    #: sources of the cells run before, newest last
    history: tuple[str, ...] = ()
    #: code that the request is about (fix, explain, refactor), if any
    target: str = ""
    failure: Failure | None = None


# --- what is mined from it ----------------------------------------------------------


class SpecKind(StrEnum):
    """Whether a function is wanted or a notebook cell."""

    FUNCTION = "function"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class PublicTest:
    """A check the user can see: an expression and, where it is an equality, its expected literal.

    `actual` is evaluated in the throwaway kernel; the comparison happens outside.
    `expected` is a Python literal as text, or "" when `actual` itself must be true.
    """

    source: str
    actual: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Spec:
    """Everything known about the wanted code before a token is drawn."""

    kind: SpecKind
    entry_point: str = ""
    signature: str = ""
    tests: tuple[PublicTest, ...] = ()
    #: call expressions on mutated inputs; their values are compared between candidates
    probes: tuple[str, ...] = ()
    #: the request asks for an order, so row order counts when results are compared
    ordered: bool = False
    #: live variables the request seems to touch, most likely first
    mentioned: tuple[str, ...] = ()
    wants_figure: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The sub-tasks a request was split into; a single one when it was not."""

    tasks: tuple[str, ...]
    reason: str = ""

    @property
    def split(self) -> bool:
        """Whether there is more than one sub-task."""
        return len(self.tasks) > 1


@dataclass(frozen=True, slots=True)
class Snippet:
    """A retrieved piece of someone's code, with where it came from and why it matched."""

    text: str
    path: str
    cell: str = ""
    lines: tuple[int, int] = (0, 0)
    score: float = 0.0
    why: str = ""
    kind: str = "cell"


# --- what is sent to a model ---------------------------------------------------------


class PromptStyle(StrEnum):
    """Which template family a model reads."""

    TINY = "tiny"
    CHAT = "chat"
    BASE = "base"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a prompt; `tokens` counted by the model that reads it."""

    name: str
    text: str
    tokens: int
    #: why it is short or absent; "" when it is whole
    dropped: str = ""
    dropped_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One chat turn; a TINY or BASE prompt is a single message with role "raw"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What one draw is conditioned on, and what it was made from."""

    messages: tuple[Message, ...]
    sections: tuple[Section, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to draw: `temperature` 0 is greedy; `max_tokens` per candidate."""

    temperature: float = 0.8
    top_p: float = 0.95
    max_tokens: int = 256
    seed: int = 0
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """New text of one sample of a batch; the last chunk of a sample has `finish` set.

    `finish` is "stop", "length" or "cancelled"; `logprob` is the sum over the
    sample's tokens so far in nats, None where the library gives none; `tokens`
    counts the sample's tokens so far.
    """

    index: int
    text: str
    finish: str = ""
    logprob: float | None = None
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What the loop needs to know about a model."""

    name: str
    parameters: float  #: in billions
    context: int  #: tokens
    style: PromptStyle
    backend: str
    weights_sha256: str = ""
    template: str = ""
    chain_of_thought: bool = False
    repair_rounds: int = 0
    logprobs: bool = False


# --- what happened to a candidate -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """How a candidate came to be."""

    kind: str  #: "draw", "repair", "fixer", "composed"
    temperature: float = 0.0
    retrieval: bool = False
    round: int = 0
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One piece of code a model offered; `fixes` names the deterministic fixers applied."""

    index: int
    code: str
    reply: str
    origin: Origin
    tokens: int = 0
    logprob: float | None = None
    fixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Portrait:
    """A value as plain data, taken inside the throwaway kernel and compared outside it.

    `kind` is one of: none, bool, int, float, str, bytes, list, tuple, set, dict,
    array, frame, series, index, datetime, figure, function, other. `data` is JSON
    text (canonical, size-bounded); `digest` covers the whole value when `data` is
    truncated. `text` is a short human form.
    """

    kind: str
    data: str
    text: str = ""
    shape: tuple[int, ...] = ()
    truncated: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """The value of one expression evaluated after the code, or its error as "Name: message"."""

    expression: str
    value: Portrait | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """One displayed output: MIME type → text, or base64 text for images."""

    kind: str  #: "stream", "display", "result", "error"
    data: tuple[tuple[str, str], ...]

    def get(self, mime: str) -> str:
        """The bundle's entry of that MIME type, or ""."""
        return dict(self.data).get(mime, "")


class RunStatus(StrEnum):
    """How a run in a throwaway kernel ended."""

    OK = "ok"
    ERROR = "error"
    DEADLINE = "deadline"
    MEMORY = "memory"
    DISK = "disk"
    OUTPUT = "output"
    DIED = "died"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class RunError:
    """An exception of the candidate; `line` is 1-based in its code, 0 when unknown."""

    ename: str
    evalue: str
    traceback: str = ""
    line: int = 0
    #: the failing line's text and the user-code frames only
    frame: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What a throwaway kernel is asked to do: run `code`, then evaluate `probes` one by one."""

    code: str
    probes: tuple[str, ...] = ()
    #: names of live variables the code can touch; empty means all
    needs: frozenset[str] = frozenset()
    deadline_s: float = 20.0
    #: how to perturb frames before running ("", "shuffle", "drop", "nulls") and with which seed
    variant: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """What a throwaway kernel reported; every value in it is data, never an object of the candidate's."""

    status: RunStatus
    outputs: tuple[Output, ...] = ()
    error: RunError | None = None
    #: the displayed value of the last expression
    value: Portrait | None = None
    #: new and changed variables, by name
    changed: tuple[tuple[str, Portrait], ...] = ()
    figures: tuple[Portrait, ...] = ()
    probes: tuple[Probe, ...] = ()
    seconds: float = 0.0
    #: sandbox tier: "none", "landlock+seccomp", "bwrap", "remote"
    tier: str = "none"
    #: e.g. variables that could not be copied
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the code ran to its end."""
        return self.status is RunStatus.OK


@dataclass(frozen=True, slots=True)
class Verdict:
    """A candidate with its runs and how it fared; computed outside the throwaway kernel."""

    candidate: Candidate
    run: Run | None = None
    #: why it was not run (syntax, undefined name, duplicate)
    rejected: str = ""
    tests_passed: int = 0
    tests_total: int = 0
    failed_tests: tuple[str, ...] = ()
    agreement: float = 0.0
    #: number of the group of candidates with the same effect, −1 when it did not run
    cluster: int = -1
    copied_from: str = ""
    #: the same code over perturbed copies of the frames
    extra_runs: tuple[Run, ...] = ()
    #: what the request asked for and the run did not leave ("no figure"), "" when nothing is missing
    missing: str = ""

    @property
    def ran(self) -> bool:
        """Whether it ran without an error."""
        return self.run is not None and self.run.ok

    @property
    def passed(self) -> bool:
        """Whether it ran and every public test held."""
        return self.ran and self.tests_passed == self.tests_total


# --- what the loop returns ---------------------------------------------------------------


class Label(StrEnum):
    """The strongest claim the evidence supports."""

    PASSED = "examples passed"
    AGREED = "agreed"
    RAN = "ran"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Usage:
    """What a request cost."""

    generations: int = 0
    generated_tokens: int = 0
    prompt_tokens: int = 0
    executions: int = 0
    execution_s: float = 0.0
    wall_s: float = 0.0
    energy_j: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a user may believe the chosen code, in countable facts."""

    label: Label
    drawn: int
    ran: int
    agree: int
    tests_passed: int
    tests_total: int
    repairs: int
    seed: int
    model: str
    weights: str
    tier: str
    usage: Usage
    snippets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one request led to; `chosen` is None when nothing ran, `best` is then the best attempt."""

    request: Request
    spec: Spec
    plan: Plan
    verdicts: tuple[Verdict, ...]
    evidence: Evidence
    chosen: Verdict | None = None
    best: Verdict | None = None
    prompts: tuple[Prompt, ...] = ()
    stopped: str = ""  #: "", "interrupted", "budget"


@dataclass(frozen=True, slots=True)
class Budget:
    """Hard limits of one request."""

    n: int = 8
    max_generations: int = 24
    max_tokens: int = 256
    max_seconds: float = 120.0
    max_executions: int = 64
    run_deadline_s: float = 20.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """How the loop works, independent of the model."""

    budget: Budget = field(default_factory=Budget)
    repair_rounds: int | None = None  #: None: by model size
    decompose: bool = True
    guard: bool = True
    early_stop: bool = True
    mutated_inputs: int = 30
    without_retrieval: int = 2
    #: how frames are perturbed for extra runs of a cell ("shuffle", "drop", "nulls"); each costs an execution
    variants: tuple[str, ...] = ()
    temperature: float = 0.8
    retry_temperature: float = 1.0
    top_p: float = 0.95
