"""What the loop tells its observer, one frozen value per happening.

Knows nothing about how progress is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from .types import Label, Plan, Run, Section, Snippet, Spec, Usage, Verdict


@dataclass(frozen=True, slots=True)
class Specified:
    """The request was read: tests, inputs and names were mined."""

    spec: Spec


@dataclass(frozen=True, slots=True)
class Planned:
    """The request was split, or deliberately not."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Stepped:
    """The steps before `step` are solved, and it is worked on by itself; past the last one, all of them are."""

    step: int


@dataclass(frozen=True, slots=True)
class PromptBuilt:
    """A prompt was filled; its sections say what was sent and what was dropped."""

    sections: tuple[Section, ...]
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A candidate has grown; `text` is all of it so far."""

    index: int
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A candidate is complete; `code` is what was read out of it."""

    index: int
    code: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate was not run."""

    index: int
    reason: str


@dataclass(frozen=True, slots=True)
class Running:
    """A candidate entered its throwaway kernel."""

    index: int


@dataclass(frozen=True, slots=True)
class Ran:
    """A candidate's throwaway kernel reported."""

    index: int
    run: Run


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate's verdict is known."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A candidate was not finished because enough agree or the budget ended."""

    index: int


@dataclass(frozen=True, slots=True)
class Repairing:
    """A failed candidate is shown to the model again."""

    parent: int
    index: int
    round: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What the request has cost so far."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class Chosen:
    """The loop has settled; `index` is −1 when nothing ran."""

    index: int
    label: Label


Event = (
    Specified
    | Planned
    | Stepped
    | PromptBuilt
    | Drawing
    | Drawn
    | Rejected
    | Running
    | Ran
    | Judged
    | Cancelled
    | Repairing
    | Spent
    | Chosen
)
