"""Keeps a snapshot within its size: large frames and arrays are thinned, and it is said.

Knows the sizes of pandas and NumPy objects; never changes the originals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: an object column's strings cost about this much each beside their pointer
_BYTES_PER_OBJECT = 64


def fit(variables: Mapping[str, Any], max_bytes: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The variables, the largest thinned until all are within `max_bytes`; a sentence for each thinned one."""
    sizes = {id(v): estimate(v) for v in variables.values()}
    if sum(sizes.values()) <= max_bytes:
        return dict(variables), ()
    share = _largest_share(sorted(sizes.values()), max_bytes)
    thinned: dict[int, Any] = {}
    result, notes = {}, []
    for name, value in variables.items():
        step = -(-sizes[id(value)] // share) if sizes[id(value)] > share else 1
        if step > 1 and len(value) > step:
            result[name] = thinned.setdefault(id(value), _every(value, step))
            seen, there = len(result[name]), len(value)
            notes.append(f"`{name}` was sampled: candidates saw {seen:,} of its {there:,} rows (every {step}th).")
        else:
            result[name] = value
    return result, tuple(notes)


def estimate(value: Any) -> int:
    """Bytes of a frame, series or array; 0 for what is not one (its size shows when it is written)."""
    kind = type(value)
    if kind.__module__.partition(".")[0] == "pandas" and hasattr(value, "memory_usage"):
        usage: Any = value.memory_usage(index=True, deep=False)
        total = int(usage.sum() if hasattr(usage, "sum") else usage)
        return total + _BYTES_PER_OBJECT * len(value) * _object_columns(value)
    if kind.__module__ == "numpy" and hasattr(value, "nbytes") and value.ndim:
        return int(value.nbytes)
    return 0


def _object_columns(value: Any) -> int:
    dtypes: Any = getattr(value, "dtypes", None)
    kinds: list[Any] = list(dtypes) if hasattr(dtypes, "__iter__") else [dtypes]
    return sum(str(k) == "object" for k in kinds)


def _largest_share(sizes: list[int], total: int) -> int:
    """The most any one value may take so that all fit: what small values leave goes to the large ones."""
    left, share = total, 1
    for done, size in enumerate(sizes):
        share = max(1, left // (len(sizes) - done))
        if size > share:
            return share
        left -= size
    return share


def _every(value: Any, step: int) -> Any:
    return value.iloc[::step] if hasattr(value, "iloc") else value[::step]
