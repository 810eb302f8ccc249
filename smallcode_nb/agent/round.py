"""One batch: draw, verify each candidate as it ends, stop as soon as enough agree.

Knows concurrency and leaves none behind: on return, and on cancellation, every stream is closed and every
run has ended. Knows nothing about which batch comes next.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

from . import compose
from .draw import Draw, candidates
from .events import Drawn, Ran, Running
from .ports import Model, Session
from .rules import Rule
from .spec import stub_of
from .types import Candidate, Job, Run, Snippet, Verdict
from .verify import Verifier
from .work import Work


class Settled(Exception):
    """Enough candidates agree."""


class Round:
    """Runs batches of one piece of work in one session."""

    def __init__(
        self, work: Work, model: Model, session: Session, parallel: int, can_import: Callable[[str], bool]
    ) -> None:
        self._work, self._model, self._session = work, model, session
        self._slots = asyncio.Semaphore(max(1, parallel))
        self._judging: dict[str, asyncio.Task[Verdict]] = {}
        self._known: dict[str, Verdict] = {}
        self._can_import = can_import

    async def run(self, *batches: tuple[Draw, ...]) -> None:
        """Draw and judge as much of each batch as the budget grants; raises SmallCodeError.

        What follows is drawn while the candidates before are judged, unless the model is sure of one: it may do.
        """
        async with self._group() as group:
            for batch in batches:
                sure = await self._draw(batch, group)
                if sure:
                    await asyncio.wait(sure)

    async def offer(self, candidate: Candidate) -> None:
        """Judge one that no model drew."""
        self._work.tell(Drawn(candidate.index, candidate.code))
        async with self._group() as group:
            await self._verify(candidate, group)

    @asynccontextmanager
    async def _group(self) -> AsyncIterator[asyncio.TaskGroup]:
        """Tasks that end together, the sooner where the work is settled."""
        try:
            async with asyncio.TaskGroup() as group:
                yield group
        except BaseExceptionGroup as errors:
            _raise_first(errors.split(Settled)[1])
        finally:
            self._judging.clear()
        self._work.drop_open()

    async def _draw(self, draws: tuple[Draw, ...], group: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        """Have each candidate judged as it ends; the tasks that judge one the model is sure of."""
        work = self._work
        sure: list[asyncio.Task[None]] = []
        draws = draws[: work.meter.grant_generations(len(draws))]
        if not draws:
            return []
        first = work.begin(draws)[0]
        drawn = candidates(
            self._model, draws, first, stub=stub_of(work.request.text), entry=work.spec.entry_point,
            tell=work.tell, charge=work.meter.charge_draw,
        )  # fmt: skip
        async with aclosing(drawn):
            async for candidate in drawn:
                judging = group.create_task(self._verify(candidate, group))
                sure += [judging] if work.judge.sure(candidate) else []
        return sure

    async def _verify(self, candidate: Candidate, group: asyncio.TaskGroup) -> None:
        verifier = self._verifier(candidate.index)
        whole = replace(candidate, code=compose.join(self._work.prefix, candidate.code))
        prepared = verifier.prepare(whole)
        self._work.trying[candidate.index] = prepared
        verdict = prepared if prepared.rejected else await self._judge(verifier, prepared, group)
        self._work.record(verdict)
        if self._work.settings.early_stop and self._work.settled():
            raise Settled

    async def _judge(self, verifier: Verifier, prepared: Verdict, group: asyncio.TaskGroup) -> Verdict:
        """Run it, unless the same code has run or is running: then its findings are shared."""
        code = prepared.candidate.code
        if code not in self._known:
            if code not in self._judging:
                self._judging[code] = group.create_task(verifier.judge(prepared))
            self._known[code] = await self._judging[code]
        twin = self._known[code]
        shared = replace(prepared.candidate, code=twin.candidate.code, fixes=twin.candidate.fixes)
        return replace(twin, candidate=shared, copied_from=prepared.copied_from)

    def _verifier(self, index: int) -> Verifier:
        work = self._work
        guarded: tuple[Snippet, ...] = work.snippets if work.settings.guard else ()
        return Verifier(
            work.spec, work.request.namespace, lambda job: self._execute(job, index),
            work.settings.budget.run_deadline_s, work.settings.budget.seed, work.settings.variants,
            self._can_import, guarded, Rule.FIXERS not in work.settings.without, work.helpers,
        )  # fmt: skip

    async def _execute(self, job: Job, index: int) -> Run | None:
        async with self._slots:
            if not self._work.meter.grant_execution():
                return None
            self._work.tell(Running(index))
            run = await self._session.run(job)
        self._work.meter.charge_run(run)
        self._work.tier = run.tier
        self._work.note(run.notes)
        self._work.tell(Ran(index, run))
        return run


def _raise_first(errors: BaseExceptionGroup | None) -> None:
    """The first real error by itself: users and callers know SmallCodeError, not groups."""
    while errors is not None:
        first = errors.exceptions[0]
        if not isinstance(first, BaseExceptionGroup):
            raise first
        errors = first
