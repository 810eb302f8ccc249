from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.bench.page import put
from smallcode_nb.errors import RequestError

PAGE = "# Benchmarks\n\nBy hand.\n\n<!-- begin a -->\nold\n<!-- end a -->\n\nMore by hand.\n"


def test_one_part_is_written_anew_and_everything_else_stays():
    assert put(PAGE, "a", "new\n") == PAGE.replace("old", "new")


def test_a_part_that_is_not_there_comes_last():
    assert put(PAGE, "b", "body") == PAGE + "\n<!-- begin b -->\nbody\n<!-- end b -->\n"
    assert put("", "b", "body") == "<!-- begin b -->\nbody\n<!-- end b -->\n"


@given(st.text(alphabet="ab \n|", max_size=30), st.text(alphabet="ab \n|", max_size=30))
def test_writing_two_parts_keeps_both_in_any_order(one, two):
    first = put(put(PAGE, "x", one), "y", two)
    assert put(put(first, "y", two), "x", one) == first


@pytest.mark.parametrize(
    "page", [PAGE + PAGE, PAGE.replace("<!-- end a -->", ""), "<!-- end a -->\n<!-- begin a -->\n"]
)
def test_marks_that_do_not_fit_are_told_rather_than_guessed(page):
    with pytest.raises(RequestError, match="do not fit"):
        put(page, "a", "new")


def test_a_part_needs_a_plain_name():
    with pytest.raises(RequestError, match="cannot be called"):
        put(PAGE, "a -->", "x")
