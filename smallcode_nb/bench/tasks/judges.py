"""Hidden tests of three kinds: test code that must run, a reference to compare with, expressions that must be true.

Each runs in a throwaway kernel that the candidate's earlier runs never saw. Knows nothing about models.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from ...agent import portraits
from ...agent.ports import Session
from ...agent.syntax import parse
from ...agent.types import Job
from ..behaviour import Yardstick, matches, measure

__all__ = ["DEADLINE_S", "SameAs", "TestCode"]

DEADLINE_S = 8.0


@dataclass(frozen=True, slots=True)
class TestCode:
    """Right when `test` runs to its end behind the code."""

    __test__ = False

    test: str
    deadline_s: float = DEADLINE_S

    async def right(self, session: Session, code: str) -> bool:
        """One run; code that does not parse needs none."""
        if not code.strip() or parse(code) is None:
            return False
        run = await session.run(Job(f"{code}\n\n{self.test}", deadline_s=self.deadline_s))
        return run.ok


@dataclass(frozen=True, slots=True)
class SameAs:
    """Right when the code leaves what the reference leaves and every check is true.

    Compared on the data as given and, where the reference still runs, on data with rows dropped, so that a lucky
    constant is not enough. In `checks`, `_` is the shown value.
    """

    reference: str
    request: str
    live: frozenset[str]
    compare: bool = True
    checks: tuple[str, ...] = ()
    variants: tuple[str, ...] = ("", "drop")
    _yardsticks: dict[str, asyncio.Task[Yardstick | None]] = field(default_factory=dict, compare=False, repr=False)

    async def right(self, session: Session, code: str) -> bool:
        """One run for the checks and one for every variant of the data."""
        if not code.strip() or not await self._holds(session, code):
            return False
        for variant in self.variants if self.compare else ():
            yardstick = await self._yardstick(session, variant)
            if yardstick is None and not variant:
                return False
            if yardstick is not None and not await matches(yardstick, session, code):
                return False
        return True

    async def _holds(self, session: Session, code: str) -> bool:
        if not self.checks:
            return True
        run = await session.run(Job(code, self.checks, deadline_s=DEADLINE_S))
        return run.ok and all(probe.value is not None and portraits.is_true(probe.value) for probe in run.probes)

    async def _yardstick(self, session: Session, variant: str) -> Yardstick | None:
        """Measured once: the reference does not change between candidates."""
        if variant not in self._yardsticks:
            measuring = measure(session, self.reference, self.request, self.live, variant)
            self._yardsticks[variant] = asyncio.create_task(measuring)
        return await self._yardsticks[variant]
