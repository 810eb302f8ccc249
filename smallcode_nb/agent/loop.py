"""The algorithm: spec → plan → draw → verify as each ends → select → repair → decompose → evidence.

Knows the order of things and nothing else; each step is a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..errors import RequestError, RetrievalError
from . import check, compose, describe, linking, plan, repair, spec
from .context import Window
from .draw import Draw, Drawer, ask
from .events import Planned, Specified, Stepped
from .opening import opened
from .ports import Executor, Model, Observer, Retriever, Session
from .round import Round
from .select import ENOUGH_AGREEING
from .stop import Stop, bounded
from .types import LoopSettings, Namespace, Outcome, PromptStyle, Request, Snippet, SpecKind, Variable, Verdict
from .work import Work

SNIPPETS = 4
#: asked for where most hits are dropped, because the model reads functions only
TINY_HITS = 12
REDRAWS = 2


class Agent:
    """Solves requests with one model, one executor and, if there is one, one retriever."""

    def __init__(
        self,
        model: Model,
        executor: Executor,
        retriever: Retriever | None = None,
        settings: LoopSettings | None = None,
        can_import: Callable[[str], bool] = check.importable,
    ) -> None:
        self._model, self._executor, self._retriever = model, executor, retriever
        self._settings = settings or LoopSettings()
        self._can_import = can_import

    async def solve(self, request: Request, observer: Observer | None = None, stop: Stop | None = None) -> Outcome:
        """Work on a request until enough agree, the budget ends or `stop` is set; raises SmallCodeError."""
        wanted = spec.mine(request, inputs=self._settings.mutated_inputs, seed=self._settings.budget.seed)
        work = Work(request, wanted, self._model.card, self._settings, observer)
        if work.card.style is PromptStyle.TINY:
            work.note(linking.doubts(request.text, wanted.mentions))
        work.tell(Specified(wanted))
        work.tell(Planned(work.plan))
        stopped = await bounded(self._search(work), stop or Stop(), work.meter.seconds_left())
        return work.outcome(stopped)

    async def _search(self, work: Work) -> None:
        work.recall(await self._recall(work))
        drawer = self._drawer(work)
        first = drawer.first(work.snippets, self._failure(work.request), self._settings.budget.n)
        async with opened(self._executor, work.enter) as session:
            batches = Round(work, self._model, session, self._executor.parallel, self._can_import)
            for wave in self._waves(first):
                if not (self._settings.early_stop and work.settled()):
                    await batches.run(*wave)
            if plain := work.plain_call():
                await batches.offer(plain)
            await self._retry(work, drawer, batches)
            if work.copies_only():
                clean = tuple(s for s in work.snippets if s.path not in {v.copied_from for v in work.passing()})
                await batches.run(drawer.again(clean, (), REDRAWS, len(work.verdicts), 0))
            if self._unsolved(work):
                await self._solve_parts(await self._planned(work), session)

    async def _retry(self, work: Work, drawer: Drawer, batches: Round) -> None:
        """While nothing passes: hotter draws and, where the model learns from errors, repairs."""
        repairs = self._repair_rounds()
        for number in range(1, max(1, repairs) + 1):
            if work.passing() or not work.meter.generations_left():
                return
            drafts = repair.drafts(work.ranked(), work.spec, frozenset(work.shown)) if number <= repairs else ()
            work.shown |= {draft.code for draft in drafts}
            n = min(self._settings.budget.n, work.meter.generations_left() - len(drafts))
            await batches.run(drawer.again(work.snippets, drafts, max(0, n), len(work.verdicts), number))

    async def _solve_parts(self, work: Work, session: Session) -> None:
        """Each sub-task on its own, over what the ones before it leave; the whole joins the other candidates."""
        if not work.plan.split or work.meter.generations_left() < len(work.plan.tasks):
            return
        prefix, namespace, part = "", work.request.namespace, None
        for place, task in enumerate(work.plan.tasks):
            work.tell(Stepped(place))
            part = self._part(work, task, namespace, prefix, last=place == len(work.plan.tasks) - 1)
            if part is None:
                return
            n = min(self._settings.budget.n, work.meter.generations_left() // (len(work.plan.tasks) - place))
            batches = Round(part, self._model, session, self._executor.parallel, self._can_import)
            await batches.run(self._drawer(part).first((), None, n) if n else ())
            best = next(iter(part.passing()), None)
            if best is None or best.run is None:
                return
            prefix = compose.as_prefix(best.candidate.code)
            namespace = _extended(work.request.namespace, describe.variables_of(best.run, compose.RESULT))
        work.tell(Stepped(len(work.plan.tasks)))
        self._adopt(work, part.passing() if part else ())

    # --- small decisions ------------------------------------------------------------------

    async def _recall(self, work: Work) -> tuple[Snippet, ...]:
        tiny = work.card.style is PromptStyle.TINY
        if self._retriever is None or (tiny and work.spec.kind is SpecKind.FUNCTION):
            return ()
        limit = TINY_HITS if tiny else SNIPPETS
        try:
            return await self._retriever.search(work.request.text, limit=limit, exclude=work.request.target)
        except RetrievalError as error:
            work.note([f"Nothing was retrieved: {error.cause}"])
            return ()

    def _drawer(self, work: Work) -> Drawer:
        window = Window(work.card, self._model.count_tokens, self._settings.budget.max_tokens)
        return Drawer(
            self._settings, work.spec, work.card.style,
            lambda snippets, draft: window.fill(work.request, work.spec, snippets, draft),
        )  # fmt: skip

    def _waves(self, first: tuple[Draw, ...]) -> tuple[tuple[tuple[Draw, ...], ...], ...]:
        """The first draws, in several batches where samples are not free and stopping early could save some.

        The embedded model runs on a CPU, where eight samples take half as long again as one: the greedy one comes
        first, then as many as must agree with it, and the others when these have been judged.
        """
        split = self._settings.early_stop and self._model.card.style is PromptStyle.TINY
        start, rest = first[:ENOUGH_AGREEING], first[ENOUGH_AGREEING:]
        return ((start[:1], start[1:]), (rest,)) if split else ((first,),)

    def _failure(self, request: Request) -> repair.Draft | None:
        return repair.from_failure(request.failure) if request.failure else None

    def _repair_rounds(self) -> int:
        """As set, else what the model was trained for or its size bears: 0 to 1B, 1 to 6B, 2 above."""
        if self._settings.repair_rounds is not None:
            return self._settings.repair_rounds
        size = self._model.card.parameters
        return max(self._model.card.repair_rounds, 0 if size <= 1 else 1 if size < 6 else 2)

    def _unsolved(self, work: Work) -> bool:
        worth = not work.passing() or (plan.is_long(work.request.text) and not work.settled())
        splits = self._settings.decompose and work.spec.kind is SpecKind.CELL and not work.request.whole
        return splits and worth

    async def _planned(self, work: Work) -> Work:
        """The work with a plan of the model's own, where the model is one that plans well."""
        question = plan.question(work.request, self._model.count_tokens)
        if plan.may_ask(work.card) and work.meter.generations_left() > plan.MOST:
            work.meter.grant_generations(1)
            work.meter.charge_prompt(question)
            text, tokens = await ask(self._model, question, self._settings.budget.max_tokens)
            work.meter.charge_draw(tokens)
            own = plan.answer(text, work.request)
            work.plan = own if own.split else work.plan
            work.tell(Planned(work.plan))
        return work

    def _part(self, work: Work, task: str, namespace: Namespace, prefix: str, *, last: bool) -> Work | None:
        request = replace(work.request, text=task, namespace=namespace, tests=work.request.tests if last else ())
        try:
            wanted = spec.mine(request)
        except RequestError:
            return None
        return Work(request, wanted, work.card, work.settings, work.observer, work, prefix)

    def _adopt(self, work: Work, composed: tuple[Verdict, ...]) -> None:
        """Composed candidates stand beside the whole ones."""
        for verdict in composed:
            origin = replace(verdict.candidate.origin, kind="composed")
            work.record(replace(verdict, candidate=replace(verdict.candidate, origin=origin)))


def _extended(namespace: Namespace, made: tuple[Variable, ...]) -> Namespace:
    """The live variables with those a run made in front, which hide the ones of the same name."""
    names = {variable.name for variable in made}
    return replace(namespace, variables=(*made, *(v for v in namespace.variables if v.name not in names)))
