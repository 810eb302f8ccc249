"""One task answered in several ways and scored by its hidden tests.

Knows the order of the steps of a task and where time is taken. Hidden tests run in sessions of their own, after
everything was answered. Knows nothing about files or statistics.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from ..agent import compose, describe, fixers, helpers
from ..agent.ports import Executor, Model, Session
from ..agent.types import Candidate, Job, LoopSettings, Namespace, Request, Run
from ..errors import ModelError, RequestError
from . import energy
from .arms import CONTROLS, Answer, Arm, answer, settings_for
from .machinery import SessionOver
from .pooled import drawn
from .tasks.task import Step, Task
from .ways import Way

__all__ = ["Pool", "Row", "Trial"]


@dataclass(frozen=True, slots=True)
class Row:
    """One task answered once in one way; `wall_s` is None where draws were replayed."""

    task: str
    family: str
    arm: str
    seed: int
    n: int
    right: bool
    generations: int = 0
    tokens: int = 0
    prompt_tokens: int = 0
    executions: int = 0
    wall_s: float | None = None
    label: str = ""
    refused: str = ""
    code: str = ""
    #: of the chosen candidate: "draw", "repair", "composed"
    origin: str = ""
    #: deterministic fixers that the chosen candidate went through
    fixes: tuple[str, ...] = ()
    energy_j: float | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """How many of the draws every arm could choose from are right; `warm` leaves the greedy one out.

    `mended_right` counts them after the deterministic fixers; `fixers` has for each fixer how many draws it changed
    and how many of those it made right.
    """

    task: str
    family: str
    seed: int
    n: int
    drawn: int
    right: int
    warm: int
    warm_right: int
    mended_right: int = 0
    fixers: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """A task with what it is answered with.

    `timed` is False where draws and runs are replayed; `loop_seed` is given where the draws differ by something else
    than the seed: equal mutated inputs then keep the runs of earlier orders usable.
    """

    task: Task
    model: Model
    executor: Executor
    namespace: Namespace
    n: int
    seed: int
    settings: LoopSettings
    timed: bool = True
    loop_seed: int | None = None

    async def row(self, way: Way) -> Row:
        """Answer in one way, then score."""
        began, told, joules = time.perf_counter(), "", energy.read_counter() if self.timed else None
        try:
            done = await self._answer(way)
        except (RequestError, ModelError) as error:
            done, told = Answer(""), error.cause
        wall = round(time.perf_counter() - began, 4) if self.timed else None
        used = energy.spent(joules, energy.read_counter()) if joules is not None else None
        async with self.executor.open() as session:
            right = await self.task.judge.right(session, done.code)
        about = (self.task.id, self.task.family, way.label, self.seed, self.n, right)
        spent = (done.generations, done.tokens, done.prompt_tokens, done.executions)
        more = {"label": done.label, "refused": told, "code": done.code, "origin": done.origin, "fixes": done.fixes}
        return Row(*about, *spent, wall_s=wall, energy_j=used, **more)  # type: ignore[arg-type]  # named as the fields

    async def pool(self) -> Pool | None:
        """The draws of a task of one step, each scored as it was drawn; None for several steps."""
        if len(self.task.steps) > 1:
            return None
        try:
            found = await drawn(self.model, self._request(self.task.steps[0]), self._pool_settings())
        except (RequestError, ModelError):
            found = ()
        async with self.executor.open() as session:
            own = helpers.known(self.namespace)
            mended = [fixers.mend(one, self.namespace, own) for one in found]
            right = await self._right(session, [*(one.code for one in found), *(one.code for one in mended)])
        marks = [right[candidate.code] for candidate in found]
        about = (self.task.id, self.task.family, self.seed, self.n)
        counts = (len(marks), sum(marks), len(marks[1:]), sum(marks[1:]), sum(right[one.code] for one in mended))
        return Pool(*about, *counts, _rescues(found, mended, right))

    async def _right(self, session: Session, codes: Sequence[str]) -> dict[str, bool]:
        """Every distinct code scored; side by side only where nothing is timed."""
        distinct = list(dict.fromkeys(codes))
        if self.timed:
            return {code: await self.task.judge.right(session, code) for code in distinct}
        marks = await asyncio.gather(*(self.task.judge.right(session, code) for code in distinct))
        return dict(zip(distinct, marks, strict=True))

    @property
    def _seed(self) -> int:
        return self.seed if self.loop_seed is None else self.loop_seed

    def _pool_settings(self) -> LoopSettings:
        return settings_for(Arm.BEST_OF_N, self.n, self._seed, self.settings)

    async def _answer(self, way: Way) -> Answer:
        """Each step on what the ones before it left; the code of all of them together."""
        if way.arm in CONTROLS:
            return Answer(self.task.reference if way.arm is Arm.REFERENCE else "")
        settings = way.settings(self.settings)
        prefix, namespace, spent = "", self.namespace, Answer("")
        for place, step in enumerate(self.task.steps):
            executor = Prefixed(self.executor, prefix) if prefix else self.executor
            request = replace(self._request(step), namespace=namespace)
            got = await answer(way.arm, self.model, executor, request, self.n, self._seed, settings)
            spent = _sum(spent, got)
            if place + 1 < len(self.task.steps):
                prefix = compose.join(prefix, compose.as_prefix(got.code)) or prefix
                namespace = await self._after(prefix)
        return replace(spent, code=compose.join(prefix, spent.code) or prefix)

    def _request(self, step: Step) -> Request:
        return Request(step.request, self.namespace, tests=step.tests, history=self.task.history)

    async def _after(self, code: str) -> Namespace:
        """The live variables once the code ran, those it made in front; unchanged when it fails."""
        async with self.executor.open() as session:
            run = await session.run(Job(code))
        made = describe.variables_of(run) if run.ok else ()
        names = {variable.name for variable in made}
        return Namespace((*made, *(v for v in self.namespace.variables if v.name not in names)), self.namespace.version)


def _rescues(
    found: Sequence[Candidate], mended: Sequence[Candidate], right: Mapping[str, bool]
) -> dict[str, tuple[int, int]]:
    """Fixer → (draws it changed, of those the wrong ones that are right now); what it changed to is left out."""
    counts: dict[str, tuple[int, int]] = {}
    for before, after in zip(found, mended, strict=True):
        rescued = right[after.code] and not right[before.code]
        for fixer in {fix.partition(":")[0] for fix in after.fixes}:
            changed, made_right = counts.get(fixer, (0, 0))
            counts[fixer] = (changed + 1, made_right + rescued)
    return counts


def _sum(before: Answer, after: Answer) -> Answer:
    return replace(
        after,
        generations=before.generations + after.generations,
        tokens=before.tokens + after.tokens,
        prompt_tokens=before.prompt_tokens + after.prompt_tokens,
        executions=before.executions + after.executions,
        fixes=(*before.fixes, *after.fixes),
    )


class Prefixed:
    """An executor whose every run begins with the cells before."""

    def __init__(self, executor: Executor, prefix: str) -> None:
        self._executor, self._prefix = executor, prefix

    @property
    def parallel(self) -> int:
        """As the executor beneath."""
        return self._executor.parallel

    @asynccontextmanager
    async def open(self, needs: frozenset[str] = frozenset()) -> AsyncIterator[Session]:
        """A session of the executor beneath."""
        async with self._executor.open() as session:
            yield _After(session, self._prefix)


class _After(SessionOver):
    """A session behind earlier cells."""

    def __init__(self, session: Session, prefix: str) -> None:
        super().__init__(session)
        self._prefix = prefix

    async def run(self, job: Job) -> Run:
        """The job behind the earlier cells."""
        return await self.beneath.run(replace(job, code=compose.join(self._prefix, job.code)))
