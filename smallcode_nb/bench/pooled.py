"""One pool of draws, judged one by one, for the simple ways of choosing that the loop is compared with.

The pool is exactly the loop's first batch: the same prompt, temperatures and seeds. Nothing here mends or repairs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ..agent import repair, spec
from ..agent.context import Window
from ..agent.draw import Drawer, candidates
from ..agent.ports import Model, Session
from ..agent.select import Judge
from ..agent.spec import stub_of
from ..agent.syntax import parse
from ..agent.types import Budget, Candidate, Job, LoopSettings, Origin, Request, Spec, SpecKind, Verdict
from ..agent.verify import judged

__all__ = ["drawn", "judge_all", "most_agreed"]

DEADLINE_S = 10.0


async def drawn(model: Model, request: Request, settings: LoopSettings) -> tuple[Candidate, ...]:
    """The loop's first batch, in order; the greedy one first. Raises RequestError."""
    wanted = spec.mine(request, inputs=settings.mutated_inputs, seed=settings.budget.seed)
    window = Window(model.card, model.count_tokens, settings.budget.max_tokens)
    drawer = Drawer(
        settings, wanted, model.card.style, lambda snippets, draft: window.fill(request, wanted, snippets, draft)
    )
    failure = repair.from_failure(request.failure) if request.failure else None
    batch = drawer.first((), failure, settings.budget.n)
    found = [
        candidate
        async for candidate in candidates(
            model, batch, 0, stub=stub_of(request.text), entry=wanted.entry_point,
            tell=lambda _: None, charge=lambda _: None,
        )
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda candidate: candidate.index))


async def judge_all(
    session: Session, wanted: Spec, pool: Sequence[Candidate], budget: Budget | None = None
) -> tuple[Verdict, ...]:
    """Every candidate run as it was drawn, equal ones once, with the request's examples and mutated inputs.

    The jobs are the loop's own, so that a session which remembers runs needs one for both.
    """
    budget = budget or Budget(run_deadline_s=DEADLINE_S)
    codes = list(dict.fromkeys(candidate.code for candidate in pool if _could_run(candidate.code, wanted)))
    probes = (*(test.actual for test in wanted.tests), *wanted.probes)
    jobs = [Job(code, probes, deadline_s=budget.run_deadline_s, seed=budget.seed) for code in codes]
    runs = dict(zip(codes, await asyncio.gather(*map(session.run, jobs)), strict=True))
    verdicts = [Verdict(candidate, run=runs.get(candidate.code), tests_total=len(wanted.tests)) for candidate in pool]
    return tuple(judged(verdict, wanted) for verdict in verdicts)


def _could_run(code: str, wanted: Spec) -> bool:
    """A cell may hold what only IPython reads; a function that does not parse needs no kernel to fail."""
    return bool(code.strip()) and (wanted.kind is not SpecKind.FUNCTION or parse(code) is not None)


async def most_agreed(session: Session, request: Request, codes: Sequence[str]) -> str:
    """The code of the largest group that ran and left the same; the first code when none ran."""
    wanted = spec.mine(request)
    pool = [Candidate(number, code, code, Origin("draw")) for number, code in enumerate(codes)]
    ranked = Judge(wanted, request.namespace.names()).rank(await judge_all(session, wanted, pool))
    return ranked[0].candidate.code if ranked and ranked[0].ran else codes[0]
