"""The ways of answering that are compared, all with the same number of generations.

    greedy      one draw at temperature 0, taken as it is
    best-of-n   n draws, the likeliest one (a random one where the model gives no probabilities); nothing is run
    filter      n draws, the first that runs and holds the most of the request's own examples
    agree       n draws, one of the largest group that leaves the same; examples are not looked at
    select      n draws with everything that needs no further draw: fixers, examples, agreement, early stop
    repair      half of the n for draws, the rest for repairs and hotter draws while nothing passes
    full        the loop as it is shipped: as repair, with early stop and decomposition

Two more are controls of the harness itself and ask no model: `reference` gives each task's own solution, which every
hidden test must accept, and `empty` gives nothing, which none may.

Knows the loop's public face; knows nothing about tasks or hidden tests.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ..agent import spec
from ..agent.loop import Agent
from ..agent.ports import Executor, Model
from ..agent.rules import Rule
from ..agent.select import Judge
from ..agent.types import Budget, Candidate, LoopSettings, Request, Spec, Verdict
from .pacing import Paced
from .pooled import drawn, judge_all

__all__ = ["CONTROLS", "Answer", "Arm", "answer", "settings_for"]


class Arm(StrEnum):
    """A way of answering."""

    GREEDY = "greedy"
    BEST_OF_N = "best-of-n"
    FILTER = "filter"
    AGREE = "agree"
    SELECT = "select"
    REPAIR = "repair"
    FULL = "full"
    REFERENCE = "reference"
    EMPTY = "empty"


#: arms that ask no model
CONTROLS = frozenset({Arm.REFERENCE, Arm.EMPTY})


@dataclass(frozen=True, slots=True)
class Answer:
    """Code and what it cost; `generations` are draws that were begun, `origin` how the chosen one came to be."""

    code: str
    label: str = ""
    origin: str = ""
    fixes: tuple[str, ...] = ()
    generations: int = 0
    tokens: int = 0
    prompt_tokens: int = 0
    executions: int = 0


def settings_for(arm: Arm, n: int, seed: int, base: LoopSettings) -> LoopSettings:
    """The loop's settings under which an arm may use `n` generations and no more."""
    first = {Arm.GREEDY: 1, Arm.REPAIR: (n + 1) // 2, Arm.FULL: (n + 1) // 2}.get(arm, n)
    budget = replace(base.budget, n=first, max_generations=n, seed=seed, max_executions=max(64, 4 * n))
    rounds = 0 if arm is Arm.SELECT else base.repair_rounds
    whole, stops = arm is Arm.FULL, arm in (Arm.FULL, Arm.SELECT) and Rule.EARLY_STOP not in base.without
    return replace(base, budget=budget, repair_rounds=rounds, decompose=whole, early_stop=stops)


async def answer(
    arm: Arm, model: Model, executor: Executor, request: Request, n: int, seed: int, base: LoopSettings | None = None
) -> Answer:
    """Answer one request in one way. Raises SmallCodeError."""
    settings = settings_for(arm, n, seed, base or LoopSettings(Budget()))
    if arm in (Arm.SELECT, Arm.REPAIR, Arm.FULL):
        return await _by_loop(model, executor, request, settings)
    pool = await drawn(model, request, settings)
    cost = _cost(pool)
    if arm is Arm.GREEDY:
        return replace(cost, code=pool[0].code)
    if arm is Arm.BEST_OF_N:
        return replace(cost, code=_likeliest(pool, seed).code)
    wanted = spec.mine(request, inputs=settings.mutated_inputs, seed=seed)
    async with executor.open() as session:
        verdicts = await judge_all(session, wanted, pool, settings.budget)
    choose = _CHOOSERS[arm]
    executions = sum(verdict.run is not None for verdict in verdicts)
    return replace(cost, code=choose(verdicts, wanted, request).candidate.code, executions=executions)


async def _by_loop(model: Model, executor: Executor, request: Request, settings: LoopSettings) -> Answer:
    paced = model if isinstance(model, Paced) else None
    before = paced.handed if paced else 0
    outcome = await Agent(model, executor, None, settings).solve(request, paced)
    found, usage = outcome.chosen or outcome.best, outcome.evidence.usage
    return Answer(
        code=found.candidate.code if found else "",
        label=str(outcome.evidence.label),
        origin=found.candidate.origin.kind if found else "",
        fixes=found.candidate.fixes if found else (),
        generations=paced.handed - before if paced else usage.generations,
        tokens=usage.generated_tokens,
        prompt_tokens=usage.prompt_tokens,
        executions=usage.executions,
    )


def _cost(pool: Sequence[Candidate]) -> Answer:
    return Answer("", generations=len(pool), tokens=sum(candidate.tokens for candidate in pool))


def _likeliest(pool: Sequence[Candidate], seed: int) -> Candidate:
    if any(candidate.logprob is None for candidate in pool):
        return random.Random(seed).choice(pool)
    return max(pool, key=lambda candidate: (candidate.logprob or 0.0) / max(1, candidate.tokens))


def _first_passing(verdicts: Sequence[Verdict], wanted: Spec, request: Request) -> Verdict:
    return max(verdicts, key=lambda v: (v.ran, not v.missing, v.tests_passed, -v.candidate.index))


def _most_agreed(verdicts: Sequence[Verdict], wanted: Spec, request: Request) -> Verdict:
    blind = [replace(verdict, tests_passed=0, tests_total=0) for verdict in verdicts]
    return Judge(wanted, request.namespace.names()).rank(blind)[0]


_Chooser = Callable[[Sequence[Verdict], Spec, Request], Verdict]
_CHOOSERS: dict[Arm, _Chooser] = {Arm.FILTER: _first_passing, Arm.AGREE: _most_agreed}
