from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.portraits import equals_literal, is_true, portrait_of, same
from smallcode_nb.agent.types import Portrait

from .factories import figure, frame, scalar, series

SCALARS = st.integers() | st.floats() | st.booleans() | st.none() | st.text(max_size=5) | st.binary(max_size=3)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.sets(st.integers(), max_size=3)
    ),
    max_leaves=8,
)


@given(VALUES)
def test_every_value_is_the_same_as_itself(value):
    portrait = portrait_of(value)
    assert same(portrait, portrait)
    assert same(portrait, replace(portrait, data=portrait.data + " "))


@given(VALUES, VALUES)
def test_sameness_is_mutual(left, right):
    assert same(portrait_of(left), portrait_of(right)) == same(portrait_of(right), portrait_of(left))


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_integers_are_told_apart_even_as_floats(left, right):
    if abs(left - right) > 1 or left == right:
        assert same(scalar(left), scalar(float(right))) == (left == right)


@given(st.floats(-1e9, 1e9, allow_subnormal=False))
def test_rounding_noise_does_not_matter(value):
    assert same(scalar(value), scalar(value * (1 + 1e-12)))


@given(st.dictionaries(st.text(max_size=3), st.integers(), min_size=2, max_size=5))
def test_the_order_of_a_dict_does_not_matter(value):
    assert same(portrait_of(value), portrait_of(dict(reversed(value.items()))))


@given(VALUES.filter(lambda v: v == v))
def test_a_value_equals_its_own_literal(value):
    text = repr(value)
    if "nan" not in text and "inf" not in text and "set()" not in text:
        assert equals_literal(portrait_of(value), text)


@pytest.mark.parametrize(
    ("value", "expected", "equal"),
    [
        (2.0, "2", True),
        (0.30000000000000004, "0.3", True),
        (True, "1", True),
        ([1, 2], "(1, 2)", False),
        ("4", "4", False),
        (None, "None", True),
        ([], "[]", True),
        ([1, [2.0]], "[1, [2]]", True),
        (3, "f(x)", False),
    ],
)
def test_a_test_compares_as_python_would_with_tolerance(value, expected, equal):
    assert equals_literal(portrait_of(value), expected) is equal


def test_an_array_or_series_equals_the_list_of_its_values():
    array = Portrait("array", '{"dtype": "float64", "shape": [2, 1], "values": [[1.0], [2.0]]}')
    assert equals_literal(array, "[[1], [2]]")
    assert equals_literal(series("n", [1, 2]), "[1, 2]")
    assert not equals_literal(array, "[[1], [3]]")


@pytest.mark.parametrize(
    ("value", "true"), [(True, True), (False, False), (0, False), ("", False), ([1], True), (None, False)]
)
def test_a_condition_holds_when_its_value_is_true(value, true):
    assert is_true(portrait_of(value)) is true


def test_an_object_is_no_proof_that_a_condition_holds():
    assert not is_true(Portrait("other", '{"type": "x.Y", "repr": "<Y>"}'))


def test_figures_are_compared_by_what_they_draw():
    bars = figure(("bar", ["a", "b"], [1, 2]), title="Delays")
    assert same(bars, figure(("bar", ["a", "b"], [1.0, 2.0]), title="Mean delay"))
    assert not same(bars, figure(("bar", ["a", "b"], [1, 3])))
    assert not same(bars, figure(("line", ["a", "b"], [1, 2])))
    assert not same(figure(), figure(title="empty"))


def test_a_function_is_never_the_same_by_its_name():
    function = Portrait("function", '{"name": "f", "signature": "(a)"}')
    assert not same(function, function)


def test_addresses_in_a_repr_do_not_matter():
    left = Portrait("other", '{"type": "m.C", "repr": "<C at 0x7f01>"}')
    assert same(left, replace(left, data='{"type": "m.C", "repr": "<C at 0x8a02>"}'))


def test_a_truncated_value_differs_when_its_shape_does():
    short = replace(frame({"n": [1, 2]}), truncated=True, digest="a", shape=(6000, 1))
    assert same(short, replace(short, digest="b"))
    assert not same(short, replace(short, digest="b", shape=(6001, 1)))


def test_nan_is_nan():
    assert same(portrait_of(math.nan), portrait_of(float("nan")))
