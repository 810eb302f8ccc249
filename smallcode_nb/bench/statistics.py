"""The numbers a comparison is judged by: unbiased pass@k, bootstrap intervals over tasks, percentiles.

Knows arithmetic only.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

__all__ = ["bootstrap", "mean", "pass_at_k", "percentile"]


def pass_at_k(n: int, right: int, k: int) -> float:
    """Chance that one of k draws is right, estimated without bias from `right` of n (Chen et al. 2021)."""
    if k > n:
        raise ValueError(f"pass@{k} cannot be told from {n} draws")
    if n - right < k:
        return 1.0
    return 1.0 - math.prod(1.0 - k / m for m in range(n - right + 1, n + 1))


def mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """Linear between the two nearest; 0 of nothing."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def bootstrap(
    values: Sequence[float], *, resamples: int = 2000, level: float = 0.95, seed: int = 0
) -> tuple[float, float]:
    """Percentile interval of the mean when tasks, one value each, are drawn again with replacement."""
    if not values:
        return (0.0, 0.0)
    rng = random.Random(seed)
    means = [mean(rng.choices(values, k=len(values))) for _ in range(resamples)]
    tail = (1.0 - level) / 2
    # no mean lies outside its values, but the last digit of a rounded one may
    low, high = (min(max(percentile(means, at), min(values)), max(values)) for at in (tail, 1.0 - tail))
    return (low, high)
