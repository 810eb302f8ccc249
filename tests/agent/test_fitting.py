"""Code that uses the user's functions, made to fit them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent import fitting, helpers
from smallcode_nb.agent.helpers import Helper
from smallcode_nb.agent.spec import mine
from smallcode_nb.agent.syntax import parse
from smallcode_nb.agent.types import Column, Namespace, Request, RunError, Variable, VariableKind

from .factories import FLIGHTS, NAMESPACE, XS

OWN = (
    Helper("weight", "lab", ("frame",), 1, takes_table=True),
    Helper("leaders", "lab", ("df", "column", "n"), 2, takes_table=True),
    Helper("code_of", "units", ("name",), 1),
    Helper("rescale", "", ("values",), 1),
    Helper("many", "units", ("x",), 1, variadic=True),
)


def mended(code: str) -> str:
    return fitting.mend(code, OWN, NAMESPACE)[0]


@pytest.mark.parametrize(
    ("code", "fitted"),
    [
        ("from units import weight\nweight(flights)", "from lab import weight\nweight(flights)"),
        ("from lab import code_of as c, weight", "from units import code_of as c\nfrom lab import weight"),
        ("code_of('x')", "from units import code_of\n\ncode_of('x')"),
        ("import re\ncode_of('x')", "from units import code_of\nimport re\ncode_of('x')"),
        ("from lab import weight\nweight(flights)", "from lab import weight\nweight(flights)"),
        ("from math import gcd\ngcd(2, 4)", "from math import gcd\ngcd(2, 4)"),
        ("rescale(xs)", "rescale(xs)"),
        ("def code_of(n): return n\ncode_of('x')", "def code_of(n): return n\ncode_of('x')"),
    ],
)
def test_a_function_is_imported_from_where_it_is(code: str, fitted: str) -> None:
    assert mended(code) == fitted


@pytest.mark.parametrize(
    ("call", "fitted"),
    [
        ('flights["n"].map(weight)', "weight(flights)"),
        ('flights["n"].apply(weight)', "weight(flights)"),
        ("flights.apply(weight)", "weight(flights)"),
        ('weight(flights["n"])', "weight(flights)"),
        ('weight(flights, "n")', "weight(flights)"),
        ('leaders(flights["n"], n=3)', "leaders(flights, 'n', n=3)"),
        ('leaders(flights, "n")', 'leaders(flights, "n")'),
        ("weight(flights).max()", "weight(flights).max()"),
        ('1 + weight(\n    flights["n"])', "1 + weight(flights)"),
        ('flights.groupby("carrier").apply(weight)', 'flights.groupby("carrier").apply(weight)'),
        ("weight(flights.dropna())", "weight(flights.dropna())"),
        ('weight(xs["n"])', 'weight(xs["n"])'),
        ("code_of('é', 1)", "code_of('é')"),
        ("many(1, 2, 3)", "many(1, 2, 3)"),
    ],
)
def test_a_call_gives_what_the_function_takes(call: str, fitted: str) -> None:
    before = "from lab import weight, leaders\nfrom units import code_of, many\n"
    assert mended(before + call).splitlines()[-1] == fitted.splitlines()[-1]


@pytest.mark.parametrize(
    ("code", "turned"),
    [
        ('code_of(flights["carrier"])', "flights['carrier'].map(code_of)"),
        ('flights["n"].map(rescale)', "rescale(flights['n'])"),
        ('flights["n"].apply(rescale).max()', "rescale(flights['n']).max()"),
        ("code_of(name)", ""),
        ('flights["n"].map(len)', ""),
    ],
)
def test_after_an_error_a_function_is_applied_to_values_instead_of_the_whole_or_the_other_way(code, turned) -> None:
    assert fitting.mend_after(code, RunError("ValueError", "ambiguous"), OWN) == turned


def test_an_error_that_says_nothing_of_it_turns_nothing() -> None:
    assert fitting.mend_after('code_of(flights["carrier"])', RunError("KeyError", "'x'"), OWN) == ""


def test_a_function_that_the_code_makes_itself_is_another_one() -> None:
    code = "def weight(value):\n    return value\nflights['n'].map(weight)"
    assert mended(code) == code


@given(st.text("codefweight(flights)[]'\".\n é,nmap", max_size=60))
def test_sound_code_stays_sound(code: str) -> None:
    if parse(code) is not None:
        assert parse(mended(code)) is not None


PORTS = Variable("ports", VariableKind.FRAME, "DataFrame", columns=(Column("city", "str"),))


def plain_call(text: str, *more: Variable) -> str:
    live = Variable("rescale", VariableKind.FUNCTION, "function", signature="(values)")
    namespace = Namespace((FLIGHTS, XS, live, *more))
    spec = helpers.linked(mine(Request(text, namespace)), text, OWN)
    return fitting.call(text, spec, OWN, namespace)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("weight of flights", "from lab import weight\n\nweight(flights)"),
        ("apply weight", "from lab import weight\n\nweight(flights)"),
        ("use code_of on every carrier", 'from units import code_of\n\nflights["carrier"].map(code_of)'),
        ("code of dep delay", 'from units import code_of\n\nflights["dep delay"].map(code_of)'),
        ("leaders of n", 'from lab import leaders\n\nleaders(flights, "n")'),
        ("rescale the dep delay, please", 'flights["dep delay"].map(rescale)'),
    ],
)
def test_a_request_that_is_no_more_than_a_call_is_written_by_rule(text: str, code: str) -> None:
    assert plain_call(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "mean weight of flights",
        "plot the weight of flights",
        "weight of flights by carrier",
        "use code_of on carrier and n",
        "use code_of",
        "leaders of flights",
        "rescale weight of flights",
        "number of flights",
    ],
)
def test_a_request_for_more_is_left_to_the_model(text: str) -> None:
    assert plain_call(text) == ""


def test_of_two_tables_the_one_that_is_named_or_has_the_column_is_meant() -> None:
    assert plain_call("weight of ports", PORTS).endswith("weight(ports)")
    assert plain_call("use code_of on city", PORTS).endswith('ports["city"].map(code_of)')
    assert plain_call("apply weight", PORTS) == ""
