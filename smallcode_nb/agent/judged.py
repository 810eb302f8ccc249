"""What happens to a candidate: where it came from, how it ran, how it fared.

Knows nothing about who runs or judges it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    #: columns and variables that the request names and the code does not
    overlooked: tuple[str, ...] = ()

    @property
    def ran(self) -> bool:
        """Whether it ran without an error."""
        return self.run is not None and self.run.ok

    @property
    def passed(self) -> bool:
        """Whether it ran and every public test held."""
        return self.ran and self.tests_passed == self.tests_total
