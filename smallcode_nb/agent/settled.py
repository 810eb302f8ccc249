"""What a request leads to, what it cost, and the limits it worked under.

Knows nothing about how it got there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .asked import Plan, Request, Spec
from .judged import Verdict
from .prompted import Prompt
from .rules import Rule


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
    #: the share of its probability that the model gave the only draw, where that is why there is no other; else 0
    sure: float = 0.0


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
    #: rules of comparing and ranking that are left out, to measure what they bring
    without: tuple[Rule, ...] = ()
    temperature: float = 0.8
    retry_temperature: float = 1.0
    top_p: float = 0.95
