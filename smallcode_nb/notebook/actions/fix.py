"""*Fix*: a failing cell first by rules (near names, near columns, missing imports), then by the model.

Knows the loop's fixers and the loop; either way the proposal has run before it is offered.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...agent import spec
from ...agent.events import Specified
from ...agent.repair import one_line
from ...agent.types import Candidate, Failure, Origin, Verdict
from ...agent.verify import Verifier
from ...errors import RequestError
from ..board import State
from ..reasons import run_problem
from .answer import Answer, Attempt
from .solved import answer_of
from .trial import Trial, opened
from .write import request_of

if TYPE_CHECKING:
    from ...agent.ports import Observer
    from ...agent.stop import Stop
    from ...agent.types import Outcome, Request, Run
    from ..session import Session
    from .wish import Wish

__all__ = ["fix"]


async def fix(wish: Wish, session: Session, observer: Observer, stop: Stop) -> Answer | None:
    """A version of the cell that runs; raises RequestError when the cell does run as it is."""
    source = wish.cell()
    async with opened(session, wish.order, observer) as trial:
        failure = wish.failure or await _failure(source, trial)
        wish = replace(wish, failure=failure)
        request = replace(await request_of(wish, session), whole=True)
        mended = None if wish.order.text.strip() or wish.previous else await _mended(request, source, trial)
        if mended is not None:
            return _by_rules(mended, failure, trial)
    outcome = await session.solve_now(request, wish.order, observer, stop)
    return _by_model(outcome, failure) if outcome is not None else None


async def _failure(source: str, trial: Trial) -> Failure:
    """The error that the cell meets in a throwaway kernel, for a page that does not know it."""
    run = await trial.run(0, source)
    if run.ok:
        raise RequestError(
            "The cell runs without an error on the variables as they are now.",
            "Say in words what it should do differently.",
        )
    return Failure(source, *_words(run))


def _words(run: Run) -> tuple[str, str, str]:
    if run.error is None:
        return "Error", run_problem(run), ""
    return run.error.ename, run.error.evalue, run.error.traceback


async def _mended(request: Request, source: str, trial: Trial) -> Verdict | None:
    """The cell after the deterministic fixers, when they changed it and it then runs."""
    trial.observer.on(Specified(spec.mine(request)))
    verifier = Verifier(
        spec.mine(request), request.namespace, lambda job: trial.run(0, job.code, job.probes), trial.deadline_s
    )
    prepared = verifier.prepare(Candidate(0, source, source, Origin("fixer")))
    if prepared.rejected:
        return None
    verdict = await verifier.judge(prepared)
    return verdict if verdict.passed and verdict.candidate.fixes else None


def _by_rules(verdict: Verdict, failure: Failure, trial: Trial) -> Answer:
    candidate, changes = verdict.candidate, "; ".join(verdict.candidate.fixes)
    attempt = Attempt(0, candidate.code, "rules", State.CHOSEN, f"chosen ({changes})", verdict.run)
    return Answer(
        "rules",
        "ran",
        f"Runs where the cell failed · {changes} · no model was asked · sandbox {trial.tier}",
        trial.tier,
        code=candidate.code,
        chosen=0,
        replaces=True,
        attempts=(attempt,),
        facts=(_failed(failure), f"Changed by rule: {changes}.", "The changed cell runs without an error."),
        notes=("Nothing but the error was repaired. Say in words what else is wrong to have the model try.",),
        seed=trial.seed,
    )


def _by_model(outcome: Outcome, failure: Failure) -> Answer:
    code = outcome.chosen.candidate.code if outcome.chosen is not None else ""
    answer = answer_of(outcome, code, replaces=True)
    return replace(answer, facts=(_failed(failure), *answer.facts))


def _failed(failure: Failure) -> str:
    return f"The cell failed with {one_line(failure.ename, failure.evalue)}."
