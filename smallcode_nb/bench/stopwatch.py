"""Where the time of one request goes: the loop's events and its kernels, with the moments at which they happen.

Stages overlap (programs run while others are drawn), so beside each stage's own length stands what the user waits
for: from the request to the end, cut at the moments when the next thing became possible. Knows the loop's ports.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ..agent.events import Drawing, Drawn, Event, Judged, PromptBuilt, Specified
from ..agent.ports import Executor, Session
from ..agent.types import Job, Run
from .machinery import SessionOver

__all__ = ["STAGES", "Stopwatch", "Timed"]

#: in the order of the table; seconds
STAGES = ("spec", "prompt", "open", "first token", "draw", "rest", "runs", "executing", "close", "total")


@dataclass(slots=True)
class Stopwatch:
    """An observer; `executor` must be wrapped by `Timed` with the same stopwatch."""

    clock: Callable[[], float] = time.perf_counter
    began: float = 0.0
    ended: float = 0.0
    at: dict[str, float] = field(default_factory=dict)
    opening: float = 0.0
    closing: float = 0.0
    running: list[float] = field(default_factory=list)
    executing: list[float] = field(default_factory=list)

    def start(self) -> None:
        """A request begins."""
        self.began = self.clock()

    def stop(self) -> None:
        """Its outcome is there."""
        self.ended = self.clock()

    def on(self, event: Event) -> None:
        """Remember the first and the last time of what matters."""
        name = {Specified: "spec", PromptBuilt: "prompt", Drawing: "token", Drawn: "drawn", Judged: "judged"}.get(
            type(event)
        )
        if name is not None:
            now = self.clock()
            self.at.setdefault(f"first {name}", now)
            self.at[f"last {name}"] = now

    def stages(self) -> dict[str, float]:
        """Seconds by stage; 0 where a stage did not happen.

        spec, prompt, first token, draw (to the first candidate) and rest (to the end) follow one another and make
        the total; open, runs (mean of one: kernel, code, report), executing (mean of the code alone) and close are
        parts of them.
        """
        marks = [self.began, *(self.at.get(f"first {name}", 0.0) for name in ("spec", "prompt", "token", "drawn"))]
        for place in range(1, len(marks)):
            marks[place] = max(marks[place], marks[place - 1])
        names = ("spec", "prompt", "first token", "draw")
        found = {name: after - before for name, before, after in zip(names, marks, marks[1:], strict=False)}
        return {
            **found,
            "open": self.opening,
            "rest": self.ended - marks[-1],
            "runs": sum(self.running) / max(1, len(self.running)),
            "executing": sum(self.executing) / max(1, len(self.executing)),
            "close": self.closing,
            "total": self.ended - self.began,
        }


class Timed:
    """An executor whose openings, runs and closings a stopwatch takes."""

    def __init__(self, executor: Executor, watch: Stopwatch) -> None:
        self._executor, self._watch = executor, watch

    @property
    def parallel(self) -> int:
        """As the executor beneath."""
        return self._executor.parallel

    @asynccontextmanager
    async def open(self, needs: frozenset[str] = frozenset()) -> AsyncIterator[Session]:
        """A session of the executor beneath."""
        watch = self._watch
        before = watch.clock()
        context = self._executor.open(needs)
        session = await context.__aenter__()
        watch.opening += watch.clock() - before
        try:
            yield _TimedSession(session, watch)
        finally:
            before = watch.clock()
            await context.__aexit__(None, None, None)
            watch.closing += watch.clock() - before


class _TimedSession(SessionOver):
    def __init__(self, session: Session, watch: Stopwatch) -> None:
        super().__init__(session)
        self._watch = watch

    async def run(self, job: Job) -> Run:
        """The job, its time taken."""
        before = self._watch.clock()
        run = await self.beneath.run(job)
        self._watch.running.append(self._watch.clock() - before)
        self._watch.executing.append(run.seconds)
        return run
