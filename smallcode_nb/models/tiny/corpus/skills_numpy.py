"""Skills on live NumPy arrays.

Knows array idioms. Does not know frames or lists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from smallcode_nb.models.tiny.corpus.draw import Draw
from smallcode_nb.models.tiny.corpus.registry import SKILLS, Skill
from smallcode_nb.models.tiny.corpus.skills_live import Idiom, _draw


def _array(dimensions: int = 0, *, square: bool = False) -> Callable[[Any], bool]:
    def fits(v: object) -> bool:
        right = isinstance(v, np.ndarray) and (not dimensions or v.ndim == dimensions)
        return right and (not square or v.shape[0] == v.shape[1])  # type: ignore[attr-defined]

    return fits


_ANY, _FLAT, _TABLE, _SQUARE = _array(), _array(1), _array(2), _array(2, square=True)

IDIOMS: tuple[Idiom, ...] = (
    Idiom("array_mean", _ANY, "{v}.mean()", ("[mean|average] of {v}", "what is the [mean|average] of {v}?", "compute the [mean|average] of the array {v}", "{v} average", "[mean|average] value of {v}", "!find the mean of the array {v}"), "numpy"),
    Idiom("array_std", _ANY, "{v}.std()", ("standard deviation of {v}", "std of {v}", "what is the standard deviation of {v}?", "compute the std of the array {v}", "!find the standard deviation of {v}"), "numpy"),
    Idiom("array_column_means", _TABLE, "{v}.mean(axis=0)", ("[mean|average] of [each|every] column of {v}", "column means of {v}", "[mean|average] per column of {v}", "column averages of the matrix {v}", "!the mean of all columns of {v}"), "numpy"),
    Idiom("array_row_sums", _TABLE, "{v}.sum(axis=1)", ("sum of [each|every] row of {v}", "row sums of {v}", "total per row of {v}", "sum {v} along the rows", "!the sum of all rows of {v}"), "numpy"),
    Idiom("array_percentile", _ANY, "np.percentile({v}, 90)", ("90th percentile of {v}", "percentile 90 of {v}", "p90 of {v}", "what is the 90th percentile of {v}?", "!compute the 90th percentile for {v}"), "numpy"),
    Idiom("array_median", _ANY, "np.median({v})", ("median of {v}", "what is the median of {v}?", "compute the median of the array {v}", "{v} median", "!find the median of {v}"), "numpy"),
    Idiom("array_normal_rows", _TABLE, "{v} / np.linalg.norm({v}, axis=1, keepdims=True)", ("normalise [the |]rows of {v} to unit length", "scale [each|every] row of {v} to length 1", "unit length rows of {v}", "divide each row of {v} by its norm", "!normalise each row of {v} to length 1"), "numpy"),
    Idiom("array_standardise", _TABLE, "({v} - {v}.mean(axis=0)) / {v}.std(axis=0)", ("standardise [the |each |]columns of {v}", "z score per column of {v}", "standardize the columns of the matrix {v}", "z-scores of {v} by column", "!standardise every column of {v}"), "numpy"),
    Idiom("array_zscore", _FLAT, "({v} - {v}.mean()) / {v}.std()", ("standardise {v}", "z scores of {v}", "z-score of {v}", "standardize the array {v}", "!compute z-scores for {v}"), "numpy"),
    Idiom("array_scale", _FLAT, "({v} - {v}.min()) / ({v}.max() - {v}.min())", ("scale {v} to 0-1", "min-max scale {v}", "rescale {v} between 0 and 1", "normalise {v} to the range 0 to 1", "!rescale {v} to 0-1 with min-max"), "numpy"),
    Idiom("array_argmax", _FLAT, "{v}.argmax()", ("index of the [largest|highest] value [in|of] {v}", "position of the maximum [in|of] {v}", "where is the maximum of {v}?", "argmax of {v}", "!at which index is {v} largest"), "numpy"),
    Idiom("array_argsort", _FLAT, "{v}.argsort()", ("indices that [would |]sort {v}", "argsort of {v}", "order of indices that sorts {v}", "sorting indices of {v}", "!which indices sort the array {v}"), "numpy"),
    Idiom("array_top", _FLAT, "np.sort({v})[::-1][:{k}]", ("[the |]{k} largest values [in|of] {v}", "top {k} of {v}", "{k} [highest|biggest] values of {v}", "largest {k} of the array {v}", "!the biggest {k} values in {v}"), "numpy"),
    Idiom("array_sort", _FLAT, "np.sort({v})", ("sort {v}", "{v} sorted", "sort the array {v}", "{v} from smallest to largest", "!order {v} ascending"), "numpy"),
    Idiom("array_positive", _ANY, "{v}[{v} > {k}]", ("values of {v} [above|over|greater than] {k}", "elements of {v} [greater|larger] than {k}", "keep {v} above {k}", "filter {v} to values over {k}", "!only the values of {v} above {k}"), "numpy"),
    Idiom("array_count", _ANY, "({v} > {k}).sum()", ("how many values of {v} are [above|over|greater than] {k}?", "count [the |]values of {v} above {k}", "number of values in {v} over {k}", "!count how many elements of {v} exceed {k}", "count elements of {v} larger than {k}"), "numpy"),
    Idiom("array_where", _ANY, "np.where({v} > {k}, {v}, 0)", ("set values of {v} [not above|at or below] {k} to 0", "{v} with values [not above|up to] {k} set to zero", "replace values of {v} that are not above {k} by 0", "zero out values of {v} up to {k}", "!make every value of {v} not above {k} zero"), "numpy"),
    Idiom("array_clip", _ANY, "{v}.clip(0, {k})", ("clip {v} between 0 and {k}", "limit {v} to the range 0 to {k}", "clip the array {v} to 0 and {k}", "cap {v} between 0 and {k}", "!restrict {v} to 0 and {k} by clipping"), "numpy"),
    Idiom("array_unique", _FLAT, "np.unique({v}, return_counts=True)", ("unique values of {v} with [their |]counts", "distinct values of {v} and how often they occur", "count unique values in the array {v}", "unique values and counts of {v}", "!how often each distinct value of {v} occurs"), "numpy"),
    Idiom("array_cumsum", _FLAT, "{v}.cumsum()", ("cumulative sum of {v}", "running [total|sum] of {v}", "cumsum of {v}", "running totals of the array {v}", "!cumulative sum over {v}"), "numpy"),
    Idiom("array_diff", _FLAT, "np.diff({v})", ("differences between [neighbours|consecutive values] [in|of] {v}", "consecutive differences of {v}", "diff of {v}", "step to step differences of {v}", "!difference of consecutive values in {v}"), "numpy"),
    Idiom("array_shape", _ANY, "{v}.shape", ("shape of {v}", "what is the shape of {v}?", "dimensions of {v}", "how many rows and columns does {v} have?", "!tell the shape of {v}"), "numpy"),
    Idiom("array_transpose", _TABLE, "{v}.T", ("transpose {v}", "transpose of {v}", "swap rows and columns of {v}", "the matrix {v} transposed", "!transpose the matrix {v}"), "numpy"),
    Idiom("array_inverse", _SQUARE, "np.linalg.inv({v})", ("inverse of {v}", "invert the matrix {v}", "matrix inverse of {v}", "invert {v}", "!compute the inverse of the matrix {v}"), "numpy"),
    Idiom("array_determinant", _SQUARE, "np.linalg.det({v})", ("determinant of {v}", "det of {v}", "what is the determinant of {v}?", "compute the determinant of the matrix {v}", "!find the determinant of {v}"), "numpy"),
    Idiom("array_eigenvalues", _SQUARE, "np.linalg.eigvals({v})", ("eigenvalues of {v}", "what are the eigenvalues of {v}?", "compute the eigenvalues of the matrix {v}", "!find the eigenvalues of {v}", "eigen values of {v}"), "numpy"),
    Idiom("array_gram", _TABLE, "{v}.T @ {v}", ("product of the transpose of {v} with {v}", "{v} transposed times {v}", "gram matrix of {v}", "multiply the transpose of {v} by {v}", "!matrix product of {v} transposed and {v}"), "numpy"),
    Idiom("array_correlation", _TABLE, "np.corrcoef({v}, rowvar=False)", ("correlation [matrix |]of the columns of {v}", "correlation between columns of {v}", "column correlations of {v}", "correlation matrix of {v}", "!how do the columns of {v} correlate"), "numpy"),
    Idiom("array_reshape", _FLAT, "{v}.reshape(-1, 2)", ("reshape {v} to two columns", "reshape {v} into 2 columns", "{v} as a matrix with two columns", "turn {v} into a two column matrix", "!reshape the array {v} so it has 2 columns"), "numpy"),
    Idiom("array_flat", _TABLE, "{v}.ravel()", ("flatten {v}", "{v} as one dimension", "flatten the matrix {v}", "{v} as a flat array", "!make {v} flat"), "numpy"),
    Idiom("array_hist", _ANY, "plt.hist({v}.ravel(), bins={k})", ("histogram of {v} with {k} bins", "plot a histogram of {v}, {k} bins", "hist of {v} using {k} bins", "distribution of {v} in {k} bins as a plot", "!plot {v} as a histogram of {k} bins"), "numpy"),
    Idiom("array_line", _FLAT, "plt.plot({v})", ("line plot of {v}", "plot {v}", "plot {v} as a line", "line chart of {v}", "!draw {v} as a line"), "numpy"),
    Idiom("array_moving", _FLAT, 'np.convolve({v}, np.ones({k}) / {k}, mode="valid")', ("moving average of {v} with window {k}", "{k} point moving average of {v}", "rolling mean of {v} over {k} values", "moving average of {v} over {k} values", "!smooth {v} by a moving average of {k}"), "numpy"),
    Idiom("array_linspace", _ANY, "np.linspace(0, 1, {k})", ("{k} evenly spaced numbers between 0 and 1", "{k} evenly spaced points from 0 to 1", "linspace from 0 to 1 with {k} points", "array of {k} equally spaced values from 0 to 1", "!make {k} points evenly spaced from 0 to 1"), "numpy"),
    Idiom("array_random", _ANY, "np.random.default_rng({k}).normal(size=100)", ("100 random normal numbers with seed {k}", "draw 100 values from a standard normal, seed {k}", "100 standard normal draws, seed {k}", "generate 100 normally distributed numbers with seed {k}", "!sample 100 normal values using seed {k}"), "numpy"),
)  # fmt: skip

for _idiom in IDIOMS:
    SKILLS[_idiom.name] = Skill(_idiom.name, "numpy", 1.0, _draw(_idiom), {"": _idiom.phrases})
