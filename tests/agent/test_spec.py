from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.spec import mine, stub_of
from smallcode_nb.agent.types import Column, Failure, Namespace, Request, SpecKind, Variable, VariableKind
from smallcode_nb.errors import EmptyRequest, RequestError, SmallCodeError

from .factories import NAMESPACE

STUB = '''from typing import List


def below(numbers: List[int], limit: int = 3) -> bool:
    """All below the limit?
    >>> below([1, 2], 3)
    True
    >>> below([1, 20], 5)
    False
    """
'''


def test_a_function_with_doctests_gives_entry_point_signature_tests_and_inputs():
    spec = mine(Request(STUB))
    assert (spec.kind, spec.entry_point) == (SpecKind.FUNCTION, "below")
    assert spec.signature == "below(numbers: List[int], limit: int=3) -> bool"
    assert [(t.actual, t.expected) for t in spec.tests] == [
        ("below([1, 2], 3)", "True"),
        ("below([1, 20], 5)", "False"),
    ]
    assert len(spec.probes) == 30
    assert all(isinstance(ast.parse(probe, mode="eval").body, ast.Call) for probe in spec.probes)


def test_an_analysis_request_is_a_cell_with_its_variables():
    spec = mine(Request("mean dep delay per carrier, highest first", NAMESPACE))
    assert spec.kind is SpecKind.CELL
    assert spec.mentioned[0] == "flights"
    assert spec.ordered
    assert not spec.wants_figure
    assert spec.probes == ()


@pytest.mark.parametrize("text", ["bar chart of n per carrier", "Plot n", "histogram of n", "scatter n vs total cost"])
def test_a_request_to_draw_wants_a_figure(text):
    assert mine(Request(text, NAMESPACE)).wants_figure


@pytest.mark.parametrize("text", ["figure out the mean of n", "draw 5 random rows", "the plotless rows"])
def test_words_that_only_sound_like_drawing_do_not(text):
    assert not mine(Request(text, NAMESPACE)).wants_figure


@pytest.mark.parametrize("text", ["sort by n", "top 5 carriers", "rank the carriers", "the 3 largest n", "last 2 rows"])
def test_order_counts_when_it_is_asked_for(text):
    assert mine(Request(text, NAMESPACE)).ordered


def test_order_does_not_count_otherwise():
    assert not mine(Request("mean n per carrier", NAMESPACE)).ordered


def test_asserts_on_an_unbound_function_mean_that_a_function_is_wanted():
    spec = mine(Request("Find the largest", tests=("assert biggest([1, 2]) == 2", "assert biggest([3]) == 3")))
    assert (spec.kind, spec.entry_point, len(spec.tests)) == (SpecKind.FUNCTION, "biggest", 2)


def test_asserts_on_the_result_keep_the_request_a_cell():
    spec = mine(Request("the late flights", NAMESPACE, tests=("assert len(result) == 3",)))
    assert spec.kind is SpecKind.CELL
    assert len(spec.tests) == 1


def test_a_live_function_used_in_an_assert_is_not_the_wanted_one():
    clean = Variable("clean", VariableKind.FUNCTION, "function", signature="(s)")
    spec = mine(Request("clean it", Namespace((clean,)), tests=("assert clean(result) == 'a'",)))
    assert spec.kind is SpecKind.CELL


def test_the_users_tests_come_first_and_a_repeated_example_counts_once():
    spec = mine(Request("write def f(n): doubling. f(2) returns 4", tests=("assert f(2) == 4", "assert f(0) == 0")))
    assert [t.source for t in spec.tests] == ["assert f(2) == 4", "assert f(0) == 0"]


def test_an_example_with_unknown_names_is_no_test():
    assert mine(Request("write a function f(n). f(y) returns 4, f(1) returns 2")).tests[0].actual == "f(1)"


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_request_is_refused(text):
    with pytest.raises(EmptyRequest):
        mine(Request(text))


def test_a_failed_cell_needs_no_words():
    assert mine(Request("", failure=Failure("x", "NameError", "name 'x' is not defined"))).kind is SpecKind.CELL


def test_a_broken_user_test_is_refused():
    with pytest.raises(RequestError):
        mine(Request("sum", tests=("assert (",)))


def test_the_stub_in_prose_is_found_without_the_prose():
    text = "Please finish this:\n\n    import math\n\n    def area(r):\n        '''Area.'''\n\nThanks!"
    assert stub_of(text) == "import math\n\ndef area(r):\n    '''Area.'''"


@given(st.text(max_size=300))
def test_any_text_gives_a_spec_or_a_clear_error(text):
    try:
        spec = mine(Request(text, NAMESPACE))
    except SmallCodeError as error:
        told = error.remedy
    else:
        told = "a spec"
        assert (spec.kind is SpecKind.FUNCTION) == bool(spec.entry_point)
    assert told


@given(st.integers(0, 5))
def test_the_same_seed_gives_the_same_spec(seed):
    assert mine(Request(STUB), seed=seed) == mine(Request(STUB), seed=seed)


def test_columns_and_variables_that_a_request_names_are_known():
    spec = mine(Request("total dep delays of flights per carrier", NAMESPACE))
    assert spec.named == ("dep delay", "carrier", "flights")
    assert mine(Request("def f(n):\n    '''Sum of n and ok.'''", NAMESPACE)).named == ()


def test_a_word_that_may_mean_two_columns_leaves_a_doubt():
    columns = (Column("dep_delay", "float"), Column("arr_delay", "float"))
    live = Namespace((Variable("df", VariableKind.FRAME, "DataFrame", (9, 2), columns),))
    (mention,) = mine(Request("mean delay", live)).mentions
    assert (mention.column, mention.others) == ("dep_delay", ("arr_delay",))
