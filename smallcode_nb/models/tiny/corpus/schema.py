"""Tables and the namespaces made of them, each from its own seed.

Knows column roles and how live objects are built. Does not know requests or code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from random import Random

import pandas as pd

from smallcode_nb.models.tiny.corpus import values
from smallcode_nb.models.tiny.corpus.names import column_name, frame_name, split_words, style_of
from smallcode_nb.models.tiny.corpus.words import Split, words


class Role(StrEnum):
    """What a column is good for."""

    NUMBER = "number"
    GROUP = "group"
    LABEL = "label"
    DATE = "date"
    FLAG = "flag"
    NUMBER_TEXT = "number text"


@dataclass(frozen=True, slots=True)
class Column:
    """A header and its role; `dtype` is the prompt's word."""

    name: str
    role: Role
    dtype: str
    missing: bool = False
    is_index: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A frame: its variable name, its columns and the live data."""

    name: str
    columns: tuple[Column, ...]
    data: pd.DataFrame

    def having(self, *roles: Role) -> list[Column]:
        """Columns of these roles."""
        return [c for c in self.columns if c.role in roles]


def normal(name: str) -> str:
    """A header stripped to what a reader hears."""
    return re.sub(r"[\W_]+", "", name.lower())


def make_table(
    rng: Random, split: Split, name: str | None = None, key: tuple[Column, pd.Series] | None = None
) -> Table:
    """A random table; with `key`, one that shares that column's name and some of its values."""
    roles = _roles(rng)
    names = _headers(rng, split, len(roles), key[0].name if key else None)
    rows = rng.randint(25, 40)
    columns: list[Column] = []
    data: dict[str, object] = {}
    for header, role in zip(names, roles, strict=True):
        column, cells = _fill(rng, header, role, rows)
        columns.append(column)
        data[header] = cells
    if key:
        column, source = key
        pool = list(dict.fromkeys(source.dropna().tolist()))
        data[column.name] = (
            pd.Series([rng.choice(pool) for _ in range(rows)]) if rng.random() < 0.4 else _keys(rng, pool, rows)
        )
        columns.insert(rng.randrange(len(columns) + 1), column)
    frame = pd.DataFrame({c.name: data[c.name] for c in columns})
    columns, frame = _with_index(rng, columns, frame)
    return Table(name or frame_name(rng, split), tuple(columns), frame)


def _keys(rng: Random, pool: list[object], rows: int) -> pd.Series:
    kept = [p for p in pool if rng.random() < 0.8] or pool
    return pd.Series((kept * rows)[:rows])


def _roles(rng: Random) -> list[Role]:
    roles = [Role.NUMBER, Role.NUMBER, Role.GROUP]
    size = rng.choices((rng.randint(4, 7), rng.randint(7, 14), rng.randint(15, 24)), (57, 37, 6))[0]
    if rng.random() < 0.55:
        roles.append(Role.DATE)
    others = (Role.NUMBER, Role.GROUP, Role.LABEL, Role.FLAG, Role.DATE, Role.NUMBER_TEXT)
    while len(roles) < size:
        roles.append(rng.choices(others, (48, 22, 13, 9, 5, 3))[0])
    if rng.random() < 0.03:
        roles.remove(Role.GROUP)
    rng.shuffle(roles)
    return roles


def _headers(rng: Random, split: Split, count: int, taken: str | None) -> list[str]:
    style = style_of(rng)
    used = {normal(taken)} if taken else set()
    stem = rng.choice(words(split)) if rng.random() < 0.4 else None
    names: list[str] = []
    while len(names) < count:
        own = style if rng.random() < 0.93 else style_of(rng)
        name = column_name(rng, split, own, stem if stem and rng.random() < 0.35 else None)
        heard = normal(name)
        if heard and heard not in used and len(name) <= 32 and split_words(name):
            used.add(heard)
            names.append(name)
    return names


def _fill(rng: Random, name: str, role: Role, rows: int) -> tuple[Column, object]:
    missing = rng.random() < 0.22 and role in (Role.NUMBER, Role.GROUP, Role.LABEL)
    match role:
        case Role.NUMBER:
            whole = rng.random() < 0.45
            cells: list[object] = list(values.number_values(rng, rows, whole))
            dtype = "int" if whole and not missing else "float"
        case Role.GROUP:
            pool = values.category_values(rng)
            cells = [*pool, *(rng.choice(pool) for _ in range(rows - len(pool)))]
            rng.shuffle(cells)
            dtype = "category" if rng.random() < 0.12 else "str"
        case Role.LABEL:
            cells, dtype = list(values.label_values(rng, rows)), "str"
        case Role.FLAG:
            cells, dtype = [rng.random() < 0.5 for _ in range(rows)], "bool"
        case Role.NUMBER_TEXT:
            cells, dtype = [str(v) for v in values.number_values(rng, rows, whole=False)], "str"
        case Role.DATE:
            return _dates(rng, name, rows)
    if missing:
        for at in rng.sample(range(rows), rng.randint(2, 5)):
            cells[at] = None
    series = pd.Series(cells, dtype={"float": "float64", "category": "category"}.get(dtype))
    return Column(name, role, dtype, missing), series


def _dates(rng: Random, name: str, rows: int) -> tuple[Column, object]:
    dates = values.date_values(rng, rows, with_time=rng.random() < 0.2)
    if rng.random() < 0.25:
        pattern = rng.choice(("%Y-%m-%d", "%Y-%m-%d", "%m/%d/%Y", "%Y/%m/%d"))
        return Column(name, Role.DATE, "str"), pd.Series([d.strftime(pattern) for d in dates])
    return Column(name, Role.DATE, "datetime"), pd.Series(pd.DatetimeIndex(dates))


def _with_index(rng: Random, columns: list[Column], frame: pd.DataFrame) -> tuple[list[Column], pd.DataFrame]:
    dates = [c for c in columns if c.dtype == "datetime"]
    if not dates or rng.random() > 0.16:
        return columns, frame
    chosen = dates[0]
    index = Column(chosen.name, Role.DATE, "datetime", is_index=True)
    rest = [c for c in columns if c is not chosen]
    return [index, *rest], frame.set_index(chosen.name).sort_index()
