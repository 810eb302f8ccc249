"""Rows and pools → one line per arm. Knows what the columns mean; knows nothing about how they are printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .results import Results
from .statistics import bootstrap, mean, pass_at_k, percentile
from .trial import Pool, Row

__all__ = ["ArmSummary", "families", "pass_curve", "summarise"]


@dataclass(frozen=True, slots=True)
class ArmSummary:
    """One arm over all tasks and seeds; shares 0 to 1, means per task, seconds; None where it was not measured."""

    arm: str
    n_tasks: int
    pass1: float
    ci95: tuple[float, float]
    oracle: float | None
    of_oracle: float | None
    generations: float
    tokens: float
    prompt_tokens: float
    executions: float
    wall_p50_s: float | None
    wall_p95_s: float | None
    #: median over tasks that are solved of the arm's wall time over the greedy draw's
    over_greedy: float | None
    cost_per_1k_tokens: float | None
    refused: int = 0


def summarise(results: Results) -> tuple[ArmSummary, ...]:
    """One summary per arm, in the order in which the arms were run."""
    by_arm: dict[str, list[Row]] = defaultdict(list)
    for row in results.rows:
        by_arm[row.arm].append(row)
    oracle = mean([pool.right > 0 for pool in results.pools]) if results.pools else None
    greedy = {(row.task, row.seed): row.wall_s for row in by_arm.get("greedy", ())}
    return tuple(_arm(arm, rows, oracle, greedy, results.provenance.price_per_hour) for arm, rows in by_arm.items())


def _arm(
    arm: str,
    rows: Sequence[Row],
    oracle: float | None,
    greedy: dict[tuple[str, int], float | None],
    price_per_hour: float,
) -> ArmSummary:
    shares = _by_task(rows)
    walls = [row.wall_s for row in rows if row.wall_s is not None]
    ratios = [
        row.wall_s / base for row in rows if row.wall_s and row.right and (base := greedy.get((row.task, row.seed)))
    ]
    tokens, share = sum(row.tokens for row in rows), mean(shares)
    priced = bool(price_per_hour and walls and tokens)
    return ArmSummary(
        arm=arm,
        n_tasks=len(shares),
        pass1=round(share, 4),
        ci95=tuple(round(edge, 4) for edge in bootstrap(shares)),  # type: ignore[arg-type]  # two edges
        oracle=None if oracle is None else round(oracle, 4),
        of_oracle=round(share / oracle, 4) if oracle else None,
        generations=round(mean([row.generations for row in rows]), 2),
        tokens=round(tokens / len(rows), 1),
        prompt_tokens=round(mean([row.prompt_tokens for row in rows]), 1),
        executions=round(mean([row.executions for row in rows]), 2),
        wall_p50_s=round(percentile(walls, 0.5), 4) if walls else None,
        wall_p95_s=round(percentile(walls, 0.95), 4) if walls else None,
        over_greedy=round(percentile(ratios, 0.5), 3) if ratios else None,
        cost_per_1k_tokens=round(sum(walls) / 3600 * price_per_hour / tokens * 1000, 6) if priced else None,
        refused=sum(bool(row.refused) for row in rows),
    )


def _by_task(rows: Iterable[Row]) -> list[float]:
    """One value per task, its mean over the seeds: tasks, not draws, are what a benchmark samples."""
    marks: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        marks[row.task].append(float(row.right))
    return [mean(values) for values in marks.values()]


def families(results: Results) -> dict[str, dict[str, tuple[float, int]]]:
    """Family → arm → (share of right answers, number of tasks)."""
    groups: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in results.rows:
        groups[row.family][row.arm].append(row)
    return {
        family: {arm: (mean(shares := _by_task(rows)), len(shares)) for arm, rows in arms.items()}
        for family, arms in sorted(groups.items())
    }


def pass_curve(pools: Sequence[Pool]) -> dict[int, float]:
    """Unbiased pass@k of the warm draws, k up to what every pool holds; a refused request counts as wrong."""
    most = min((pool.warm for pool in pools if pool.drawn), default=0)
    ks = [k for k in (1, 2, 4, 8, 16, 32, 64) if k <= most]
    return {
        k: round(mean([pass_at_k(pool.warm, pool.warm_right, k) if pool.drawn else 0.0 for pool in pools]), 4)
        for k in ks
    }
