"""Which functions of the user's a request means."""

from __future__ import annotations

import pytest

from smallcode_nb.agent import helpers
from smallcode_nb.agent.helpers import Helper
from smallcode_nb.agent.linking import written_in
from smallcode_nb.agent.types import Mention, Namespace, Snippet, Spec, SpecKind, Variable, VariableKind

from .factories import FLIGHTS

UNITS = Snippet("def to_fahrenheit(celsius, digits=1):\n    return celsius\n", "lib/units.py", kind="definition")
LAB = Snippet("def net_weight(frame, *more):\n    return frame\n", "lab.py", kind="definition")
PROFIT = Variable("profit", VariableKind.FUNCTION, "function", signature="(df, /, tax=0.2)")
OWN = (Helper("net_weight", "lab"), Helper("clean", "lab"), Helper("tidy", "lab"), Helper("standardise", "lab"))


def named(text: str, *mentions: Mention, own: tuple[Helper, ...] = OWN) -> str:
    spec = helpers.linked(Spec(SpecKind.CELL, mentions=mentions), text, own)
    return written_in(text, spec.mentions)


def test_live_functions_hide_those_of_files() -> None:
    hidden = Snippet("def profit(x): ...", "old.py", kind="definition")
    known = helpers.known(Namespace((FLIGHTS, PROFIT)), (UNITS, LAB, hidden))
    assert [(helper.name, helper.module) for helper in known] == [
        ("profit", ""),
        ("to_fahrenheit", "lib.units"),
        ("net_weight", "lab"),
    ]
    profit, fahrenheit, weight = known
    assert (profit.parameters, profit.required, profit.takes_table) == (("df", "tax"), 1, True)
    assert (fahrenheit.parameters, fahrenheit.required, fahrenheit.takes_table) == (("celsius", "digits"), 1, False)
    assert (weight.variadic, weight.takes_table) == (True, True)


@pytest.mark.parametrize(
    ("parameters", "takes_table"),
    [
        ("orders: pd.DataFrame", True),
        ("flights", True),
        ("df2", True),
        ("Table", True),
        ("n: int", False),
        ("values: pd.Series", False),
        ("", False),
    ],
)
def test_what_takes_a_table_says_so_by_annotation_or_name(parameters: str, takes_table: bool) -> None:
    found = Snippet(f"def f({parameters}): ...", "a.py", kind="definition")
    (helper,) = helpers.known(Namespace((FLIGHTS,)), (found,))
    assert helper.takes_table is takes_table


def test_of_one_name_in_two_files_the_first_found_counts() -> None:
    twin = Snippet("def net_weight(x): ...", "other.py", kind="definition")
    assert [helper.module for helper in helpers.known(Namespace(), (LAB, twin))] == ["lab"]


def test_a_signature_that_cannot_be_read_fits_anything() -> None:
    odd = Variable("f", VariableKind.FUNCTION, "function", signature="(x=<object object at 0x1>)")
    (helper,) = helpers.known(Namespace((odd,)))
    assert helper.variadic


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("net weight of crates", "net_weight of crates"),
        ("apply Net-Weight to crates", "apply net_weight to crates"),
        ("net_weight(crates)", "net_weight(crates)"),
        ("clean the table", "clean the table"),
        ("netweights", "netweights"),
    ],
)
def test_a_name_in_several_words_is_written_as_it_is(text: str, written: str) -> None:
    assert named(text) == written


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("tidy the regions", ()),
        ("tidy(regions)", ("tidy",)),
        ("use `tidy` on regions", ("tidy",)),
        ("standardise the delays", ("standardise",)),
        ("clean crates", ()),
    ],
)
def test_a_short_or_everyday_word_names_a_function_only_where_it_looks_like_one(text, called) -> None:
    assert helpers.linked(Spec(SpecKind.CELL), text, OWN).named == called


def test_a_functions_words_are_not_taken_for_a_column() -> None:
    column = Mention(0, 4, "wind_kmh")
    assert named("wind class of all", column, own=(Helper("wind_class", "u"),)) == "wind_class of all"


def test_a_column_of_the_same_words_wins() -> None:
    column = Mention(0, 10, "Net Weight")
    assert named("net weight of crates", column) == "`Net Weight` of crates"
    assert named("standardise", Mention(0, 11, "standardise")) == "`standardise`"


def test_the_named_functions_are_told_alone_else_those_with_a_telling_word_else_none() -> None:
    tidy = Snippet('def neat(text):\n    """Tidy the region."""\n    return text', "lab.py", kind="definition")
    found, spec = (UNITS, LAB, tidy), Spec(SpecKind.CELL)
    assert helpers.likely("degrees fahrenheit", spec, found) == [UNITS]
    assert helpers.likely("regions, please", spec, found) == [tidy]
    assert helpers.likely("how many rows above 100", spec, found) == []
    linked = helpers.linked(spec, "net weight, not fahrenheit", OWN)
    assert helpers.likely("net weight, not fahrenheit", linked, found) == [LAB]
