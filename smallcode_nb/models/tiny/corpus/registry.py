"""The skills there are: each a named function that draws a task, with its request templates and its weight.

Knows registration and what a task is. Does not know any particular skill.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smallcode_nb.models.tiny.corpus.phrases import load

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
    #: the variable that the value is asked to be kept in, if any
    kept: str = ""


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


def skill(family: str, weight: float) -> Callable[[Callable[[Draw], Task]], Callable[[Draw], Task]]:
    """Register `_name` as the skill `name`; its templates are in the phrase file named like its module."""

    def register(draw: Callable[[Draw], Task]) -> Callable[[Draw], Task]:
        name = draw.__name__.removeprefix("_")
        if name in SKILLS:
            raise ValueError(f"two skills are called {name}")
        stem = draw.__module__.rpartition(".skills_")[2]
        SKILLS[name] = Skill(name, family, weight, draw, load(stem)[name])
        return draw

    return register
