"""Skills on live NumPy arrays.

Knows array idioms. Does not know frames or lists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from smallcode_nb.models.tiny.corpus.phrases import load
from smallcode_nb.models.tiny.corpus.registry import SKILLS, Skill
from smallcode_nb.models.tiny.corpus.skills_live import Idiom, _draw


def _array(dimensions: int = 0, *, square: bool = False) -> Callable[[Any], bool]:
    def fits(v: object) -> bool:
        right = isinstance(v, np.ndarray) and (not dimensions or v.ndim == dimensions)
        return right and (not square or v.shape[0] == v.shape[1])  # type: ignore[attr-defined]

    return fits


_ANY, _FLAT, _TABLE, _SQUARE = _array(), _array(1), _array(2), _array(2, square=True)

IDIOMS: tuple[Idiom, ...] = (
    Idiom("array_mean", _ANY, "{v}.mean()", "numpy"),
    Idiom("array_std", _ANY, "{v}.std()", "numpy"),
    Idiom("array_column_means", _TABLE, "{v}.mean(axis=0)", "numpy"),
    Idiom("array_row_sums", _TABLE, "{v}.sum(axis=1)", "numpy"),
    Idiom("array_percentile", _ANY, "np.percentile({v}, 90)", "numpy"),
    Idiom("array_median", _ANY, "np.median({v})", "numpy"),
    Idiom("array_normal_rows", _TABLE, "{v} / np.linalg.norm({v}, axis=1, keepdims=True)", "numpy"),
    Idiom("array_standardise", _TABLE, "({v} - {v}.mean(axis=0)) / {v}.std(axis=0)", "numpy"),
    Idiom("array_zscore", _FLAT, "({v} - {v}.mean()) / {v}.std()", "numpy"),
    Idiom("array_scale", _FLAT, "({v} - {v}.min()) / ({v}.max() - {v}.min())", "numpy"),
    Idiom("array_argmax", _FLAT, "{v}.argmax()", "numpy"),
    Idiom("array_argsort", _FLAT, "{v}.argsort()", "numpy"),
    Idiom("array_top", _FLAT, "np.sort({v})[::-1][:{k}]", "numpy"),
    Idiom("array_sort", _FLAT, "np.sort({v})", "numpy"),
    Idiom("array_positive", _ANY, "{v}[{v} > {k}]", "numpy"),
    Idiom("array_count", _ANY, "({v} > {k}).sum()", "numpy"),
    Idiom("array_where", _ANY, "np.where({v} > {k}, {v}, 0)", "numpy"),
    Idiom("array_clip", _ANY, "{v}.clip(0, {k})", "numpy"),
    Idiom("array_unique", _FLAT, "np.unique({v}, return_counts=True)", "numpy"),
    Idiom("array_cumsum", _FLAT, "{v}.cumsum()", "numpy"),
    Idiom("array_diff", _FLAT, "np.diff({v})", "numpy"),
    Idiom("array_shape", _ANY, "{v}.shape", "numpy"),
    Idiom("array_transpose", _TABLE, "{v}.T", "numpy"),
    Idiom("array_inverse", _SQUARE, "np.linalg.inv({v})", "numpy"),
    Idiom("array_determinant", _SQUARE, "np.linalg.det({v})", "numpy"),
    Idiom("array_eigenvalues", _SQUARE, "np.linalg.eigvals({v})", "numpy"),
    Idiom("array_gram", _TABLE, "{v}.T @ {v}", "numpy"),
    Idiom("array_correlation", _TABLE, "np.corrcoef({v}, rowvar=False)", "numpy"),
    Idiom("array_reshape", _FLAT, "{v}.reshape(-1, 2)", "numpy"),
    Idiom("array_flat", _TABLE, "{v}.ravel()", "numpy"),
    Idiom("array_hist", _ANY, "plt.hist({v}.ravel(), bins={k})", "numpy"),
    Idiom("array_line", _FLAT, "plt.plot({v})", "numpy"),
    Idiom("array_moving", _FLAT, 'np.convolve({v}, np.ones({k}) / {k}, mode="valid")', "numpy"),
    Idiom("array_linspace", _ANY, "np.linspace(0, 1, {k})", "numpy"),
    Idiom("array_random", _ANY, "np.random.default_rng({k}).normal(size=100)", "numpy"),
)  # fmt: skip

for _idiom in IDIOMS:
    SKILLS[_idiom.name] = Skill(_idiom.name, "numpy", 1.0, _draw(_idiom), load("numpy")[_idiom.name])
