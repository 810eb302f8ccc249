"""How often an answer repeats a retrieved snippet that is wrong, with the guard and without it.

Into the retrieval of every task comes one near-duplicate of its solution that its hidden tests refuse. A recording
cannot read a snippet, so `Copying` stands for a model that copies: a set share of its draws that were shown the
snippet repeat it, the others are what the model wrote. A live model is asked as it is. Knows the loop and the tasks.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from ..agent import novelty
from ..agent.loop import Agent
from ..agent.ports import Executor, Model
from ..agent.testing import ScriptedRetriever
from ..agent.types import Chunk, LoopSettings, ModelCard, Namespace, Outcome, Prompt, Request, Sampling, Snippet
from ..errors import ModelError, RequestError
from .planting import plant
from .tasks.task import Task

__all__ = ["Copying", "Mark", "Summary", "mark", "summarise"]


class Copying:
    """A model of whose draws that were shown a snippet a share repeats it word for word, by their seeds."""

    def __init__(self, model: Model, share: float) -> None:
        self._model, self._share = model, share

    @property
    def card(self) -> ModelCard:
        """The model's own."""
        return self._model.card

    def count_tokens(self, text: str) -> int:
        """As the model counts."""
        return self._model.count_tokens(text)

    async def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        """As in `Model`; a copy comes whole."""
        copying = [place for place, (p, s) in enumerate(zip(prompts, samplings, strict=True)) if self._copies(p, s)]
        for place in copying:
            text = prompts[place].snippets[0].text
            yield Chunk(place, text, "stop", None, self.count_tokens(text))
        others = [place for place in range(len(prompts)) if place not in copying]
        if others:
            stream: Any = self._model.sample(tuple(prompts[n] for n in others), tuple(samplings[n] for n in others))
            async for chunk in stream:
                yield replace(chunk, index=others[chunk.index])

    def _copies(self, prompt: Prompt, sampling: Sampling) -> bool:
        shown = bool(prompt.snippets)
        return shown and random.Random(f"{sampling.seed}:{prompt.snippets[0].text}").random() < self._share


@dataclass(frozen=True, slots=True)
class Mark:
    """One task answered beside a planted snippet; `long_enough` for the guard to tell a copy from idiom."""

    task: str
    guard: bool
    shown: bool
    long_enough: bool
    copied: bool
    right: bool
    generations: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Shares over all tasks and seeds, 0 to 1."""

    guard: bool
    n: int
    shown: float
    copied: float
    right: float
    generations: float


async def mark(
    task: Task, model: Model, executor: Executor, namespace: Namespace, settings: LoopSettings, seed: int
) -> tuple[Mark, ...]:
    """The task with the guard and without it, on the same draws; () where no change makes its solution wrong."""
    async with executor.open() as session:
        snippet = await plant(task, session)
    if snippet is None:
        return ()
    return tuple([
        await _answered(task, model, executor, namespace, replace(settings, guard=guard), snippet, seed)
        for guard in (False, True)
    ])  # fmt: skip


async def _answered(
    task: Task,
    model: Model,
    executor: Executor,
    namespace: Namespace,
    settings: LoopSettings,
    snippet: Snippet,
    seed: int,
) -> Mark:
    step = task.steps[0]
    settings = replace(settings, budget=replace(settings.budget, seed=seed))
    agent = Agent(model, executor, ScriptedRetriever([snippet]), settings)
    long_enough = len(novelty.grams(snippet.text)) >= novelty.FEWEST_GRAMS
    try:
        outcome = await agent.solve(Request(step.request, namespace, step.tests, task.history))
    except (RequestError, ModelError):
        return Mark(task.id, settings.guard, False, long_enough, False, False, 0)
    code = outcome.chosen.candidate.code if outcome.chosen else ""
    async with executor.open() as session:
        right = await task.judge.right(session, code)
    copied = novelty.containment(code, snippet.text) > novelty.CONTAINED or code.strip() == snippet.text.strip()
    spent = outcome.evidence.usage.generations
    return Mark(task.id, settings.guard, _was_shown(outcome), long_enough, copied and not right, right, spent)


def _was_shown(outcome: Outcome) -> bool:
    return any(prompt.snippets for prompt in outcome.prompts)


def summarise(marks: tuple[Mark, ...]) -> tuple[Summary, ...]:
    """Without the guard, then with it."""
    found = []
    for guard in (False, True):
        same = [one for one in marks if one.guard is guard]
        count = max(1, len(same))
        shown, copied, right = (
            round(sum(getattr(one, name) for one in same) / count, 4) for name in ("shown", "copied", "right")
        )
        found.append(Summary(guard, len(same), shown, copied, right, _mean(same)))
    return tuple(found)


def _mean(marks: list[Mark]) -> float:
    return round(sum(one.generations for one in marks) / max(1, len(marks)), 2)


async def gathered(marks: list[Any], slots: int) -> list[tuple[Mark, ...]]:
    """Coroutines run a few at a time, in order."""
    room = asyncio.Semaphore(slots)

    async def one(work: Any) -> tuple[Mark, ...]:
        async with room:
            return tuple(await work)

    return list(await asyncio.gather(*map(one, marks)))
