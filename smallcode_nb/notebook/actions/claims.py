"""What could be asserted about a value, by its kind: an expression to read, and a damaged value that must not pass.

Knows Python, NumPy and pandas values by their portraits; reads and runs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...agent.types import Portrait
from .literals import floats_in, literal, number

__all__ = ["Claim", "claims", "condition"]

MOST_LITERAL = 160
MOST_COLUMNS = 3
HEAD = 3
PLACES = 6


@dataclass(frozen=True, slots=True)
class Claim:
    """`read` is an expression over `name`; `damaged` gives, from `name`, a value for which the assert must fail."""

    name: str
    read: str
    damaged: str


def claims(name: str, portrait: Portrait) -> tuple[Claim, ...]:
    """Claims about the variable `name`, the most telling first; none about what has no value to hold on to."""
    return tuple(Claim(name, read, damaged) for read, damaged in _of(name, portrait))


def condition(claim: Claim, value: Portrait | None) -> str:
    """The claim with the value it was read with, "" when that cannot be written down."""
    exact = number(value)
    if value is not None and value.kind == "float" and exact is not None:
        return f"abs({claim.read} - {exact!r}) <= {max(abs(exact) * 1e-6, 1e-9):.0e}"
    text = literal(value)
    if not text or len(text) > MOST_LITERAL:
        return ""
    if text in ("True", "False", "None"):
        return {"True": claim.read, "False": f"not {claim.read}", "None": f"{claim.read} is None"}[text]
    return f"{claim.read} == {text}"


def _of(v: str, portrait: Portrait) -> Iterator[tuple[str, str]]:
    match portrait.kind:
        case "none":
            yield v, "0"
        case "bool":
            yield v, f"not {v}"
        case "int" | "float":
            yield v, f"{v} * 1.01 + 1"
        case "str":
            yield from _sized(v, portrait, f"{v} + '?'")
        case "list":
            yield from _container(v, portrait, f"[*{v}, None]")
        case "tuple":
            yield from _container(v, portrait, f"(*{v}, None)")
        case "set":
            yield from _sized(v, portrait, f"{{*{v}, ...}}")
        case "dict":
            yield from _sized(v, portrait, f"{{**{v}, ...: None}}")
        case "array":
            yield from _array(v, portrait)
        case "index":
            yield f"list({v})", f"{v}[:-1]"
            yield f"len({v})", f"{v}[:-1]"
        case "series":
            yield from _series(v, portrait)
        case "frame":
            yield from _frame(v, portrait)


def _sized(v: str, portrait: Portrait, damaged: str) -> Iterator[tuple[str, str]]:
    """The whole value where it is short, else its length."""
    whole = literal(portrait)
    yield (v if whole and len(whole) <= MOST_LITERAL else f"len({v})"), damaged


def _container(v: str, portrait: Portrait, damaged: str) -> Iterator[tuple[str, str]]:
    if not floats_in(portrait):
        yield from _sized(v, portrait, damaged)
        return
    yield f"len({v})", damaged
    yield f"[round(x, {PLACES}) for x in {v}]", f"[x + 1 for x in {v}]"
    yield f"float(sum({v}))", f"[x + 1 for x in {v}]"


def _array(v: str, portrait: Portrait) -> Iterator[tuple[str, str]]:
    yield f"{v}.shape", f"{v}[:-1]"
    yield f"str({v}.dtype)", f"{v}.astype(object)"
    if _body(portrait).get("dtype") in ("int", "float"):
        yield f"float({v}.sum())", f"{v} + 1"


def _series(v: str, portrait: Portrait) -> Iterator[tuple[str, str]]:
    yield f"len({v})", f"{v}.iloc[:-1]"
    yield f"str({v}.dtype)", f"{v}.astype(object)"
    if _body(portrait).get("dtype") in ("int", "float"):
        yield f"{v}.round({PLACES}).to_dict()", f"{v} + 1"
        yield f"float({v}.sum())", f"{v} + 1"
    yield f"{v}.head({HEAD}).index.tolist()", f"{v}.iloc[::-1]"
    yield f"int({v}.isna().sum())", f"{v}.where({v}.isna() & False)"


def _frame(v: str, portrait: Portrait) -> Iterator[tuple[str, str]]:
    columns = _body(portrait).get("columns", [])
    yield f"{v}.shape", f"{v}.iloc[:-1]"
    yield f"{v}.columns.tolist()", f"{v}.iloc[:, ::-1]"
    yield f"{v}.dtypes.astype(str).to_dict()", f"{v}.astype(object)"
    for name in _names(columns, ("str", "category"))[:1]:
        yield f"{v}[{name!r}].head({HEAD}).tolist()", f"{v}.iloc[::-1]"
    numbers = _names(columns, ("int", "float"))
    for name in numbers[:1]:
        yield f"{v}[{name!r}].head({HEAD}).round({PLACES}).tolist()", f"{v}.iloc[::-1]"
    for name in numbers:
        yield f"float({v}[{name!r}].sum())", f"{v}.assign(**{{{name!r}: {v}[{name!r}] + 1}})"
    yield f"int({v}.isna().sum().sum())", f"{v}.where({v}.isna() & False)"


def _names(columns: list[dict[str, Any]], dtypes: tuple[str, ...]) -> list[str]:
    """Names of the first columns of these kinds that are plain text."""
    names = [column.get("name") for column in columns if column.get("dtype") in dtypes]
    return [name for name in names if isinstance(name, str)][:MOST_COLUMNS]


def _body(portrait: Portrait) -> dict[str, Any]:
    try:
        body = json.loads(portrait.data)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
