"""Skills on live lists, dicts, strings and series: one-liners a person types between cells.

Knows plain-Python idioms on variables that exist. Does not know frames or arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from smallcode_nb.models.tiny.corpus.draw import Draw
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
    """`code` with {v} for the variable and {k} for a small number; `{v}` and `{k}` in the phrases too."""

    name: str
    fits: Fits
    code: str
    phrases: tuple[str, ...]
    family: str = "live"


_ITS = "[in|of|from]"
IDIOMS: tuple[Idiom, ...] = (
    Idiom("list_sum_squares", _numbers, "sum(x**2 for x in {v})", ("sum of [the |]squares of {v}", "sum the squares of {v}", "add up the squared values of {v}", "squares of {v} summed", "what is the sum of squares of {v}?", "total of squared {v}", "!square every number in {v} and add them up")),
    Idiom("list_mean", _numbers, "sum({v}) / len({v})", ("[mean|average|avg] of {v}", "what is the [mean|average] of {v}?", "compute the [mean|average] of the list {v}", "average the numbers in {v}", "{v} average", "[mean|average] value in {v}", "!find the average of all numbers in {v}")),
    Idiom("list_sum", _numbers, "sum({v})", ("[sum|total] of {v}", "what is the total of {v}?", "add up {v}", "sum {v}", "compute the sum of the list {v}", "{v} total", "!add up all numbers in {v}")),
    Idiom("list_extremes", _numbers, "min({v}), max({v})", ("min and max of {v}", "[smallest|lowest] and [largest|highest] value [in|of] {v}", "range of {v} as min and max", "what are the minimum and maximum of {v}?", "minimum and maximum of {v}", "!smallest and largest number in {v}")),
    Idiom("list_sorted", _numbers, "sorted({v})", ("sort {v}", "{v} sorted ascending", "{v} from smallest to largest", "sort the list {v} in ascending order", "{v} in ascending order", "!order {v} from smallest to largest")),
    Idiom("list_sorted_down", _numbers, "sorted({v}, reverse=True)", ("sort {v} descending", "{v} from largest to smallest", "{v} in descending order", "sort the list {v} from high to low", "{v} sorted, largest first", "!order {v} from largest to smallest")),
    Idiom("list_top", _numbers, "sorted({v}, reverse=True)[:{k}]", ("[the |]{k} largest [numbers|values] in {v}", "top {k} of {v}", "{k} [highest|biggest] values of {v}", "what are the {k} largest numbers in {v}?", "largest {k} in {v}", "!the biggest {k} numbers of {v}")),
    Idiom("list_above_mean", _numbers, "[x for x in {v} if x > sum({v}) / len({v})]", ("values [in|of] {v} above [the |]average", "numbers in {v} greater than [the |its |their ]mean", "which values of {v} are above average?", "keep the numbers of {v} that are above the mean", "{v} above average", "!elements of {v} larger than the average")),
    Idiom("list_above", _numbers, "[x for x in {v} if x > {k}]", ("numbers in {v} [greater|larger] than {k}", "values of {v} above {k}", "keep the values of {v} over {k}", "filter {v} to values above {k}", "which numbers in {v} are greater than {k}?", "{v} above {k}", "!elements of {v} larger than {k}")),
    Idiom("list_count_above", _numbers, "sum(x > {k} for x in {v})", ("how many [numbers|values] in {v} are [above|over|greater than] {k}?", "count [the |]values of {v} above {k}", "number of values in {v} over {k}", "count how many numbers in {v} are larger than {k}", "!how many elements of {v} exceed {k}")),
    Idiom("list_even", _numbers, "[x for x in {v} if x % 2 == 0]", ("even numbers [in|of] {v}", "keep only the even values of {v}", "filter the even numbers from {v}", "which numbers in {v} are even?", "even values in {v}", "!only the even numbers of {v}")),
    Idiom("list_doubled", _numbers, "[x * {k} for x in {v}]", ("multiply [each|every] [number|value] [in|of] {v} by {k}", "{v} times {k}", "each value of {v} multiplied by {k}", "scale {v} by {k}", "!multiply all numbers in {v} by {k}")),
    Idiom("list_squares", _numbers, "[x**2 for x in {v}]", ("square [each|every] [number|value] [in|of] {v}", "squares of {v}", "list of squares of {v}", "squared values of {v}", "!square all numbers in {v}")),
    Idiom("list_cumulative", _numbers, "list(itertools.accumulate({v}))", ("running [total|sum] of {v}", "cumulative sum of {v}", "running totals of the list {v}", "cumulative sums of {v}", "!running sum over {v}")),
    Idiom("list_differences", _numbers, "[b - a for a, b in zip({v}, {v}[1:])]", ("differences between neighbours in {v}", "difference between consecutive values of {v}", "consecutive differences of {v}", "step to step differences in {v}", "!differences between consecutive numbers in {v}")),
    Idiom("list_distinct", lambda v: _numbers(v) or _strings(v), "sorted(set({v}))", ("[unique|distinct] values [in|of] {v}", "what are the distinct values of {v}?", "[unique|distinct] {v}, sorted", "list the unique items of {v}", "!sorted distinct items of {v}")),
    Idiom("list_counts", lambda v: _numbers(v) or _strings(v), "Counter({v})", ("count [each|every] [item|value] in {v}", "how often does each item [occur|appear] in {v}?", "frequency of each value in {v}", "counts of the items in {v}", "value counts of the list {v}", "!how often each value of {v} occurs")),
    Idiom("list_most_common", lambda v: _numbers(v) or _strings(v), "Counter({v}).most_common(1)[0][0]", ("most [common|frequent] [item|value|element] [in|of] {v}", "which item [occurs|appears] most often in {v}?", "what is the most common value of {v}?", "mode of the list {v}", "!item of {v} that appears most often")),
    Idiom("list_reversed", lambda v: _numbers(v) or _strings(v), "{v}[::-1]", ("reverse {v}", "{v} [reversed|backwards|in reverse order]", "reverse the list {v}", "the list {v} in reverse", "!flip the order of {v}")),
    Idiom("list_chunks", lambda v: _numbers(v) or _strings(v), "[{v}[i : i + {k}] for i in range(0, len({v}), {k})]", ("split {v} into chunks of {k}", "chunks of size {k} from {v}", "break {v} into groups of {k}", "cut the list {v} into pieces of length {k}", "!divide {v} into chunks of size {k}")),
    Idiom("list_length", lambda v: isinstance(v, list | dict | str), "len({v})", ("length of {v}", "how long is {v}?", "how many [items|elements] are in {v}?", "number of [items|elements] in {v}", "size of {v}", "!how many elements does {v} have")),
    Idiom("words_longest", _strings, "max({v}, key=len)", ("longest [string|word|item] in {v}", "which [string|word] in {v} is the longest?", "find the longest [word|string] of {v}", "the longest of {v}", "!which item of {v} is longest")),
    Idiom("words_by_length", _strings, "sorted({v}, key=len)", ("sort {v} by length", "{v} sorted by [their |]length", "{v} from shortest to longest", "order {v} by length", "!sort the strings in {v} by their length")),
    Idiom("words_sorted", _strings, "sorted({v})", ("sort {v} alphabetically", "{v} in alphabetical order", "{v} sorted [alphabetically|a to z]", "alphabetical {v}", "!order {v} alphabetically")),
    Idiom("words_lengths", _strings, "[len(x) for x in {v}]", ("length of [each|every] [string|word|item] in {v}", "lengths of {v}", "how long is each [string|word] in {v}?", "list of lengths of {v}", "!the length of all strings in {v}")),
    Idiom("words_upper", _strings, "[x.upper() for x in {v}]", ("{v} in upper case", "uppercase {v}", "convert [every|each] [string|word] in {v} to upper case", "upper case {v}", "!make all strings in {v} upper case")),
    Idiom("words_joined", _strings, '", ".join({v})', ("join {v} with commas", "{v} as one comma separated string", "comma separated {v}", "combine {v} into one string separated by commas", "!one string of {v} separated with commas")),
    Idiom("words_first_letter", _strings, "{{k: [x for x in {v} if x[0] == k] for k in sorted({{x[0] for x in {v}}})}}", ("group {v} by first letter", "group the [strings|words] in {v} by [their |]first letter", "dict of {v} by first letter", "{v} grouped by initial letter", "!group {v} by their initial letter")),
    Idiom("words_long", _strings, "[x for x in {v} if len(x) > {k}]", ("[strings|words|items] in {v} longer than {k} [letters|characters]", "keep [words|strings] of {v} with more than {k} [letters|characters]", "items of {v} with length over {k}", "which of {v} are longer than {k} characters?", "!only the strings of {v} longer than {k} letters")),
    Idiom("dict_by_value", _mapping, "dict(sorted({v}.items(), key=lambda item: item[1], reverse=True))", ("sort {v} by value[, | ]descending", "sort {v} by value, [largest|highest] first", "{v} sorted by value from high to low", "order the dict {v} by value, largest first", "!sort the dict {v} descending by value")),
    Idiom("dict_by_value_up", _mapping, "dict(sorted({v}.items(), key=lambda item: item[1]))", ("sort {v} by value", "{v} sorted by value ascending", "order the dict {v} by value", "sort {v} by value, smallest first", "!sort the dict {v} ascending by value")),
    Idiom("dict_by_key", _mapping, "dict(sorted({v}.items()))", ("sort {v} by key", "{v} sorted by key", "order the dict {v} by [its |]keys", "sort the dict {v} alphabetically by key", "!the dict {v} in order of its keys")),
    Idiom("dict_best", _mapping, "max({v}, key={v}.get)", ("key with the [largest|highest|biggest] value in {v}", "which key of {v} has the [highest|largest] value?", "who has the [highest|largest] value in {v}?", "key of the maximum in {v}", "!which key has the maximum value in {v}")),
    Idiom("dict_worst", _mapping, "min({v}, key={v}.get)", ("key with the [smallest|lowest] value in {v}", "which key of {v} has the [lowest|smallest] value?", "key of the minimum in {v}", "who has the [lowest|smallest] value in {v}?", "!which key has the minimum value in {v}")),
    Idiom("dict_total", _mapping, "sum({v}.values())", ("[sum|total] of the values [in|of] {v}", "add up the values of {v}", "total of {v} values", "what is the sum of all values in {v}?", "sum the values of the dict {v}", "!add up all the values of {v}")),
    Idiom("dict_mean", _mapping, "sum({v}.values()) / len({v})", ("[average|mean] of the values [in|of] {v}", "[average|mean] value in {v}", "what is the [average|mean] of the values of {v}?", "[mean|average] over the dict {v}", "!average of all the values in {v}")),
    Idiom("dict_inverted", _mapping, "{{value: key for key, value in {v}.items()}}", ("invert {v}", "swap keys and values of {v}", "invert the dict {v}", "{v} with keys and values swapped", "!swap the keys and values in {v}")),
    Idiom("dict_above", _mapping, "{{key: value for key, value in {v}.items() if value > {k}}}", ("items of {v} with [a |]value [above|over|greater than] {k}", "keep entries of {v} above {k}", "filter {v} to values over {k}", "entries in {v} whose value is greater than {k}", "!only the entries of {v} with values above {k}")),
    Idiom("dict_bar", _mapping, "ax = pd.Series({v}).plot.bar()", ("bar chart of {v}", "plot {v} as bars", "plot the dict {v} as a bar chart", "bars for {v}", "!show {v} as a bar chart")),
    Idiom("dict_frame", _mapping, 'pd.DataFrame({v}.items(), columns=["key", "value"])', ("turn {v} into a [dataframe|table]", "dataframe from {v}", "make a dataframe [of|from] the dict {v}", "convert {v} to a dataframe", "!make a table from {v}")),
    Idiom("records_frame", _dicts, "pd.DataFrame({v})", ("turn {v} into a [dataframe|table]", "dataframe from {v}", "make a dataframe [of|from] {v}", "convert {v} to a dataframe", "!make a table from {v}")),
    Idiom("pairs_dict", _pairs, "dict({v})", ("turn {v} into a dict", "dict from {v}", "convert {v} to a dict", "make a dict from the pairs in {v}", "!build a dict from {v}")),
    Idiom("pairs_sorted", _pairs, "sorted({v}, key=lambda pair: pair[1])", ("sort {v} by [the |]second [element|value|item]", "{v} sorted by second element", "order the pairs in {v} by their second value", "sort the tuples in {v} by the second item", "!sort pairs {v} on the second element")),
    Idiom("text_words", _text, "len({v}.split())", ("how many words [are in|has|does] {v}[ have|]?", "number of words in {v}", "count the words in {v}", "word count of {v}", "!count how many words {v} has")),
    Idiom("text_vowels", _text, 'sum(c in "aeiou" for c in {v}.lower())', ("count the vowels in {v}", "how many vowels [are in|does] {v}[ have|]?", "number of vowels in {v}", "vowel count of {v}", "!count how many vowels {v} has")),
    Idiom("text_longest", _text, "max({v}.split(), key=len)", ("longest word [in|of] {v}", "which word in {v} is the longest?", "find the longest word of {v}", "what is the longest word in {v}?", "!which is the longest word of {v}")),
    Idiom("text_counts", _text, "Counter({v}.lower().split())", ("how often does each word [occur|appear] in {v}?", "count each word in {v}", "word frequencies of {v}", "word counts of {v}", "!frequency of every word in {v}")),
    Idiom("text_reversed", _text, "{v}[::-1]", ("reverse [the string |]{v}", "{v} backwards", "{v} reversed", "the text {v} in reverse", "!reverse the characters of {v}")),
    Idiom("text_words_reversed", _text, '" ".join({v}.split()[::-1])', ("reverse the [order of the |]words in {v}", "words of {v} in reverse order", "{v} with the words reversed", "the words of {v} backwards", "!put the words of {v} in reverse order")),
    Idiom("text_title", _text, "{v}.title()", ("{v} in title case", "title case {v}", "capitalise every word in {v}", "convert {v} to title case", "!make {v} title case")),
    Idiom("series_describe", _number_series, "{v}.describe()", ("describe {v}", "summary statistics of {v}", "summarise {v}", "summary of {v}", "!give summary statistics for {v}"), "series"),
    Idiom("series_mean", _number_series, "{v}.mean()", ("[mean|average] of {v}", "what is the [mean|average] of {v}?", "compute the [mean|average] of {v}", "{v} average", "!find the mean of {v}"), "series"),
    Idiom("series_hist", _number_series, "ax = {v}.plot.hist()", ("histogram of {v}", "plot the distribution of {v}", "hist of {v}", "show the distribution of {v}", "!plot a histogram of {v}"), "series"),
    Idiom("series_line", _number_series, "ax = {v}.plot()", ("line plot of {v}", "plot {v}", "plot {v} as a line", "line chart of {v}", "!draw {v} as a line"), "series"),
    Idiom("series_rolling", _number_series, "{v}.rolling({k}).mean()", ("rolling mean of {v} with window {k}", "{k} point moving average of {v}", "moving average of {v} over {k} values", "rolling average of {v}, window {k}", "!moving average of {v} with a window of {k}"), "series"),
    Idiom("series_above", _number_series, "{v}[{v} > {v}.mean()]", ("values of {v} above [the |its |]mean", "{v} above average", "which values of {v} are above average?", "keep the values of {v} above the mean", "!elements of {v} larger than the mean"), "series"),
    Idiom("series_top", _number_series, "{v}.nlargest({k})", ("[the |]{k} largest values [in|of] {v}", "top {k} of {v}", "{k} [highest|biggest] values of {v}", "largest {k} in {v}", "!the biggest {k} values of {v}"), "series"),
    Idiom("series_zscore", _number_series, "({v} - {v}.mean()) / {v}.std()", ("standardise {v}", "z scores of {v}", "z-score of {v}", "standardize {v}", "!compute z-scores for {v}"), "series"),
    Idiom("series_missing", _number_series, "{v}.isna().sum()", ("how many values are missing in {v}?", "count missing values in {v}", "number of nulls in {v}", "missing values of {v}", "!count the nulls of {v}"), "series"),
    Idiom("series_counts", _word_series, "{v}.value_counts()", ("value counts of {v}", "how often does each value of {v} occur?", "frequency of each value in {v}", "count each value of {v}", "!count how often values occur in {v}"), "series"),
    Idiom("series_unique", _word_series, "{v}.nunique()", ("how many different values does {v} have?", "number of distinct values in {v}", "count unique values of {v}", "how many unique values are in {v}?", "!number of different values in {v}"), "series"),
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
    SKILLS[_idiom.name] = Skill(_idiom.name, _idiom.family, 1.0, _draw(_idiom), {"": _idiom.phrases})
