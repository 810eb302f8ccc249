"""Skills on live lists, dicts, strings and series: one-liners a person types between cells.

Knows plain-Python idioms on variables that exist. Does not know frames or arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from smallcode_nb.models.tiny.corpus.draw import Draw
from smallcode_nb.models.tiny.corpus.phrases import load
from smallcode_nb.models.tiny.corpus.phrasing import Segment
from smallcode_nb.models.tiny.corpus.registry import SKILLS, Skill, Task

Fits = Callable[[Any], bool]


def _numbers(v: object) -> bool:
    return isinstance(v, list) and bool(v) and all(isinstance(x, int | float) for x in v)


def _strings(v: object) -> bool:
    return isinstance(v, list) and bool(v) and all(isinstance(x, str) for x in v)


def _pairs(v: object) -> bool:
    return isinstance(v, list) and bool(v) and all(isinstance(x, tuple) for x in v)


def _dicts(v: object) -> bool:
    return isinstance(v, list) and bool(v) and all(isinstance(x, dict) for x in v)


def _mapping(v: object) -> bool:
    return isinstance(v, dict) and all(isinstance(x, int | float) for x in v.values())


def _text(v: object) -> bool:
    return isinstance(v, str) and " " in v


def _number_series(v: object) -> bool:
    return isinstance(v, pd.Series) and v.dtype.kind in "if"


def _word_series(v: object) -> bool:
    return isinstance(v, pd.Series) and v.dtype.kind not in "ifb"


@dataclass(frozen=True, slots=True)
class Idiom:
    """`code` with {v} for the variable and {k} for a small number; the phrases have the same slots."""

    name: str
    fits: Fits
    code: str
    family: str = "live"


IDIOMS: tuple[Idiom, ...] = (
    Idiom("list_sum_squares", _numbers, "sum(x**2 for x in {v})"),
    Idiom("list_mean", _numbers, "sum({v}) / len({v})"),
    Idiom("list_sum", _numbers, "sum({v})"),
    Idiom("list_extremes", _numbers, "min({v}), max({v})"),
    Idiom("list_sorted", _numbers, "sorted({v})"),
    Idiom("list_sorted_down", _numbers, "sorted({v}, reverse=True)"),
    Idiom("list_top", _numbers, "sorted({v}, reverse=True)[:{k}]"),
    Idiom("list_above_mean", _numbers, "[x for x in {v} if x > sum({v}) / len({v})]"),
    Idiom("list_above", _numbers, "[x for x in {v} if x > {k}]"),
    Idiom("list_count_above", _numbers, "sum(x > {k} for x in {v})"),
    Idiom("list_even", _numbers, "[x for x in {v} if x % 2 == 0]"),
    Idiom("list_doubled", _numbers, "[x * {k} for x in {v}]"),
    Idiom("list_squares", _numbers, "[x**2 for x in {v}]"),
    Idiom("list_cumulative", _numbers, "list(itertools.accumulate({v}))"),
    Idiom("list_differences", _numbers, "[b - a for a, b in zip({v}, {v}[1:])]"),
    Idiom("list_distinct", lambda v: _numbers(v) or _strings(v), "sorted(set({v}))"),
    Idiom("list_counts", lambda v: _numbers(v) or _strings(v), "Counter({v})"),
    Idiom("list_most_common", lambda v: _numbers(v) or _strings(v), "Counter({v}).most_common(1)[0][0]"),
    Idiom("list_reversed", lambda v: _numbers(v) or _strings(v), "{v}[::-1]"),
    Idiom("list_chunks", lambda v: _numbers(v) or _strings(v), "[{v}[i : i + {k}] for i in range(0, len({v}), {k})]"),
    Idiom("list_length", lambda v: isinstance(v, list | dict | str), "len({v})"),
    Idiom("words_longest", _strings, "max({v}, key=len)"),
    Idiom("words_by_length", _strings, "sorted({v}, key=len)"),
    Idiom("words_sorted", _strings, "sorted({v})"),
    Idiom("words_lengths", _strings, "[len(x) for x in {v}]"),
    Idiom("words_upper", _strings, "[x.upper() for x in {v}]"),
    Idiom("words_joined", _strings, '", ".join({v})'),
    Idiom("words_first_letter", _strings,
          "{{k: [x for x in {v} if x[0] == k] for k in sorted({{x[0] for x in {v}}})}}"),
    Idiom("words_long", _strings, "[x for x in {v} if len(x) > {k}]"),
    Idiom("dict_by_value", _mapping, "dict(sorted({v}.items(), key=lambda item: item[1], reverse=True))"),
    Idiom("dict_by_value_up", _mapping, "dict(sorted({v}.items(), key=lambda item: item[1]))"),
    Idiom("dict_by_key", _mapping, "dict(sorted({v}.items()))"),
    Idiom("dict_best", _mapping, "max({v}, key={v}.get)"),
    Idiom("dict_worst", _mapping, "min({v}, key={v}.get)"),
    Idiom("dict_total", _mapping, "sum({v}.values())"),
    Idiom("dict_mean", _mapping, "sum({v}.values()) / len({v})"),
    Idiom("dict_inverted", _mapping, "{{value: key for key, value in {v}.items()}}"),
    Idiom("dict_above", _mapping, "{{key: value for key, value in {v}.items() if value > {k}}}"),
    Idiom("dict_bar", _mapping, "ax = pd.Series({v}).plot.bar()"),
    Idiom("dict_frame", _mapping, 'pd.DataFrame({v}.items(), columns=["key", "value"])'),
    Idiom("records_frame", _dicts, "pd.DataFrame({v})"),
    Idiom("pairs_dict", _pairs, "dict({v})"),
    Idiom("pairs_sorted", _pairs, "sorted({v}, key=lambda pair: pair[1])"),
    Idiom("text_words", _text, "len({v}.split())"),
    Idiom("text_vowels", _text, 'sum(c in "aeiou" for c in {v}.lower())'),
    Idiom("text_longest", _text, "max({v}.split(), key=len)"),
    Idiom("text_counts", _text, "Counter({v}.lower().split())"),
    Idiom("text_reversed", _text, "{v}[::-1]"),
    Idiom("text_words_reversed", _text, '" ".join({v}.split()[::-1])'),
    Idiom("text_title", _text, "{v}.title()"),
    Idiom("series_describe", _number_series, "{v}.describe()", "series"),
    Idiom("series_mean", _number_series, "{v}.mean()", "series"),
    Idiom("series_hist", _number_series, "ax = {v}.plot.hist()", "series"),
    Idiom("series_line", _number_series, "ax = {v}.plot()", "series"),
    Idiom("series_rolling", _number_series, "{v}.rolling({k}).mean()", "series"),
    Idiom("series_above", _number_series, "{v}[{v} > {v}.mean()]", "series"),
    Idiom("series_top", _number_series, "{v}.nlargest({k})", "series"),
    Idiom("series_zscore", _number_series, "({v} - {v}.mean()) / {v}.std()", "series"),
    Idiom("series_missing", _number_series, "{v}.isna().sum()", "series"),
    Idiom("series_counts", _word_series, "{v}.value_counts()", "series"),
    Idiom("series_unique", _word_series, "{v}.nunique()", "series"),
)  # fmt: skip

_IMPORTS = {"itertools.": "import itertools\n\n", "Counter(": "from collections import Counter\n\n"}


def _draw(idiom: Idiom) -> Callable[[Draw], Task]:
    def draw(d: Draw) -> Task:
        name, k = d.variable(idiom.fits), d.small(2, 9)
        code = idiom.code.format(v=name, k=k)
        before = next((text for mark, text in _IMPORTS.items() if mark in code), "")
        return Task(before + code, {"v": Segment(name, fixed=True), "k": k}, frame="", lenient=True)

    return draw


for _idiom in IDIOMS:
    SKILLS[_idiom.name] = Skill(_idiom.name, _idiom.family, 1.0, _draw(_idiom), load("live")[_idiom.name])
