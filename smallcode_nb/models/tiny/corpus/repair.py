"""Breaks right code the way small models and hurried people do, so that mending can be learned.

Knows typical slips. Does not run anything (execute.py does, and keeps the real error).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from smallcode_nb.models.tiny.corpus.names import split_words
from smallcode_nb.models.tiny.corpus.namespaces import World

_METHODS = {
    "groupby": ["group_by", "groupBy", "group"], "sort_values": ["sort", "sort_by", "order_by"],
    "value_counts": ["valuecounts", "counts", "count_values"], "nlargest": ["largest", "top"],
    "nsmallest": ["smallest", "bottom"], "mean": ["avg", "average"], "sum": ["total"], "max": ["maximum"],
    "min": ["minimum"], "std": ["stdev", "stddev"], "nunique": ["n_unique", "unique_count", "count_distinct"],
    "fillna": ["fill_na", "fill"], "dropna": ["drop_na", "dropnull"], "drop_duplicates": ["dedupe", "distinct"],
    "isna": ["is_null", "isnan"], "contains": ["has", "includes"], "startswith": ["starts_with", "startsWith"],
    "upper": ["toupper", "uppercase"], "lower": ["tolower", "lowercase"], "strip": ["trim"],
    "pivot_table": ["pivot_tables", "pivottable"], "rename": ["rename_columns"], "between": ["in_between"],
    "resample": ["resample_by"], "rolling": ["moving", "roll"], "cumsum": ["cum_sum", "cumulative_sum"],
    "quantile": ["percentile"], "hist": ["histogram"], "bar": ["barplot"], "scatter": ["scatterplot"],
    "idxmax": ["argmaximum", "idx_max"], "isin": ["is_in", "in_"], "reset_index": ["resetindex"],
    "corr": ["correlation"], "astype": ["as_type", "cast"], "day_name": ["dayname", "weekday_name"],
    "transform": ["transforms"], "append": ["push", "add"], "items": ["iteritems"], "split": ["splitt"],
    "join": ["joined"],
}  # fmt: skip


def broken(rng: Random, code: str, world: World) -> str:
    """The code with one slip, or unchanged when none fits."""
    slips: list[Callable[[Random, str, World], str]] = [_misnamed, _misnamed, _misnamed, _method, _method, _paren]
    slips += [_unquoted, _frame, _import, _comma, _attribute]
    for slip in rng.sample(slips, len(slips)):
        changed = slip(rng, code, world)
        if changed != code:
            return changed
    return code


def _misnamed(rng: Random, code: str, world: World) -> str:
    names = [c.name for t in world.tables for c in t.columns if f'"{c.name}"' in code]
    if not names:
        return code
    name = rng.choice(names)
    wrong = [_respelled(rng, name) for _ in range(3)]
    wrong += [c.name for t in world.tables for c in t.columns if set(split_words(c.name)) & set(split_words(name))]
    fit = [w for w in wrong if w != name]
    return code.replace(f'"{name}"', f'"{rng.choice(fit)}"') if fit else code


def _respelled(rng: Random, name: str) -> str:
    spoken = split_words(name)
    forms = [" ".join(spoken), "_".join(spoken), name.lower(), name.title(), name.upper(), "".join(spoken), spoken[0]]
    forms += [name.replace("_", " "), name.replace(" ", "_"), name + "s", name[:-1], name.replace("_", "")]
    return rng.choice(forms)


def _method(rng: Random, code: str, world: World) -> str:
    found = [m for m in re.findall(r"\.(\w+)\(", code) if m in _METHODS]
    if not found:
        return code
    method = rng.choice(found)
    return re.sub(rf"\.{method}\(", f".{rng.choice(_METHODS[method])}(", code, count=1)


def _paren(rng: Random, code: str, world: World) -> str:
    spots = [m.start() for m in re.finditer(r"[)\]\"]", code)]
    if not spots:
        return code
    at = rng.choice(spots)
    return code[:at] + code[at + 1 :]


def _unquoted(rng: Random, code: str, world: World) -> str:
    found = re.findall(r'\["(\w+)"\]', code)
    if not found:
        return code
    name = rng.choice(found)
    return code.replace(f'["{name}"]', f"[{name}]", 1)


def _attribute(rng: Random, code: str, world: World) -> str:
    found = re.findall(r'\["([\w ]+)"\]', code)
    if not found:
        return code
    name = rng.choice(found)
    return code.replace(f'["{name}"]', "." + rng.choice((name.replace(" ", "_"), name.lower(), name)), 1)


def _frame(rng: Random, code: str, world: World) -> str:
    for name in world.variables:
        if re.search(rf"\b{re.escape(name)}\b", code):
            others = [n for n in world.variables if n != name]
            wrong = rng.choice([*others, "df", "data", f"{name}_df", name + "s"])
            return re.sub(rf'(?<!")\b{re.escape(name)}\b(?!")', wrong, code)
    return code


def _import(rng: Random, code: str, world: World) -> str:
    return re.sub(r"^(import|from) .*\n+", "", code)


def _comma(rng: Random, code: str, world: World) -> str:
    spots = [m.start() for m in re.finditer(r", ", code)]
    if not spots:
        return code
    at = rng.choice(spots)
    return code[:at] + code[at + 1 :]
