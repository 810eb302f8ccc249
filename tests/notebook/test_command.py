"""What a user may write on the magic line and below it, and what they are told when it is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.errors import EmptyRequest, RequestError, UnknownOption
from smallcode_nb.notebook.command import parse_order


def test_the_request_is_the_rest_of_the_line_plus_the_body():
    order = parse_order("--n 4 mean price", "by city\nhighest first")
    assert (order.text, order.n) == ("mean price\nby city\nhighest first", 4)


def test_flags_may_stand_before_in_or_after_the_request():
    for line in ("--n 4 mean price", "mean --n 4 price", "mean price --n 4", "mean price --n=4", "-n 4 mean price"):
        order = parse_order(line)
        assert (order.text, order.n) == ("mean price", 4)


def test_apostrophes_quotes_and_dashes_are_language():
    order = parse_order("""what's the "mean" of a - b, -1 excluded""")
    assert order.text == """what's the "mean" of a - b, -1 excluded"""


def test_lines_of_the_body_that_start_with_assert_are_tests():
    order = parse_order("total price", "assert total == 3\nassert isinstance(total, int)\nof everything")
    assert order.tests == ("assert total == 3", "assert isinstance(total, int)")
    assert order.text == "total price\nof everything"


def test_a_test_can_be_given_as_a_flag_with_or_without_the_word_assert():
    order = parse_order("""total --test 'assert total == "a b"' --test 'total != 3'""")
    assert order.tests == ('assert total == "a b"', "assert total != 3")
    assert order.text == "total"


def test_everything_after_a_lone_double_dash_is_the_request():
    assert parse_order("--n 2 -- explain --explain").text == "explain --explain"


def test_all_flags_are_read():
    order = parse_order("--n 2 --model m --max-seconds 3.5 --insert replace --explain --seed 7 do it")
    assert (order.n, order.model, order.max_seconds) == (2, "m", 3.5)
    assert (order.insert, order.explain, order.seed) == ("replace", True, 7)


def test_what_is_not_given_is_left_to_the_settings():
    order = parse_order("do it")
    assert (order.n, order.model, order.insert, order.explain, order.seed) == (None,) * 5


@pytest.mark.parametrize("line", ["", "   ", "--n 4"])
def test_an_empty_request_is_refused_with_an_example(line):
    with pytest.raises(EmptyRequest) as caught:
        parse_order(line, "\n")
    assert "%%smallcode" in caught.value.remedy


def test_an_unknown_flag_names_the_nearest_one():
    with pytest.raises(UnknownOption) as caught:
        parse_order("--max-second 3 do it")
    assert caught.value.remedy == "Did you mean --max-seconds?"


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("--n many x", "whole number from 1 to 256"),
        ("--n 0 x", "whole number from 1 to 256"),
        ("--max-seconds soon x", "number of seconds"),
        ("--max-seconds nan x", "more than 0 seconds"),
        ("--insert sideways x", "sideways"),
        ("x --n", "needs a value"),
        ("--n --explain x", "needs a value"),
        ("--n 3 --n 4 x", "twice"),
        ("--test assert a == 1", "in quotes"),
        ("--test 'a ==' x", "not Python"),
        ("--test 'assert a; assert b' x", "more than one assert"),
    ],
)
def test_a_bad_flag_says_what_is_wrong_and_what_to_write(line, cause):
    with pytest.raises(RequestError) as caught:
        parse_order(line)
    assert cause in caught.value.cause
    assert caught.value.remedy


def test_an_assert_line_that_is_language_is_pointed_out():
    with pytest.raises(RequestError, match="not Python"):
        parse_order("clean the table", "assert that nothing is missing")


@given(st.text(alphabet=st.characters(exclude_characters="-", exclude_categories=("C", "Z")), min_size=1, max_size=40))
def test_a_request_without_dashes_comes_through_word_for_word(text):
    assert parse_order(text).text == text
