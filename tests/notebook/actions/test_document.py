"""Comments and docstrings: the program stays, the words are read off it."""

import ast

import pytest

from smallcode_nb.notebook.actions.commenting import commented, same_code

CELL = """import pandas as pd
part = sales[sales["price"] > 5]

# already explained
means = part.groupby("city")["price"].mean()
def unit_price(price, sold: int = 1):
    return price / sold
"""


def test_statements_without_a_comment_get_one_and_functions_a_docstring():
    code, comments, docstrings = commented(CELL, ast.parse(CELL))
    assert (comments, docstrings) == (1, 1)
    assert "# Sets part to sales, only rows where" in code
    assert '    """Unit price.\n\n    Args:\n        price\n        sold (int), 1 by default' in code
    assert "    Returns:\n        price / sold\n" in code
    assert code.count("# already explained\nmeans") == 1


def test_without_the_added_lines_it_is_the_cell_letter_for_letter():
    code, *_ = commented(CELL, ast.parse(CELL))
    kept = iter(code.splitlines())
    assert all(line in kept for line in CELL.splitlines())


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("x = 1", "# one\nx = 1", True),
        ("def f():\n    return 1", 'def f():\n    """One."""\n    return 1', True),
        ("x = 1", "x = 2", False),
        ("def f():\n    return 1", 'def f():\n    "One."\n    return 2', False),
    ],
)
def test_same_code_is_the_same_program_but_for_comments_and_docstrings(left, right, same):
    assert same_code(left, right) is same


@pytest.mark.parametrize("break_", ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_line_break_in_a_text_of_the_code_cannot_turn_a_comment_into_code(break_):
    cell = f"out = frame.query({f'a{break_}import os  # '!r})"
    code, comments, _ = commented(cell, ast.parse(cell))
    assert comments == 1
    assert same_code(code, cell)
    assert len(code.splitlines()) == 2


def test_a_cell_with_magics_keeps_them(actor):
    answer = actor.act("document", "%matplotlib inline\nbest = sales.head(2)")
    assert answer.code.splitlines() == [
        "%matplotlib inline",
        "# Sets best to sales, the first 2 rows",
        "best = sales.head(2)",
    ]


def test_the_commented_cell_has_run_and_left_the_same_before_it_is_offered(actor):
    answer = actor.act("document", 'part = sales[sales["price"] > 5]\npart.groupby("city")["price"].mean()')
    assert answer.code.splitlines()[0].startswith("# Sets part to")
    assert (answer.label, answer.maker, answer.replaces) == ("checked", "rules", True)
    assert "Nothing checks whether the words are right." in answer.facts


def test_a_cell_that_needs_no_comment_is_told_to_be_so(actor):
    assert actor.act("document", "# the total\ntotal = sales['price'].sum()").code == ""
