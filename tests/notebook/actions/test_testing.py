"""Asserts for a cell: they hold after it, and fail when what they are about changes."""

import ast

import pytest

from smallcode_nb.errors import RequestError
from smallcode_nb.notebook.actions.testing import SHOWN

CELLS = {
    "a number": "total = sales['price'].sum()",
    "a text": "name = sales['city'].iloc[0]",
    "a list": "cities = sales['city'].unique().tolist()",
    "numbers with points": "prices = [p * 1.1 for p in sales['price']]",
    "a mapping": "counts = {c: int(n) for c, n in sales['city'].value_counts().items()}",
    "a table": "best = sales.sort_values('price', ascending=False).head(3)",
    "a column of the live table": "sales['double'] = sales['price'] * 2",
    "a grouped series": "means = sales.groupby('city')['price'].mean()",
    "an array": "import numpy as np\nsquares = np.arange(5) ** 2",
    "a truth value": "many = len(sales) > 3",
    "nothing but a displayed value": "sales.groupby('city')['sold'].sum()",
    "a function with an example": 'def twice(x):\n    """Twice.\n\n    >>> twice(2)\n    4\n    """\n    return 2 * x',
}


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_the_asserts_hold_after_the_cell(actor, cell):
    answer = actor.act("test", cell)
    assert answer.code.count("assert ") >= 1
    assert actor.run(f"{cell}\n{answer.code}").success
    assert (answer.maker, answer.label) == ("rules", "checked")


BROKEN = {
    "another sum": ("total = sales['price'].sum()", "total = sales['price'].sum() + 1"),
    "another order": (
        "best = sales.sort_values('price', ascending=False)",
        "best = sales.sort_values('price')",
    ),
    "a lost row": ("part = sales[sales.sold > 1]", "part = sales[sales.sold > 2]"),
    "another kind of column": ("sales['sold'] = sales['sold'] + 1", "sales['sold'] = sales['sold'] + 1.0"),
    "another column name": ("out = sales.rename(columns={'sold': 'n'})", "out = sales.rename(columns={'sold': 'm'})"),
    "another mean": ("sales.groupby('city')['price'].mean()", "sales.groupby('city')['price'].max()"),
}


@pytest.fixture(autouse=True)
def _names_for_values_are_free(actor):
    for name in SHOWN:
        actor.shell.user_ns.pop(name, None)


@pytest.mark.parametrize(("cell", "broken"), BROKEN.values(), ids=BROKEN)
def test_the_asserts_fail_when_the_cell_does_something_else(actor, cell, broken):
    asserts = actor.act("test", cell).code
    setup = asserts.replace(ast.unparse(ast.parse(cell).body[-1]), broken) if "result = " in asserts else asserts
    result = actor.run(f"{broken}\n{setup}")
    assert isinstance(result.error_in_exec, AssertionError)


def test_what_changes_from_run_to_run_is_no_assert(actor):
    answer = actor.act("test", "import time\nstamp = time.time_ns()\nfixed = 3")
    assert "stamp" not in answer.code
    assert "assert fixed == 3" in answer.code
    assert any("changed from run to run" in note for note in answer.notes)


def test_a_cell_that_has_run_before_is_tested_all_the_same(actor):
    cell = "again = len(sales)"
    actor.run(cell)
    assert "again == 4" in actor.act("test", cell).code


def test_the_line_that_names_a_displayed_value_takes_no_name_that_is_in_use(actor):
    actor.shell.user_ns["result"] = "mine"
    code = actor.act("test", "sales['price'].max()").code
    del actor.shell.user_ns["result"]
    assert code.startswith("shown = sales['price'].max()\n")


def test_the_live_variables_stay_as_they_are(actor):
    before = actor.shell.user_ns["sales"].copy()
    actor.act("test", "sales['new'] = 1\nsales.drop(columns='city', inplace=True)")
    assert actor.shell.user_ns["sales"].equals(before)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1 / 0", "The cell fails: ZeroDivisionError"),
        ("def f(x):\n    return x", "leaves nothing behind that an assert could hold on to"),
        ("%%bash\nls", "cannot be worked on"),
        ("total = (", "is not Python"),
        ("", "empty"),
        ("import random\nx = random.SystemRandom().random()", "the same in every run"),
    ],
)
def test_a_cell_that_cannot_be_tested_is_refused_with_the_reason(actor, cell, words):
    with pytest.raises(RequestError, match=words):
        actor.act("test", cell)
