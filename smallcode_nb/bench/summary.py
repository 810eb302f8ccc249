"""Rows and pools → one line per arm. Knows what the columns mean; knows nothing about how they are printed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .results import Results
from .statistics import bootstrap, mean, pass_at_k, percentile
from .trial import Pool, Row

__all__ = ["ArmSummary", "Gain", "Oracle", "families", "gains", "oracles", "pass_curve", "rescues", "summarise"]


@dataclass(frozen=True, slots=True)
class ArmSummary:
    """One arm at one number of draws, over all tasks and seeds; shares 0 to 1, means per task, seconds.

    None where it was not measured. `of_oracle` compares the same tasks and seeds.
    """

    arm: str
    n: int
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
    #: mean joules of the graphics processors per task
    energy_j: float | None = None


def summarise(results: Results) -> tuple[ArmSummary, ...]:
    """One summary per number of draws and arm, in the order in which the arms were run."""
    by_arm: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in results.rows:
        by_arm[row.n, row.arm].append(row)
    return tuple(_arm(rows, results) for _, rows in sorted(by_arm.items(), key=lambda entry: entry[0][0]))


def _arm(rows: Sequence[Row], results: Results) -> ArmSummary:
    arm, n, price_per_hour = rows[0].arm, rows[0].n, results.provenance.price_per_hour
    oracle, of_oracle = _against(rows, [pool for pool in results.pools if pool.n == n])
    greedy = {(row.task, row.seed): row.wall_s for row in results.rows if row.arm == "greedy" and row.n == n}
    shares = _by_task(rows)
    walls = [row.wall_s for row in rows if row.wall_s is not None]
    ratios = [
        row.wall_s / base for row in rows if row.wall_s and row.right and (base := greedy.get((row.task, row.seed)))
    ]
    tokens, share = sum(row.tokens for row in rows), mean(shares)
    priced = bool(price_per_hour and walls and tokens)
    return ArmSummary(
        arm=arm,
        n=n,
        n_tasks=len(shares),
        pass1=round(share, 4),
        ci95=tuple(round(edge, 4) for edge in bootstrap(shares)),  # type: ignore[arg-type]  # two edges
        oracle=None if oracle is None else round(oracle, 4),
        of_oracle=None if of_oracle is None else round(of_oracle, 4),
        generations=round(mean([row.generations for row in rows]), 2),
        tokens=round(tokens / len(rows), 1),
        prompt_tokens=round(mean([row.prompt_tokens for row in rows]), 1),
        executions=round(mean([row.executions for row in rows]), 2),
        wall_p50_s=round(percentile(walls, 0.5), 4) if walls else None,
        wall_p95_s=round(percentile(walls, 0.95), 4) if walls else None,
        over_greedy=round(percentile(ratios, 0.5), 3) if ratios else None,
        cost_per_1k_tokens=round(sum(walls) / 3600 * price_per_hour / tokens * 1000, 6) if priced else None,
        refused=sum(bool(row.refused) for row in rows),
        energy_j=_mean_known([row.energy_j for row in rows]),
    )


def _mean_known(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(mean(known), 3) if known else None


def _against(rows: Sequence[Row], pools: Sequence[Pool]) -> tuple[float | None, float | None]:
    """The oracle, and the arm's share of it over the tasks and seeds that have both; tasks of several steps do not."""
    found = {(pool.task, pool.seed): pool.right > 0 for pool in pools}
    both = [row for row in rows if (row.task, row.seed) in found]
    oracle = mean([found[row.task, row.seed] for row in both]) if both else None
    return oracle, (mean([row.right for row in both]) / oracle if oracle else None)


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


@dataclass(frozen=True, slots=True)
class Gain:
    """What leaving a rule out, or adding a variant, changed; task by task on the same draws."""

    arm: str
    n: int
    difference: float
    ci95: tuple[float, float]
    #: (task, seed) pairs that only this way, or only the whole one, answered right
    better: int
    worse: int
    #: (task, seed) pairs that were answered both ways
    pairs: int


def gains(results: Results) -> tuple[Gain, ...]:
    """Every way that leaves something out or adds something, against its arm as it is."""
    marks = {(row.arm, row.n, row.task, row.seed): row.right for row in results.rows}
    found = []
    for arm, n in dict.fromkeys((row.arm, row.n) for row in results.rows):
        plain = re.split(r"[~+]", arm)[0]
        pairs = [
            (task, right, marks[plain, n, task, seed])
            for (label, draws, task, seed), right in marks.items()
            if label == arm and draws == n and (plain, n, task, seed) in marks
        ]
        if plain != arm and pairs:
            found.append(_gain(arm, n, pairs))
    return tuple(found)


def _gain(arm: str, n: int, pairs: Sequence[tuple[str, bool, bool]]) -> Gain:
    by_task: dict[str, list[float]] = defaultdict(list)
    for task, right, whole in pairs:
        by_task[task].append(float(right) - float(whole))
    shares = [mean(values) for values in by_task.values()]
    low, high = bootstrap(shares)
    better, worse = sum(right > whole for _, right, whole in pairs), sum(right < whole for _, right, whole in pairs)
    return Gain(arm, n, round(mean(shares), 4), (round(low, 4), round(high, 4)), better, worse, len(pairs))


@dataclass(frozen=True, slots=True)
class Oracle:
    """The best that choosing among the draws could reach, as drawn and after the deterministic fixers."""

    right: float
    mended: float
    curve: dict[int, float]


def oracles(pools: Sequence[Pool]) -> dict[int, Oracle]:
    """Number of draws → the oracle over all tasks and seeds."""
    found: dict[int, Oracle] = {}
    for n in sorted({pool.n for pool in pools}):
        same = [pool for pool in pools if pool.n == n]
        right, mended = mean([pool.right > 0 for pool in same]), mean([pool.mended_right > 0 for pool in same])
        found[n] = Oracle(round(right, 4), round(mended, 4), pass_curve(same))
    return found


def rescues(pools: Sequence[Pool]) -> dict[str, tuple[int, int, int]]:
    """Fixer → (draws it changed, of those that became right, all draws), over the largest pools."""
    largest = [pool for pool in pools if pool.n == max(other.n for other in pools)]
    names = sorted({name for pool in largest for name in pool.fixers})
    drawn = sum(pool.drawn for pool in largest)
    return {
        name: (
            sum(pool.fixers.get(name, (0, 0))[0] for pool in largest),
            sum(pool.fixers.get(name, (0, 0))[1] for pool in largest),
            drawn,
        )
        for name in names
    }


def pass_curve(pools: Sequence[Pool]) -> dict[int, float]:
    """Unbiased pass@k of the warm draws, k up to what every pool holds; a refused request counts as wrong."""
    most = min((pool.warm for pool in pools if pool.drawn), default=0)
    ks = [k for k in (1, 2, 4, 8, 16, 32, 64) if k <= most]
    return {
        k: round(mean([pass_at_k(pool.warm, pool.warm_right, k) if pool.drawn else 0.0 for pool in pools]), 4)
        for k in ks
    }
