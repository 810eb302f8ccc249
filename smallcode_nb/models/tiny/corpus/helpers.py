"""Functions that a user wrote elsewhere: what is shown of them, and modules that hold them while an example runs.

Knows how such functions look from outside (name, signature, first docstring line). Does not know requests.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from types import FunctionType, ModuleType

from smallcode_nb.models.tiny.corpus.names import syllables
from smallcode_nb.models.tiny.corpus.words import Split, words


class Takes(StrEnum):
    """What a helper is called with."""

    TEXT = "text"
    NUMBER = "number"
    SERIES = "series"
    FRAME = "frame"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Helper:
    """One function; `module` is "" when it is defined in the notebook itself, `option` its keyword with a default."""

    name: str
    takes: Takes
    signature: str
    doc: str
    source: str
    #: what people call it: "tidy the spelling"
    about: str
    module: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True)
class _Kind:
    """`body` is an expression over the first argument, and over {o}, the option, where it has one."""

    takes: Takes
    names: str
    about: str
    body: str
    option: str = ""
    default: str = ""


_ARGUMENTS = {
    Takes.TEXT: ("text", "s", "value", "name", "word"),
    Takes.NUMBER: ("x", "value", "v", "number", "amount"),
    Takes.SERIES: ("values", "series", "x", "col", "numbers"),
    Takes.FRAME: ("df", "frame", "data", "table"),
    Takes.COLUMN: ("df", "frame", "data", "table"),
}
_T, _N, _S, _F, _C = Takes.TEXT, Takes.NUMBER, Takes.SERIES, Takes.FRAME, Takes.COLUMN
_KINDS: tuple[_Kind, ...] = (
    _Kind(_T, "tidy clean_up normalise", "tidy the spelling", "{a}.strip().title()"),
    _Kind(_T, "slugify slug to_slug", "make a slug", '{a}.lower().replace(" ", {o})', "sep", '"-"'),
    _Kind(_T, "initials abbreviate shorten", "abbreviate to initials", '"".join(w[0] for w in {a}.split())'),
    _Kind(_T, "mask redact hide_digits", "mask the digits", '"".join("#" if c.isdigit() else c for c in {a})'),
    _Kind(_T, "clip_text cut_text truncate", "cut to a short text", "{a}[:{o}]", "width", "8"),
    _Kind(_T, "code_of to_code encode", "turn into a code", '{a}.upper().replace(" ", "_")'),
    _Kind(_T, "strip_marks remove_punctuation letters_only", "remove punctuation",
          '"".join(c for c in {a} if c.isalnum() or c == " ")'),
    _Kind(_T, "classify categorise label", "classify", '"long" if len({a}) > {o} else "short"', "limit", "6"),
    _Kind(_N, "to_celsius fahrenheit_to_celsius", "convert fahrenheit to celsius", "({a} - 32) / 1.8"),
    _Kind(_N, "to_euro usd_to_eur in_euros", "convert dollars to euros", "{a} * {o}", "rate", "0.92"),
    _Kind(_N, "to_km miles_to_km in_kilometres", "convert miles to kilometres", "{a} * 1.609"),
    _Kind(_N, "with_tax add_tax gross", "add tax", "{a} * (1 + {o})", "tax", "0.2"),
    _Kind(_N, "grade score_band band", "put into a band", '"high" if {a} > {o} else "low"', "cut", "50"),
    _Kind(_N, "discounted apply_discount", "apply the discount", "{a} * (1 - {o})", "share", "0.1"),
    _Kind(_N, "hours minutes_to_hours", "convert minutes to hours", "{a} / 60"),
    _Kind(_N, "percent as_percent", "turn into a percentage", "round({a} * 100, {o})", "digits", "1"),
    _Kind(_S, "spread value_range extent", "get the spread", "{a}.max() - {a}.min()"),
    _Kind(_S, "robust_mean trimmed_mean", "get the robust mean", "{a}[{a} < {a}.quantile({o})].mean()", "q", "0.95"),
    _Kind(_S, "rescale to_unit minmax", "rescale to the unit range", "({a} - {a}.min()) / ({a}.max() - {a}.min())"),
    _Kind(_S, "smooth moving smoothed", "smooth", "{a}.rolling({o}).mean()", "window", "3"),
    _Kind(_S, "standardise zscores", "standardise", "({a} - {a}.mean()) / {a}.std()"),
    _Kind(_S, "coverage completeness", "get the completeness", "{a}.notna().mean()"),
    _Kind(_F, "prepare preprocess clean", "prepare the table", "{a}.drop_duplicates()"),
    _Kind(_F, "drop_bad remove_incomplete valid_rows", "remove incomplete rows", "{a}.dropna()"),
    _Kind(_F, "latest recent newest_rows", "keep the last rows", "{a}.tail({o})", "n", "20"),
    _Kind(_F, "subset sample_rows preview", "keep the first rows", "{a}.head({o})", "n", "15"),
    _Kind(_C, "profile summarise describe_column", "summarise", "{a}[column].describe()"),
    _Kind(_C, "gaps count_gaps missing_in", "count the gaps", "int({a}[column].isna().sum())"),
    _Kind(_C, "top_of best_rows leaders", "get the leaders", "{a}.sort_values(column).tail({o})", "n", "5"),
    _Kind(_C, "distinct_of levels_of", "list the levels", "sorted({a}[column].dropna().astype(str).unique())"),
)  # fmt: skip


def make_helpers(rng: Random, split: Split) -> tuple[Helper, ...]:
    """One to four functions; of the held-out split all are live, since no file goes with its tables."""
    module = "" if split == "heldout" or rng.random() < 0.45 else _module(rng, split)
    made = [_helper(rng, split, kind, module) for kind in rng.sample(_KINDS, rng.choice((1, 1, 2, 3, 4)))]
    return tuple({helper.name: helper for helper in made}.values())


def live(helpers: tuple[Helper, ...]) -> dict[str, object]:
    """The functions that the notebook itself defines, by name."""
    return {helper.name: _function(helper) for helper in helpers if not helper.module}


def modules(helpers: tuple[Helper, ...]) -> dict[str, ModuleType]:
    """Importable modules with the other functions; parent packages included."""
    made: dict[str, ModuleType] = {}
    for helper in helpers:
        for name in _parents(helper.module):
            made.setdefault(name, ModuleType(name))
        if helper.module:
            setattr(made[helper.module], helper.name, _function(helper))
    return made


def _parents(module: str) -> Iterator[str]:
    parts = module.split(".") if module else []
    return (".".join(parts[:at]) for at in range(1, len(parts) + 1))


def _function(helper: Helper) -> FunctionType:
    names: dict[str, object] = {"__name__": "__main__"}
    exec(helper.source, names)  # noqa: S102 - our own grammar's code
    function = names[helper.name]
    assert isinstance(function, FunctionType)  # noqa: S101 - the source above defines it
    return function


def _helper(rng: Random, split: Split, kind: _Kind, module: str) -> Helper:
    name, argument = _name(rng, split, kind), rng.choice(_ARGUMENTS[kind.takes])
    shown = [argument, *(["column"] if kind.takes is Takes.COLUMN else [])]
    option = kind.option if kind.option and rng.random() < 0.6 else ""
    if option:
        shown.append(f"{option}={kind.default}")
    body = kind.body.format(a=argument, o=option or kind.default)
    about, signature = kind.about, f"({', '.join(shown)})"
    doc = about[0].upper() + about[1:] + "." if rng.random() < 0.75 else ""
    text = f'    """{doc}"""\n' if doc else ""
    return Helper(
        name, kind.takes, signature, doc, f"def {name}{signature}:\n{text}    return {body}\n", about, module, option
    )


def _name(rng: Random, split: Split, kind: _Kind) -> str:
    base, chance = rng.choice(kind.names.split()), rng.random()
    if chance < 0.4:
        return base
    other = rng.choice(words(split)) if chance < 0.8 else syllables(rng, 2)
    name = f"{base}_{other}" if rng.random() < 0.6 else f"{other}_{base}"
    return base if keyword.iskeyword(name) or not name.isidentifier() else name


def _module(rng: Random, split: Split) -> str:
    usual = rng.choice(("helpers", "utils", "tools", "cleaning", "mylib", "common", "features", "prep", "lib"))
    chance = rng.random()
    if chance < 0.45:
        return usual
    word = rng.choice(words(split))
    if not word.isidentifier() or keyword.iskeyword(word):
        return usual
    return f"{word}_{usual}" if chance < 0.75 else f"{word}.{usual}"
