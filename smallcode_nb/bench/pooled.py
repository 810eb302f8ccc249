"""One pool of draws and the simple ways of choosing from it, for comparison with the loop.

The pool is exactly the loop's first batch: the same prompt, temperatures and seeds. Nothing here mends or repairs.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..agent import repair, spec
from ..agent.context import Window
from ..agent.draw import Drawer, candidates
from ..agent.ports import Model, Session
from ..agent.select import Judge
from ..agent.spec import stub_of
from ..agent.types import Candidate, Job, LoopSettings, Origin, Request, Verdict
from ..agent.verify import judged

__all__ = ["drawn", "most_agreed"]

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


async def most_agreed(session: Session, request: Request, codes: Sequence[str]) -> str:
    """The code of the largest group that ran and left the same; the first code when none ran."""
    wanted = spec.mine(request)
    judge = Judge(wanted, request.namespace.names())
    verdicts = [await _verdict(session, number, code, wanted.probes) for number, code in enumerate(codes)]
    ranked = judge.rank([judged(verdict, wanted) for verdict in verdicts])
    return ranked[0].candidate.code if ranked and ranked[0].ran else codes[0]


async def _verdict(session: Session, number: int, code: str, probes: tuple[str, ...]) -> Verdict:
    candidate = Candidate(number, code, code, Origin("draw"))
    job = Job(code, probes, deadline_s=DEADLINE_S)
    return Verdict(candidate, run=await session.run(job)) if code.strip() else Verdict(candidate, rejected="empty")
