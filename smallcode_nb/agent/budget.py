"""Accounting of one request against its hard limits.

Knows tokens, executions and seconds; knows nothing about what they buy.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from .types import Budget, Prompt, Run, Usage


class Meter:
    """Grants generations and executions, and sums up what was spent."""

    def __init__(self, budget: Budget, clock: Callable[[], float] = time.monotonic) -> None:
        self.budget = budget
        self._clock = clock
        self._start = clock()
        self._granted = 0
        self._executions = 0
        self._usage = Usage()
        self._prompt: Prompt | None = None
        #: which limit refused something; "" while nothing was refused
        self.refused = ""

    def grant_generations(self, wanted: int) -> int:
        """How many of `wanted` draws may start; never more than what is left."""
        granted = max(0, min(wanted, self.budget.max_generations - self._granted))
        self._granted += granted
        if granted < wanted:
            self.refused = "generations"
        return granted

    def generations_left(self) -> int:
        """Draws that may still start."""
        return self.budget.max_generations - self._granted

    def grant_execution(self) -> bool:
        """Whether one more run may start."""
        if self._executions >= self.budget.max_executions:
            self.refused = "executions"
            return False
        self._executions += 1
        return True

    def seconds_left(self) -> float:
        """Wall seconds before the request must end; never negative."""
        return max(0.0, self.budget.max_seconds - (self._clock() - self._start))

    def charge_prompt(self, prompt: Prompt) -> None:
        """Count the tokens that the previous prompt does not already hold as a prefix."""
        fresh = prompt.tokens - _shared(self._prompt, prompt)
        self._prompt = prompt
        self._usage = replace(self._usage, prompt_tokens=self._usage.prompt_tokens + max(0, fresh))

    def charge_draw(self, tokens: int) -> None:
        """Count one sample that started and grew to `tokens`."""
        used = self._usage
        self._usage = replace(used, generations=used.generations + 1, generated_tokens=used.generated_tokens + tokens)

    def charge_run(self, run: Run) -> None:
        """Count one finished execution."""
        self._usage = replace(
            self._usage,
            executions=self._usage.executions + 1,
            execution_s=self._usage.execution_s + run.seconds,
        )

    def usage(self) -> Usage:
        """Everything spent so far, the wall clock included."""
        return replace(self._usage, wall_s=self._clock() - self._start)


def _shared(before: Prompt | None, after: Prompt) -> int:
    """Tokens of the leading sections that both prompts have word for word."""
    if before is None:
        return 0
    shared = 0
    for old, new in zip(before.sections, after.sections, strict=False):
        if (old.name, old.text) != (new.name, new.text):
            break
        shared += new.tokens
    return min(shared, after.tokens)
