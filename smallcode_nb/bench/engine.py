"""How fast the shared engine draws, beside the same model in this process: first token, batches, two clients at once.

Each figure is the median of several rounds on requests that differ, so that no prefix is known beforehand.
Knows: the two ways to open a model. Knows nothing about what is drawn.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..agent import prompts
from ..agent.ports import Model
from ..agent.types import Message, Prompt, PromptStyle, Sampling
from ..engine.client import open_in_engine
from ..engine.place import Place
from ..engine.process import ensure, stop
from ..models import load

__all__ = ["Figures", "Report", "measure", "report_json", "show"]

BATCHES = (1, 8, 16)
MOST_TOKENS = 48
_NAMESPACE = 'sales: frame "city" str; "price" float; "units" int; "day" datetime'
_ASKED = ("mean", "total", "largest", "smallest", "median", "number of", "spread of", "last", "first", "rounded")


@dataclass(frozen=True, slots=True)
class Figures:
    """One way of drawing; times in milliseconds, `steps_8_over_1` is a step of 8 samples over a step of one.

    The first token is the first that shows: the embedded model's samples come line by line.
    """

    first_token_ms: float
    tokens_per_s: dict[int, float]
    steps_8_over_1: float
    two_clients_ratio: float


@dataclass(frozen=True, slots=True)
class Report:
    """The engine beside this process; `start_ms` is from nothing to an engine that answers."""

    model: str
    rounds: int
    engine: Figures
    in_process: Figures
    start_ms: float
    load_ms: float


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch took, in seconds."""

    first: float
    wall: float
    tokens: int
    longest: int


def measure(spec: str, rounds: int = 5) -> Report:
    """Start an engine of its own, measure, end it."""
    with tempfile.TemporaryDirectory(prefix="smallcode-bench-") as folder:
        place = Place(Path(folder) / "e")
        try:
            start_ms = _timed(lambda: ensure(place))
            began = time.perf_counter()
            shared = open_in_engine(spec, place)
            load_ms = (time.perf_counter() - began) * 1000
            engine = asyncio.run(_figures(shared, rounds))
        finally:
            stop(place)
    local: Any = load(spec)
    in_process = asyncio.run(_figures(local, rounds))
    local.close()
    return Report(shared.card.name, rounds, engine, in_process, round(start_ms, 1), round(load_ms, 1))


def report_json(report: Report) -> dict[str, Any]:
    """Stable keys: the engine's figures at the top, this process's under `in_process`."""
    return {
        "model": report.model,
        "rounds": report.rounds,
        "start_ms": report.start_ms,
        "load_ms": report.load_ms,
        **_keys(report.engine),
        "in_process": _keys(report.in_process),
    }


def show(report: Report) -> str:
    """A small table."""
    rows: list[tuple[str, ...]] = [("", "engine", "in process")]
    pair = (report.engine, report.in_process)
    rows.append(("first token, ms", *(f"{f.first_token_ms:.1f}" for f in pair)))
    rows += [(f"tokens/s, n={n}", *(f"{f.tokens_per_s[n]:.0f}" for f in pair)) for n in BATCHES]
    rows.append(("step of n=8 over n=1", *(f"{f.steps_8_over_1:.2f}" for f in pair)))
    rows.append(("two clients over one", *(f"{f.two_clients_ratio:.2f}" for f in pair)))
    lines = [f"{label:24}{left:>10}{right:>12}" for label, left, right in rows]
    times = f"engine up in {report.start_ms:.0f} ms, model in {report.load_ms:.0f} ms"
    return "\n".join([f"{report.model}, {report.rounds} rounds; {times}", *lines])


async def _figures(model: Model, rounds: int) -> Figures:
    await _draw(model, 0, 1)
    batches = {n: [await _draw(model, 1 + number + rounds * n, n) for number in range(rounds)] for n in BATCHES}
    pairs = [await _two_clients(model, 1000 + number) for number in range(rounds)]
    close = getattr(model, "aclose", None)
    if close is not None:
        await close()
    step = {n: statistics.median(b.wall / b.longest for b in batches[n]) for n in BATCHES}
    speed = {n: statistics.median(b.tokens / b.wall for b in batches[n]) for n in BATCHES}
    return Figures(
        first_token_ms=round(statistics.median(b.first for b in batches[1]) * 1000, 2),
        tokens_per_s={n: round(value, 1) for n, value in speed.items()},
        steps_8_over_1=round(step[8] / step[1], 3),
        two_clients_ratio=round(statistics.median(pairs), 3),
    )


async def _two_clients(model: Model, number: int) -> float:
    """Tokens per second of two requests at once over those of one alone."""
    alone = await _draw(model, number, 4)
    began = time.perf_counter()
    both = await asyncio.gather(_draw(model, number + 5000, 4), _draw(model, number + 7000, 4))
    wall = time.perf_counter() - began
    return (sum(batch.tokens for batch in both) / wall) / (alone.tokens / alone.wall)


async def _draw(model: Model, number: int, n: int) -> Batch:
    prompt = _prompt(model, number)
    samplings = tuple(Sampling(temperature=0.8, max_tokens=MOST_TOKENS, seed=number + k) for k in range(n))
    tokens, first = [0] * n, 0.0
    began = time.perf_counter()
    async with aclosing(model.sample((prompt,) * n, samplings)) as chunks:  # type: ignore[type-var]
        async for chunk in chunks:
            if chunk.text:
                first = first or time.perf_counter() - began
            tokens[chunk.index] = chunk.tokens
    return Batch(first, time.perf_counter() - began, sum(tokens), max(1, *tokens))


def _prompt(model: Model, number: int) -> Prompt:
    """A request that no other round has, from its first token on."""
    asked = f"{_ASKED[number % len(_ASKED)]} price by city in {1000 + number}"
    if model.card.style is PromptStyle.CHAT:
        return Prompt((Message("user", f"{number}: {asked}\n{_NAMESPACE}"),))
    text = prompts.render("tiny", namespace=f"x{number}: int; {_NAMESPACE}", request=asked, draft="", error="")
    return Prompt((Message("raw", text),))


def _keys(figures: Figures) -> dict[str, Any]:
    return {
        "first_token_ms": figures.first_token_ms,
        "tokens_per_s": {str(n): value for n, value in figures.tokens_per_s.items()},
        "n8_over_n1": figures.steps_8_over_1,
        "two_clients_ratio": figures.two_clients_ratio,
    }


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
