"""The skills there are: each a named function that draws a task, with its request templates and its weight.

Knows registration and what a task is. Does not know any particular skill.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcode_nb.models.tiny.corpus.draw import Draw

HELDOUT_MARK = "!"


class UnsuitableError(Exception):
    """The namespace lacks what a skill needs; another skill is drawn instead."""


@dataclass(frozen=True, slots=True)
class Task:
    """Code, and the slots from which one of the skill's templates makes the request."""

    code: str
    slots: Mapping[str, object]
    variant: str = ""
    frame: str = ""
    #: the result may be empty or a mutation: not judged by its value
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Skill:
    """A family of tasks: `draw` picks columns and writes code; `templates` by variant, "" when there is only one."""

    name: str
    family: str
    weight: float
    draw: Callable[[Draw], Task]
    templates: Mapping[str, tuple[str, ...]]

    def phrases(self, variant: str, heldout: bool) -> list[str]:
        """The variant's templates on one side of the split."""
        chosen = [t for t in self.templates[variant] if t.startswith(HELDOUT_MARK) == heldout]
        return [t.removeprefix(HELDOUT_MARK) for t in chosen]


SKILLS: dict[str, Skill] = {}

Templates = Sequence[str] | Mapping[str, Sequence[str]]


def skill(family: str, weight: float, templates: Templates) -> Callable[[Callable[[Draw], Task]], Callable[[Draw], Task]]:
    """Register the decorated function under its own name; templates that start with `!` are held out of training."""
    by_variant = templates if isinstance(templates, Mapping) else {"": templates}
    frozen = {k: tuple(v) for k, v in by_variant.items()}

    def register(draw: Callable[[Draw], Task]) -> Callable[[Draw], Task]:
        if draw.__name__ in SKILLS:
            raise ValueError(f"two skills are called {draw.__name__}")
        SKILLS[draw.__name__] = Skill(draw.__name__, family, weight, draw, frozen)
        return draw

    return register
