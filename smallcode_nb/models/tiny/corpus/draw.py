"""What a skill draws from: the namespace's columns, thresholds taken from its data, and common vocabulary.

Knows how to pick sensible arguments. Does not know phrasing or any skill's code.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

import pandas as pd

from smallcode_nb.models.tiny.corpus.names import column_name, variable_name
from smallcode_nb.models.tiny.corpus.namespaces import World
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError
from smallcode_nb.models.tiny.corpus.schema import Column, Role, Table, normal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Word:
    """Ordinary text in a slot: may be misspelled or change case; `[a|b]` is expanded."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """Text that is neither quoted nor misspelled: a date, a name."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A slot that is itself a template with slots."""

    template: str
    slots: Mapping[str, object]


AGGREGATES: dict[str, str] = {
    "mean": "[average|mean|average|avg|mean]",
    "sum": "[total|sum of|total|summed]",
    "max": "[maximum|highest|max|largest]",
    "min": "[minimum|lowest|min|smallest]",
    "median": "median",
    "std": "[standard deviation of|std of|std dev of]",
}
_USUAL = ("mean", "mean", "mean", "sum", "sum", "sum", "max", "min", "median", "std")


class Draw:
    """One task's choices; every column is picked at most once."""

    def __init__(self, rng: Random, world: World) -> None:
        self.rng = rng
        self.world = world
        self.table: Table = rng.choice(world.tables) if world.tables else _NO_TABLE
        self._picked: set[str] = set()

    # --- frames and columns

    @property
    def df(self) -> str:
        """The frame's variable name."""
        if not self.world.tables:
            raise UnsuitableError
        return self.table.name

    def column(self, *roles: Role, where: Callable[[Column], bool] = lambda c: True) -> Column:
        """A column of one of these roles that was not picked before."""
        fit = [c for c in self.table.having(*roles) if c.name not in self._picked and where(c)]
        if not fit:
            raise UnsuitableError
        chosen = self.rng.choice(fit)
        self._picked.add(chosen.name)
        return chosen

    def number(self, *, missing: bool | None = None) -> Column:
        """A numeric column."""
        return self.column(Role.NUMBER, where=lambda c: missing is None or c.missing == missing)

    def group(self) -> Column:
        """A column whose few values are shared by rows."""
        return self.column(Role.GROUP)

    def text(self) -> Column:
        """Any string column that is not a disguised number or date."""
        return self.column(Role.GROUP, Role.LABEL, where=lambda c: c.dtype == "str")

    def date(self, *, index: bool = True) -> Column:
        """A date column: of datetime dtype, text, or the index."""
        return self.column(Role.DATE, where=lambda c: index or not c.is_index)

    def col(self, column: Column) -> str:
        """The expression for a column."""
        return f"{self.df}[{q(column)}]"

    def moment(self, date: Column) -> str:
        """The expression for a column of dates, converted when it holds text."""
        if date.is_index:
            return f"{self.df}.index"
        return f"pd.to_datetime({self.col(date)})" if date.dtype == "str" else self.col(date)

    def part(self, date: Column, part: str) -> str:
        """The expression for a part of a date: year, month, day_name() ..."""
        return f"{self.moment(date)}.{part}" if date.is_index else f"{self.moment(date)}.dt.{part}"

    def resampled(self, date: Column, rule: str) -> str:
        """The expression for the frame resampled by a date."""
        if date.is_index:
            return f'{self.df}.resample("{rule}")'
        if date.dtype == "str":
            return f'{self.df}.set_index({self.moment(date)}).resample("{rule}")'
        return f'{self.df}.resample("{rule}", on={q(date)})'

    def cells(self, column: Column) -> pd.Series:
        """The live values without missing ones."""
        data = self.table.data
        return (data.index.to_series() if column.is_index else data[column.name]).dropna()

    # --- arguments

    def aggregate(self, *names: str) -> tuple[str, Word]:
        """An aggregation: its method and what people call it."""
        name = self.rng.choice(names or _USUAL)
        return name, Word(AGGREGATES[name])

    def small(self, low: int = 2, high: int = 10) -> int:
        """A count such as the 5 in `top 5`."""
        return self.rng.choice((3, 5, 5, 10)) if self.rng.random() < 0.5 else self.rng.randint(low, high)

    def threshold(self, column: Column, low: float = 0.15, high: float = 0.85) -> int | float:
        """A round number inside the column's range."""
        value = float(self.cells(column).quantile(self.rng.uniform(low, high)))
        if column.dtype == "int" or abs(value) >= 100 or self.rng.random() < 0.2:
            return _round_to(value, 2 if self.rng.random() < 0.5 else 3)
        return round(value, 2 if abs(value) < 2 else 1)

    def value(self, column: Column) -> str:
        """One of a string column's values."""
        return str(self.rng.choice(self.cells(column).tolist()))

    def values(self, column: Column, count: int) -> list[str]:
        """Several distinct values of a string column."""
        distinct = [str(v) for v in dict.fromkeys(self.cells(column).tolist())]
        if len(distinct) <= count:
            raise UnsuitableError
        return self.rng.sample(distinct, count)

    def day(self, date: Column) -> pd.Timestamp:
        """A day inside the column's range."""
        days = pd.to_datetime(self.cells(date)).sort_values()
        at = int(self.rng.uniform(0.2, 0.8) * len(days))
        return days.iloc[at].normalize()

    def new_name(self) -> str:
        """A header that no column has."""
        style = "snake" if self.rng.random() < 0.85 else "spaced"
        used = {normal(c.name) for t in self.world.tables for c in t.columns}
        while True:
            name = column_name(self.rng, self.world.split, style)
            if normal(name) not in used and '"' not in name and name.isascii():
                return name

    def identifier(self) -> str:
        """A new variable or function name."""
        return variable_name(self.rng, self.world.split)

    def maybe(self, chance: float) -> bool:
        """True with this chance."""
        return self.rng.random() < chance

    def pick(self, *options: T) -> T:
        """One of the options."""
        return self.rng.choice(options)

    # --- other variables

    def variable(self, fits: Callable[[Any], bool]) -> str:
        """The name of a live variable whose value fits."""
        fit = [n for n, v in self.world.variables.items() if n not in self._picked and fits(v)]
        if not fit:
            raise UnsuitableError
        chosen = self.rng.choice(fit)
        self._picked.add(chosen)
        return chosen

    def task(self, code: str, variant: str = "", /, **slots: object) -> Task:
        """A task about the drawn frame, if there is one."""
        return Task(code, slots, variant, self.table.name if self.world.tables else "")


def q(column: Column | str) -> str:
    """A header or string as a double-quoted literal."""
    return json.dumps(column if isinstance(column, str) else column.name, ensure_ascii=False)


def _round_to(value: float, digits: int) -> int:
    if abs(value) < 1:
        return 1
    places = digits - 1 - math.floor(math.log10(abs(value)))
    return int(round(value, min(places, 0)))


_NO_TABLE = Table("", (), pd.DataFrame())
