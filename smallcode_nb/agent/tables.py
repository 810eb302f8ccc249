"""Frames and series reduced to named columns, and when two of them hold the same content.

Knows that an index is content when it has a name or labels and bookkeeping when it only numbers rows.
Knows nothing about pandas itself: it reads the plain data of portraits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .rules import How, Rule

Cell = Any
EVERY = How()
SameCell = Callable[[Cell, Cell, How], bool]
_SORT_DIGITS = 6


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column; an empty name stands for an unnamed series and matches any name."""

    name: str
    values: tuple[Cell, ...]
    dtype: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length, the index levels that carry content first."""

    columns: tuple[TableColumn, ...]

    def rows(self) -> int:
        """Number of rows; 0 without columns."""
        return len(self.columns[0].values) if self.columns else 0


def of(item: dict[str, Any], how: How = EVERY) -> Table:
    """The table behind a frame's or a series' plain data."""
    columns = [item] if item["k"] == "series" else item.get("columns", ())
    values = [TableColumn(_name(c.get("name")), tuple(c.get("values", ())), str(c.get("dtype", ""))) for c in columns]
    return Table((*_index(item.get("index") or {}, how), *values))


def _name(name: Any) -> str:
    return "" if name is None or name == 0 else str(name)


def _index(index: dict[str, Any], how: How) -> list[TableColumn]:
    names, values = index.get("names") or [None], index.get("values") or []
    if not how.uses(Rule.INDEX):
        return [TableColumn("index", tuple(str((names, value)) for value in values))]
    if index.get("default") or (names == [None] and all(isinstance(value, int) for value in values)):
        return []
    if len(names) == 1:
        return [TableColumn(_name(names[0]), tuple(values))]
    return [TableColumn(_name(name), tuple(row[level] for row in values)) for level, name in enumerate(names)]


def same(left: Table, right: Table, same_cell: SameCell, how: How) -> bool:
    """Whether both hold the same columns, up to column order and, unless it counts, row order."""
    if len(left.columns) != len(right.columns) or left.rows() != right.rows():
        return False
    pairing = _pair(left.columns, right.columns, how)
    if pairing is None:
        return False
    ours = list(zip(*(column.values for column in left.columns), strict=True))
    theirs = list(zip(*(column.values for column in pairing), strict=True))
    if _same_rows(ours, theirs, same_cell, how):
        return True
    if how.ordered or not how.uses(Rule.ROW_ORDER):
        return False
    return _same_rows(sorted(ours, key=_key), sorted(theirs, key=_key), same_cell, how)


def _pair(left: Sequence[TableColumn], right: Sequence[TableColumn], how: How) -> list[TableColumn] | None:
    """The right columns in the left ones' order, or None when the two do not fit together."""
    paired = _by_name(left, right) if how.uses(Rule.COLUMN_ORDER) else _in_place(left, right)
    if paired is None or how.uses(Rule.DTYPE) or [c.dtype for c in left] == [c.dtype for c in paired]:
        return paired
    return None


def _in_place(left: Sequence[TableColumn], right: Sequence[TableColumn]) -> list[TableColumn] | None:
    fits = all(a.name == b.name or not (a.name and b.name) for a, b in zip(left, right, strict=True))
    return list(right) if fits else None


def _by_name(left: Sequence[TableColumn], right: Sequence[TableColumn]) -> list[TableColumn] | None:
    """By name, then what is unnamed on either side by position."""
    rest = list(right)
    paired: dict[int, TableColumn] = {}
    for place, column in enumerate(left):
        match = next((other for other in rest if other.name and other.name == column.name), None)
        if match is not None:
            paired[place] = match
            rest.remove(match)
    open_places = [place for place in range(len(left)) if place not in paired]
    for place, other in zip(open_places, rest, strict=True):
        if left[place].name and other.name:
            return None
        paired[place] = other
    return [paired[place] for place in range(len(left))]


def _same_rows(left: list[tuple[Cell, ...]], right: list[tuple[Cell, ...]], same_cell: SameCell, how: How) -> bool:
    pairs = (pair for one, other in zip(left, right, strict=True) for pair in zip(one, other, strict=True))
    return all(same_cell(a, b, how) for a, b in pairs)


def _key(row: tuple[Cell, ...]) -> tuple[tuple[int, float, str], ...]:
    return tuple(_cell_key(cell) for cell in row)


def _cell_key(cell: Cell) -> tuple[int, float, str]:
    if isinstance(cell, bool | int | float):
        return 0, float(f"{float(cell):.{_SORT_DIGITS}g}"), ""
    return 1, 0.0, "" if cell is None else str(cell)
