"""Columns asked of the wrong table."""

from __future__ import annotations

import pytest

from smallcode_nb.agent.owners import mend_owners
from smallcode_nb.agent.types import Column, Namespace, Variable, VariableKind

from .factories import FLIGHTS, NAMESPACE

PORTS = Variable(
    "ports", VariableKind.FRAME, "DataFrame", columns=(Column("city", "str"), Column("n", "int"), Column("pop", "int"))
)
TWO = Namespace((FLIGHTS, PORTS))


@pytest.mark.parametrize(
    ("code", "mended"),
    [
        ('flights["city"].nunique()', 'ports["city"].nunique()'),
        ('flights.groupby("city")["pop"].sum()', 'ports.groupby("city")["pop"].sum()'),
        ('ports.sort_values(by="dep delay")', 'flights.sort_values(by="dep delay")'),
    ],
)
def test_the_only_table_that_has_them_all_is_used(code: str, mended: str) -> None:
    assert mend_owners(code, TWO)[0] == mended


@pytest.mark.parametrize(
    "code",
    [
        'flights["n"].sum()',
        'flights.groupby("carrier")["pop"].sum()',
        'flights.merge(ports, on="n")["city"]',
        'flights["city"] = 1\nflights["city"]',
        'flights = ports\nflights["city"]',
        'flights.groupby("carrier").agg(pop=("n", "sum"))["pop"]',
        'flights["nowhere"]',
        'flights["city',
    ],
)
def test_code_that_may_mean_what_it_says_is_left_alone(code: str) -> None:
    assert mend_owners(code, TWO) == (code, ())


def test_a_table_alone_is_never_replaced() -> None:
    assert mend_owners('flights["city"]', NAMESPACE) == ('flights["city"]', ())
