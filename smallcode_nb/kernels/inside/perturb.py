"""Small changes to the frames a candidate works on, to see whether its effect is robust.

Runs inside throwaway kernels. The same seed changes equal namespaces equally. Knows
nothing about candidates.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

from . import tables
from .scalars import loaded

DROPPED_SHARE = 0.2
NULL_SHARE = 0.1


def perturb(namespace: dict[str, Any], variant: str, seed: int) -> None:
    """Rebind every frame of the namespace to a "shuffle"d, "drop"ped or "nulls"-sprinkled copy; "" changes nothing."""
    change = _VARIANTS.get(variant)
    if change is None:
        return
    numpy = loaded("numpy")
    for name in sorted(namespace):
        frame = namespace[name]
        if not name.startswith("_") and tables.kind_of(frame) == "frame" and len(frame) > 1:
            rng = numpy.random.default_rng([seed, zlib.crc32(name.encode())])
            namespace[name] = change(frame, rng)


def _shuffle(frame: Any, rng: Any) -> Any:
    return frame.iloc[rng.permutation(len(frame))]


def _drop(frame: Any, rng: Any) -> Any:
    keep = max(1, round(len(frame) * (1 - DROPPED_SHARE)))
    rows = rng.choice(len(frame), size=keep, replace=False)
    rows.sort()
    return frame.iloc[rows]


def _nulls(frame: Any, rng: Any) -> Any:
    columns = [_sprinkled(frame.iloc[:, i], rng) for i in range(frame.shape[1])]
    result = loaded("pandas").concat(columns, axis=1) if columns else frame.copy()
    result.columns = frame.columns
    return result


def _sprinkled(column: Any, rng: Any) -> Any:
    # whole numbers and truth values would change their dtype, which is not the point
    hit = rng.random(len(column)) < NULL_SHARE
    if tables.dtype_word(column) in ("int", "bool") or not hit.any():
        return column
    return column.mask(hit)


_VARIANTS: dict[str, Callable[[Any, Any], Any]] = {"shuffle": _shuffle, "drop": _drop, "nulls": _nulls}
