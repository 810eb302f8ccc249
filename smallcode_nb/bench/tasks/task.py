"""What a task is: live variables, requests as a person writes them, and a hidden judge.

Knows the shape of a task; knows nothing about formats or models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ...agent.ports import Session

__all__ = ["Judge", "Step", "Task", "no_variables"]


class Judge(Protocol):
    """Hidden tests: they see finished code only, in a throwaway kernel of their own."""

    async def right(self, session: Session, code: str) -> bool:
        """Whether the code does what was asked."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One cell that a person asks for; `reference` is a solution, `tests` are asserts the person gives."""

    request: str
    reference: str = ""
    tests: tuple[str, ...] = ()


def no_variables() -> Mapping[str, object]:
    """An empty notebook."""
    return {}


@dataclass(frozen=True, slots=True)
class Task:
    """One task; `steps` are answered one after the other and judged together."""

    id: str
    family: str
    steps: tuple[Step, ...]
    judge: Judge
    #: builds the live variables anew
    variables: Callable[[], Mapping[str, object]] = field(default=no_variables, compare=False)
    #: sources of the cells that were run before
    history: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """The reference solutions of all steps, in order; "" when there is none."""
        return "\n\n".join(step.reference for step in self.steps if step.reference)
