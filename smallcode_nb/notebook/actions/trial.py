"""Running versions of a cell in throwaway kernels, with the observer told as the loop tells it.

Knows kernels' sessions; knows nothing about what is compared.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...agent import events as ev
from ...agent.syntax import loaded_names, parse
from ...agent.types import Job, Run, Usage

if TYPE_CHECKING:
    from ...agent.ports import Observer
    from ...agent.ports import Session as KernelSession
    from ..command import Order
    from ..session import Session

__all__ = ["Trial", "opened"]


@dataclass(slots=True)
class Trial:
    """Throwaway kernels over one copy of the live variables; counts what was run."""

    kernels: KernelSession
    observer: Observer
    deadline_s: float
    seed: int = 0
    executions: int = 0
    execution_s: float = 0.0
    _began: float = field(default_factory=time.monotonic)

    @property
    def tier(self) -> str:
        """The confinement of the runs."""
        return self.kernels.tier

    def offer(self, index: int, code: str) -> None:
        """Show a version before it runs."""
        self.observer.on(ev.Drawn(index, code))

    async def run(self, index: int, code: str, probes: tuple[str, ...] = (), variant: str = "") -> Run:
        """Run `code` for the version `index`, in a kernel of its own."""
        self.observer.on(ev.Running(index))
        job = Job(code, probes, deadline_s=self.deadline_s, seed=self.seed, variant=variant)
        run = await self.kernels.run(job)
        self.executions += 1
        self.execution_s += run.seconds
        self.observer.on(ev.Ran(index, run))
        self.observer.on(ev.Spent(self._usage()))
        return run

    def _usage(self) -> Usage:
        wall = time.monotonic() - self._began
        return Usage(executions=self.executions, execution_s=self.execution_s, wall_s=wall)


@asynccontextmanager
async def opened(session: Session, order: Order, observer: Observer, code: str = "") -> AsyncIterator[Trial]:
    """Kernels for an order, over the variables that `code` can touch (all of them where that cannot be told)."""
    tree = parse(code)
    kernels = await session.kernels(order)
    async with kernels.executor.open(loaded_names(tree) if tree is not None else frozenset()) as live:
        settings = session.settings
        seed = settings.seed if order.seed is None else order.seed
        yield Trial(live, observer, settings.run_deadline_s, seed)
