"""Turns a task whose code is one expression into one that also keeps the value under a name.

Knows how people ask for that. Does not know any skill.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from random import Random

from smallcode_nb.models.tiny.corpus.names import variable_name
from smallcode_nb.models.tiny.corpus.namespaces import World
from smallcode_nb.models.tiny.corpus.phrasing import Segment, expand
from smallcode_nb.models.tiny.corpus.registry import Task
from smallcode_nb.models.tiny.corpus.words import Split

SHARE = 0.07
_AFTER: dict[Split, tuple[str, ...]] = {
    "train": (
        "[,|] and [store|save|keep|put] [it|that|the result|this] [in|as|under|into] {}",
        ", [call|name] [it|the result|that] {}",
        ", [stored|saved|kept] [in|as|under] {}",
        "[,|] and [call|name] [it|the result] {}",
        "[,| and] assign [it|the result|this] to {}",
        " in a [new |]variable [named |called |]{}",
        " as a variable [named |called |]{}",
        ", result in {}",
        " -> {}",
        ", {} should hold [it|the result]",
    ),
    "heldout": (", have the outcome in {}", " and let {} refer to that", ", to be known as {}"),
}
_BEFORE: dict[Split, tuple[str, ...]] = {
    "train": (
        "{} = ",
        "{}: ",
        "[store|save|put|keep] in {}: ",
        "[create|make|define|set] {} [as|=|to be] ",
        "let {} be ",
        "variable {}: ",
        "assign to {}: ",
    ),
    "heldout": ("under the name {}: ", "{} shall be "),
}


def kept(rng: Random, world: World, task: Task) -> Task:
    """The task with its value kept, now and then; as it was when its code is not one expression."""
    if rng.random() > SHARE or not _is_expression(task.code):
        return task
    name = variable_name(rng, world.split)
    if name in world.variables:
        return task
    return replace(task, code=f"{name} = {task.code}\n{name}", kept=name)


def asked_to_keep(rng: Random, split: Split, segments: list[Segment], name: str) -> list[Segment]:
    """The request with the wish to keep the value before or after it."""
    question = segments[-1].text.endswith("?")
    if not question and rng.random() < 0.35:
        return [*_filled(rng, rng.choice(_BEFORE[split]), name), *segments]
    ending = _filled(rng, rng.choice(_AFTER[split]), name)
    if question:
        ending = [Segment(ending[0].text.lstrip(", ")), *ending[1:]]
        return [*segments, Segment(" "), *ending]
    return [*segments, *ending]


def _filled(rng: Random, template: str, name: str) -> list[Segment]:
    before, after = expand(rng, template).split("{}")
    made = (Segment(before), Segment(name, fixed=True), Segment(after))
    return [segment for segment in made if segment.text]


def _is_expression(code: str) -> bool:
    body = ast.parse(code).body
    return len(body) == 1 and isinstance(body[0], ast.Expr)
