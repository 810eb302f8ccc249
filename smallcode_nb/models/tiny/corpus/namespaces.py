# ruff: noqa: SIM905 - word lists read better as text
"""Whole namespaces: one to three variables of the kinds that notebooks hold.

Knows which variables go together. Does not know requests or code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import numpy as np
import pandas as pd

from smallcode_nb.models.tiny.corpus import values
from smallcode_nb.models.tiny.corpus.helpers import Helper, live, make_helpers
from smallcode_nb.models.tiny.corpus.names import syllables, variable_name
from smallcode_nb.models.tiny.corpus.schema import Column, Role, Table, make_table
from smallcode_nb.models.tiny.corpus.words import Split, words

#: share of the namespaces that come with functions of the user's own
HELPED = 0.16


@dataclass(frozen=True, eq=False)
class World:
    """The live variables of one record; `tables` are also in `variables`, under their names."""

    split: Split
    tables: tuple[Table, ...] = ()
    variables: dict[str, object] = field(default_factory=dict)
    #: columns that two tables share, when there are two
    key: str = ""
    #: the user's own functions; those of the notebook itself are also in `variables`
    helpers: tuple[Helper, ...] = ()

    def fresh(self) -> dict[str, object]:
        """Copies that code may change freely."""
        return {name: _copied(value) for name, value in self.variables.items()}


def make_world(seed: int, split: Split) -> World:
    """The namespace of one seed."""
    rng = Random(f"{split}-{seed}")
    kind = rng.random()
    if kind < 0.62:
        return _world(rng, split, (make_table(rng, split),), _distractors(rng, split))
    if kind < 0.76:
        return _two_tables(rng, split)
    if kind < 0.79:
        return _world(rng, split, (), {_series_name(rng): _series(rng)} | _distractors(rng, split))
    if kind < 0.86:
        return _world(rng, split, (), _arrays(rng) | _distractors(rng, split))
    if kind < 0.985:
        return _world(rng, split, (), _containers(rng, split))
    return World(split)


def _world(rng: Random, split: Split, tables: tuple[Table, ...], others: dict[str, object], key: str = "") -> World:
    every: dict[str, object] = {t.name: t.data for t in tables} | others
    helpers = make_helpers(rng, split) if rng.random() < HELPED else ()
    columns = {c.name for t in tables for c in t.columns}
    helpers = tuple(h for h in helpers if h.name not in every and h.name not in columns)
    every |= live(helpers)
    order = list(every)
    rng.shuffle(order)
    return World(split, tables, {n: every[n] for n in order}, key, helpers)


def _two_tables(rng: Random, split: Split) -> World:
    left = make_table(rng, split)
    keys = [c for c in left.having(Role.GROUP, Role.LABEL) if not c.missing and c.dtype == "str"]
    if not keys:
        return _world(rng, split, (left,), {})
    column = rng.choice(keys)
    shared = Column(column.name, Role.GROUP, "str")
    while True:
        right = make_table(rng, split, key=(shared, left.data[column.name]))
        others = {c.name for c in left.columns} - {column.name}
        if right.name != left.name and not others & {c.name for c in right.columns}:
            return _world(rng, split, (left, right), {}, column.name)


def _distractors(rng: Random, split: Split) -> dict[str, object]:
    if rng.random() > 0.25:
        return {}
    makers = (
        lambda: ("xs", [rng.randint(0, 50) for _ in range(6)]),
        lambda: (variable_name(rng, split), rng.randint(1, 100)),
        lambda: (variable_name(rng, split), rng.choice(values.THINGS)),
        lambda: ("names", rng.sample(values.FIRST, 4)),
        lambda: ("threshold", rng.randint(1, 100)),
    )
    return dict(rng.choice(makers)() for _ in range(rng.choice((1, 1, 2))))


def _series_name(rng: Random) -> str:
    return rng.choice(("s", "s", "series", "values", "ser", "y", "prices", "temps", "col"))


def _series(rng: Random) -> pd.Series:
    rows = rng.randint(25, 40)
    if rng.random() < 0.3:
        pool = values.category_values(rng)
        return pd.Series([rng.choice(pool) for _ in range(rows)])
    cells = list(values.number_values(rng, rows, whole=rng.random() < 0.4))
    if rng.random() < 0.2:
        cells[rng.randrange(rows)] = np.nan
    return pd.Series(cells)


_ARRAY_NAMES = "a b arr x y m X A M data matrix values v w u z signal weights points samples img grid".split()


def _arrays(rng: Random) -> dict[str, object]:
    made: dict[str, object] = {}
    source = np.random.default_rng(rng.getrandbits(32))
    names = rng.sample(_ARRAY_NAMES, rng.choice((1, 2, 2, 3)))
    rows, columns = rng.choice((4, 6, 8, 12, 20, 100)), rng.choice((2, 3, 4, 5, 8))
    for name in names:
        shape = rng.choice(((rows,), (rows,), (rows, columns), (rows, columns), (columns, columns)))
        made[name] = source.integers(0, 50, shape) if rng.random() < 0.3 else source.normal(5, 3, shape).round(2)
    return made


_LISTS = "xs nums numbers values items data lst scores ages prices counts ys readings marks".split()
_STRINGS = "names words fruits tags items cities labels tokens people lines".split()
_DICTS = "d scores prices stock ages counts capitals config inventory lookup".split()
_TEXTS = "s text sentence line message title".split()
_RECORDS = "records rows people items users entries".split()


def _containers(rng: Random, split: Split) -> dict[str, object]:
    makers = (_numbers, _numbers, _strings, _strings, _mapping, _mapping, _text, _records, _scalar, _pairs)
    made: dict[str, object] = {}
    for maker in rng.sample(makers, rng.choice((1, 2, 2, 3, 3))):
        name, value = maker(rng, split)
        made.setdefault(name, value)
    return made


def _name(rng: Random, split: Split, usual: list[str]) -> str:
    return rng.choice(usual) if rng.random() < 0.6 else variable_name(rng, split)


def _numbers(rng: Random, split: Split) -> tuple[str, object]:
    name, count = _name(rng, split, _LISTS), rng.randint(6, 14)
    if rng.random() < 0.7:
        return name, [rng.randint(0, rng.choice((10, 30, 100))) for _ in range(count)]
    return name, [round(rng.random() * 50, 2) for _ in range(count)]


def _strings(rng: Random, split: Split) -> tuple[str, object]:
    name = _name(rng, split, _STRINGS)
    pool = rng.choice((values.FIRST, list(words(split)), values.THINGS, values.category_values(rng)))
    return name, [rng.choice(pool) for _ in range(rng.randint(5, 10))]


def _mapping(rng: Random, split: Split) -> tuple[str, object]:
    name = _name(rng, split, _DICTS)
    pool = rng.choice((values.FIRST, list(words(split)), values.THINGS))
    keys = rng.sample(pool, rng.randint(4, 7))
    if rng.random() < 0.2:
        return name, {k: [rng.randint(0, 20) for _ in range(3)] for k in keys}
    whole = rng.random() < 0.7
    return name, {k: rng.randint(1, 60) if whole else round(rng.random() * 20, 2) for k in keys}


def _text(rng: Random, split: Split) -> tuple[str, object]:
    count = rng.randint(5, 9)
    text = " ".join(rng.choice(words(split)) for _ in range(count))
    return _name(rng, split, _TEXTS), text.capitalize() + rng.choice((".", "", "!"))


def _records(rng: Random, split: Split) -> tuple[str, object]:
    first, second = rng.sample(words(split), 2)
    rows = [{first: rng.choice(values.FIRST), second: rng.randint(1, 90)} for _ in range(rng.randint(4, 8))]
    return _name(rng, split, _RECORDS), rows


def _scalar(rng: Random, split: Split) -> tuple[str, object]:
    whole = rng.random() < 0.6
    return rng.choice(("n", "k", "x", "limit", "threshold")), rng.randint(2, 60) if whole else round(
        rng.random() * 9, 2
    )


def _pairs(rng: Random, split: Split) -> tuple[str, object]:
    pairs = [(syllables(rng, 2), rng.randint(1, 50)) for _ in range(rng.randint(4, 7))]
    return rng.choice(("pairs", "points", "items", "tuples")), pairs


def _copied(value: object) -> object:
    match value:
        case pd.DataFrame() | pd.Series() | np.ndarray():
            return value.copy()
        case list():
            return [dict(v) if isinstance(v, dict) else v for v in value]
        case dict():
            return dict(value)
        case _:
            return value
