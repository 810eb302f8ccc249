"""Deterministic models, executors and retrievers, public so that tests and notebooks need no mocks.

`InlineExecutor` runs code in this very process without any confinement: for code you wrote yourself.
Knows the ports; knows nothing about real models or kernels.
"""

from __future__ import annotations

import ast
import asyncio
import copy
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from .events import Event
from .portraits import portrait_of
from .types import (
    Chunk,
    Job,
    ModelCard,
    Portrait,
    Probe,
    Prompt,
    PromptStyle,
    Run,
    RunError,
    RunStatus,
    Sampling,
    Snippet,
)

CARD = ModelCard("scripted", 7.0, 4096, PromptStyle.CHAT, "scripted", "ab" * 32, repair_rounds=2)
_PIECE = re.compile(r"\w+|[^\w\s]|\s+")


class ScriptedModel:
    """Answers the i-th sample of its life with the i-th reply, in pieces, all samples of a batch in step.

    A reply may also be a function of the prompt; each of its pieces has the log-probability `logprob`. `prompts` and
    `samplings` keep what it was asked; `cancelled` counts samples that were closed before their end.
    """

    def __init__(
        self,
        replies: Sequence[str | Callable[[Prompt], str]],
        card: ModelCard = CARD,
        *,
        pause_s: float = 0.0,
        logprob: float = -0.2,
    ) -> None:
        self._logprob = logprob
        self._replies, self._card, self._pause = tuple(replies), card, pause_s
        self.prompts: list[Prompt] = []
        self.samplings: list[Sampling] = []
        self.cancelled = 0
        self.streaming = 0

    @property
    def card(self) -> ModelCard:
        """The card it was given."""
        return self._card

    def count_tokens(self, text: str) -> int:
        """Words, marks and blanks."""
        return len(_PIECE.findall(text))

    async def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        """Stream the next replies, one piece of each per round."""
        texts = [self._reply(len(self.prompts) + place, prompt) for place, prompt in enumerate(prompts)]
        self.prompts += prompts
        self.samplings += samplings
        left = set(range(len(prompts)))
        pieces = [_PIECE.findall(text) or [""] for text in texts]
        self.streaming += 1
        try:
            for step in range(max(map(len, pieces), default=0)):
                await asyncio.sleep(self._pause)
                for place in sorted(left):
                    most = samplings[place].max_tokens
                    last = step + 1 == len(pieces[place])
                    finish = "stop" if last else "length" if step + 1 == most else ""
                    if finish:
                        left.discard(place)
                    yield Chunk(place, pieces[place][step], finish, self._logprob * (step + 1), step + 1)
        finally:
            self.streaming -= 1
            self.cancelled += len(left)

    def _reply(self, number: int, prompt: Prompt) -> str:
        reply = self._replies[number % len(self._replies)]
        return reply(prompt) if callable(reply) else reply


class _Session:
    """Counts what is running; `notes` and `tier` as given."""

    def __init__(self, run: Callable[[Job], Run], pause_s: float, notes: tuple[str, ...]) -> None:
        self._run, self._pause, self._notes = run, pause_s, notes
        self.jobs: list[Job] = []
        self.running = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """As given."""
        return self._notes

    @property
    def tier(self) -> str:
        """Nothing is confined."""
        return "none"

    async def run(self, job: Job) -> Run:
        """Run one job after the scripted pause."""
        self.jobs.append(job)
        self.running += 1
        try:
            await asyncio.sleep(self._pause)
            return self._run(job)
        finally:
            self.running -= 1


class ScriptedExecutor:
    """Answers each job by a function; `jobs` keeps what it was asked, `sessions` how many are open."""

    def __init__(
        self, run: Callable[[Job], Run], *, parallel: int = 2, pause_s: float = 0.0, notes: tuple[str, ...] = ()
    ) -> None:
        self._run, self._parallel, self._pause, self._notes = run, parallel, pause_s, notes
        self.jobs: list[Job] = []
        self.sessions = 0
        self.running = 0

    @property
    def parallel(self) -> int:
        """As given."""
        return self._parallel

    @asynccontextmanager
    async def open(self, needs: frozenset[str] = frozenset()) -> AsyncIterator[_Session]:
        """One session over nothing."""
        session = _Session(self._run, self._pause, self._notes)
        self.sessions += 1
        try:
            yield session
        finally:
            self.sessions -= 1
            self.jobs += session.jobs
            self.running += session.running


class InlineExecutor(ScriptedExecutor):
    """Runs jobs in this process over deep copies of plain Python variables."""

    def __init__(
        self, variables: Mapping[str, object] | None = None, *, parallel: int = 2, pause_s: float = 0.0
    ) -> None:
        super().__init__(lambda job: run_inline(job, variables or {}), parallel=parallel, pause_s=pause_s)


def run_inline(job: Job, variables: Mapping[str, object]) -> Run:
    """Execute a job like a cell: value of the last expression, changed variables, probes; plain values only."""
    space: dict[str, Any] = copy.deepcopy(dict(variables))
    began = time.perf_counter()
    try:
        value = _execute(job.code, space)
    except Exception as error:
        frame = job.code.splitlines()[0] if job.code else ""
        failure = RunError(type(error).__name__, str(error), frame=frame)
        return Run(RunStatus.ERROR, error=failure, seconds=time.perf_counter() - began)
    shown = None if value is None else _portrait(value)
    changed = tuple((name, _portrait(new)) for name, new in space.items() if _is_new(name, new, variables))
    space.setdefault("_", value)
    space.setdefault("result", value)
    probes = tuple(_probe(expression, space) for expression in job.probes)
    return Run(RunStatus.OK, value=shown, changed=changed, probes=probes, seconds=time.perf_counter() - began)


def _execute(code: str, space: dict[str, Any]) -> object:
    tree = ast.parse(code)
    last = tree.body[-1] if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    body = tree.body[:-1] if last is not None else tree.body
    exec(compile(ast.Module(body, []), "<cell>", "exec"), space)  # noqa: S102 — that is its purpose
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), space)  # noqa: S307


def _is_new(name: str, value: object, variables: Mapping[str, object]) -> bool:
    module = isinstance(value, type(ast))
    return not name.startswith("_") and not module and not (name in variables and variables[name] == value)


def _portrait(value: object) -> Portrait:
    if callable(value):
        name = getattr(value, "__name__", "f")
        return Portrait("function", f'{{"name": "{name}", "signature": "()"}}', name)
    return portrait_of(value)


def _probe(expression: str, space: dict[str, Any]) -> Probe:
    try:
        return Probe(expression, _portrait(eval(expression, copy.copy(space))))  # noqa: S307
    except Exception as error:
        return Probe(expression, error=f"{type(error).__name__}: {error}")


class ScriptedRetriever:
    """Finds the same snippets for every request."""

    def __init__(self, snippets: Sequence[Snippet]) -> None:
        self._snippets = tuple(snippets)
        self.queries: list[str] = []

    async def search(self, query: str, *, limit: int, exclude: str = "") -> tuple[Snippet, ...]:
        """The first `limit` of them."""
        self.queries.append(query)
        return self._snippets[:limit]


class Recorder:
    """An observer that keeps every event."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def on(self, event: Event) -> None:
        """Keep it."""
        self.events.append(event)

    def of(self, kind: type) -> list[Any]:
        """The events of one kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]
