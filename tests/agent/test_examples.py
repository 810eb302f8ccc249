from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.examples import (
    from_assert,
    from_bindings,
    from_doctests,
    from_inputs,
    from_prose,
    quoted,
    round_trips,
)
from smallcode_nb.errors import RequestError

LITERALS = st.recursive(
    st.integers(-99, 99) | st.booleans() | st.none() | st.text("abc x", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=2),
    max_leaves=4,
)


def pairs(tests):
    return [(test.actual, test.expected) for test in tests]


@pytest.mark.parametrize(
    ("text", "actual", "expected"),
    [
        ("f(2) returns 4", "f(2)", "4"),
        ("for example f([1]) == 1.", "f([1])", "1"),
        ("f('a, b') -> ['a', 'b']", "f('a, b')", "['a', 'b']"),
        ("`f(2)` should return `'four'`", "f(2)", "'four'"),
        ("f(2, k=3) => {'a': 1}", "f(2, k=3)", "{'a': 1}"),
        ("is_even(4) ➞ true", "is_even(4)", "True"),
        ("f((1, 2)) gives -0.5, as usual", "f((1, 2))", "-0.5"),
    ],
)
def test_an_example_in_prose_becomes_a_test(text, actual, expected):
    assert pairs(from_prose(text)) == [(actual, expected)]


@pytest.mark.parametrize(
    "text",
    [
        "f(2) returns 4 items of the list",
        "f(2) currently returns 3",
        "f(2) does not return 3",
        "f(2) == 19 - 5 - 6 = 8",
        "df.f(2) returns 4",
        "f(x) returns x squared",
        "f(2) is the 4th element",
        "f(2) returns the mean",
    ],
)
def test_a_doubtful_example_is_left_out(text):
    assert from_prose(text) == ()


@given(st.lists(LITERALS, max_size=3), LITERALS)
def test_whatever_the_values_an_example_is_read_back_as_written(arguments, value):
    call = f"f({', '.join(map(repr, arguments))})"
    assert pairs(from_prose(f"For example {call} returns {value!r}.")) == [(call, repr(value))]


@given(st.text(max_size=200))
def test_no_request_text_breaks_the_reader(text):
    for test in (*from_prose(text), *from_doctests(text)):
        assert test.expected


def test_doctests_with_setup_or_errors_are_left_out():
    text = ">>> x = 1\n>>> f(1)\n2\n>>> f('a')\nTraceback (most recent call last):\nTypeError\n>>> f(3)\narray([1])\n"
    assert pairs(from_doctests(text)) == [("f(1)", "2")]


@pytest.mark.parametrize(
    "text", ["For lst = [1, 2], k = 1 the output should be 3", "Input: lst = [1, 2], k = 1\n  Output: 3"]
)
def test_parameters_given_values_become_a_call(text):
    assert pairs(from_bindings(text, "f", ("lst", "k"))) == [("f([1, 2], 1)", "3")]


@pytest.mark.parametrize(
    ("source", "actual", "expected"),
    [
        ("assert f(2) == 4", "f(2)", "4"),
        ("assert 4 == f(2)", "f(2)", "4"),
        ("assert len(result) == 3", "len(result)", "3"),
        ("assert out.shape[0] > 2", "out.shape[0] > 2", ""),
        ("assert not f(1), 'why'", "not f(1)", ""),
        ("f(1) == [1]", "f(1)", "[1]"),
        ("assert f(1) == g(1)", "f(1) == g(1)", ""),
    ],
)
def test_a_users_assert_is_split_only_when_one_side_is_a_literal(source, actual, expected):
    assert pairs([from_assert(source)]) == [(actual, expected)]


@pytest.mark.parametrize("source", ["assert f(", "x = 1", "assert a; assert b", ""])
def test_a_test_that_is_no_assertion_is_refused_with_an_example(source):
    with pytest.raises(RequestError, match="assert result"):
        from_assert(source)


def test_unnamed_inputs_as_exercise_sites_write_them_are_tests():
    text = "Example 1:\n    Input: [4,2,3]\n    Output: [2, 1]\n    Explanation: 2 is smallest.\nInput: []\nOutput: []"
    assert [(t.actual, t.expected) for t in from_inputs(text, "pluck", 1)] == [
        ("pluck([4,2,3])", "[2, 1]"),
        ("pluck([])", "[]"),
    ]
    assert from_inputs("Input: [1, 2], 3\nOutput: 6", "f", 2)[0].actual == "f([1, 2], 3)"
    assert from_inputs("Input: [1, 2]\nOutput: 6", "f", 2) == ()


def test_words_between_the_values_and_the_output_do_not_hide_it():
    text = 'For N = 150, the sum of digits will be 6 the output should be "110".\nFor N = 7 see above.'
    assert [(t.actual, t.expected) for t in from_bindings(text, "solve", ("N",))] == [("solve(150)", '"110"')]


def test_words_without_quotes_are_strings_where_every_example_is_written_so():
    tests = from_prose("is_happy(aa) => False\nis_happy(abcd) => True")
    assert [t.actual for t in quoted(tests, frozenset({"s"}))] == ["is_happy('aa')", "is_happy('abcd')"]
    assert quoted(tests[:1], frozenset()) == ()
    assert quoted(from_prose("f(x) == 1, f(y) == 2"), frozenset()) == ()
    assert quoted(tests, frozenset({"aa", "abcd"})) == ()


def test_a_decoder_must_undo_the_encoder_that_the_request_gives():
    tests = round_trips("decode_shift", ("encode_shift", "decode_shift"))
    assert tests[0].actual == "decode_shift(encode_shift('abcdefg')) == 'abcdefg'"
    assert round_trips("decode_shift", ("other",)) == ()
