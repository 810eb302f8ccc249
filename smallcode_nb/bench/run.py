"""`bench run` from its arguments to its table: loads, compares, prints.

Knows the order of these; each is a module of its own.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..agent.ports import Model
from ..agent.types import Budget, LoopSettings
from .distribute import spread
from .machinery import kernels
from .provenance import provenance
from .results import Cost, Results, open_results
from .runner import Comparison, compare, texts
from .runs import RunStore
from .summary import ArmSummary, gains, oracles, rescues, summarise
from .tasks import load as load_tasks
from .ways import leaving_out, parse

__all__ = ["comparison_of", "main", "show"]


def main(options: Namespace) -> int:
    """Run, then print the table. Raises SmallCodeError."""
    from ..models.loading import load

    model = load(options.model)
    comparison = comparison_of(options).answerable(model)
    told = provenance(
        options.tasks, texts(comparison.tasks), model.card, comparison.settings_for(model), options.price_per_hour,
        paired=comparison.is_paired(model),
    )  # fmt: skip
    results = open_results(options.out, told)
    if options.scheduler:
        spread(options, comparison, results, _progress)
    else:
        asyncio.run(_compare(comparison, model, results, options.runs))
    show(results, as_json=options.json)
    return 0


def comparison_of(options: Namespace) -> Comparison:
    """What the arguments ask for. Raises RequestError, UnknownOption."""
    ways = (*map(parse, options.arms), *leaving_out(options.without))
    budget = Budget(max_tokens=options.max_tokens, run_deadline_s=options.deadline)
    settings = LoopSettings(budget, variants=tuple(options.variants))
    return Comparison(
        tasks=load_tasks(options.tasks, limit=options.limit, only=options.only),
        ways=tuple(dict.fromkeys(ways)),
        seeds=tuple(options.seeds),
        ns=tuple(options.n),
        settings=settings,
        parallel=options.parallel,
        paired=options.paired,
    )


async def _compare(comparison: Comparison, model: Model, results: Results, runs: Path | None) -> None:
    store, began = RunStore(runs), time.monotonic()
    try:
        async with kernels() as executor:
            await compare(comparison, model, executor, results, _progress, store=store)
    finally:
        if store.asked:
            wall = round(time.monotonic() - began, 1)
            results.spend(Cost(store.asked, store.executed, round(store.seconds, 1), wall))
        store.close()


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty() or done == of or done % 20 == 0:
        bar = "█" * (24 * done // max(1, of))
        print(f"\r{bar:24} {done}/{of}", end="\n" if done == of else "", file=sys.stderr, flush=True)


def show(results: Results, *, as_json: bool) -> None:
    """Print one line per arm and number of draws, and the JSON object if asked for."""
    arms = summarise(results)
    print(
        f"{'n':>3} {'arm':20} {'pass@1':>7} {'95%':>13} {'/oracle':>7} {'draws':>6} {'tokens':>7} {'runs':>6} "
        f"{'p50 s':>7} {'/greedy':>7}"
    )
    for arm in arms:
        print(_line(arm))
    for gain in gains(results):
        print(
            f"{gain.arm:24} n={gain.n}: {gain.difference:+.1%} ({gain.ci95[0]:+.1%} to {gain.ci95[1]:+.1%}), "
            f"{gain.better} better, {gain.worse} worse"
        )
    for n, told in oracles(results.pools).items():
        curve = ", ".join(f"pass@{k} {share:.1%}" for k, share in told.curve.items())
        print(f"n={n}: oracle {told.right:.1%}, after fixers {told.mended:.1%}; {curve}")
    if as_json:
        print(json.dumps(_measured(results, arms)))


def _line(arm: ArmSummary) -> str:
    interval = f"{arm.ci95[0]:.1%}–{arm.ci95[1]:.1%}"
    wall = "" if arm.wall_p50_s is None else f"{arm.wall_p50_s:.2f}"
    over = "" if arm.over_greedy is None else f"{arm.over_greedy:.2f}"
    oracle = "" if arm.of_oracle is None else f"{arm.of_oracle:.1%}"
    costs = f"{arm.generations:6.1f} {arm.tokens:7.0f} {arm.executions:6.1f}"
    return f"{arm.n:3} {arm.arm:20} {arm.pass1:7.1%} {interval:>13} {oracle:>7} {costs} {wall:>7} {over:>7}"


def _measured(results: Results, arms: tuple[ArmSummary, ...]) -> dict[str, Any]:
    """Per arm, at the largest number of draws, and all of them under `by_n`."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    most = max((arm.n for arm in arms), default=0)
    return {
        **{arm.arm: asdict(arm) for arm in arms if arm.n == most},
        "by_n": {n: {arm.arm: asdict(arm) for arm in arms if arm.n == n} for n in sorted({arm.n for arm in arms})},
        "oracles": {n: asdict(told) for n, told in oracles(results.pools).items()},
        "gains": [asdict(gain) for gain in gains(results)],
        "fixers": rescues(results.pools),
        "costs": [asdict(cost) for cost in results.costs],
        "tasks": results.provenance.tasks,
        "model": results.provenance.model,
        "n": most,
        "peak_memory_mb": round(used / 1024, 1),
    }
