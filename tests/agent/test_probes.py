from __future__ import annotations

import ast
import random

from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.probes import mutate, vary
from smallcode_nb.agent.types import PublicTest, Spec, SpecKind

VALUES = st.recursive(
    st.integers(-1000, 1000) | st.floats(-9, 9) | st.booleans() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=6,
)


def spec(*calls: str, signature: str = "") -> Spec:
    tests = tuple(PublicTest(f"assert {call} == 1", call, "1") for call in calls)
    return Spec(SpecKind.FUNCTION, "f", signature, tests)


@given(VALUES, st.integers())
def test_a_varied_value_keeps_its_type(value, seed):
    assert type(vary(value, random.Random(seed))) is type(value)


@given(st.lists(VALUES, min_size=1, max_size=3), st.integers(0, 9))
def test_every_input_is_a_different_readable_call_and_the_same_for_the_same_seed(arguments, seed):
    wanted = spec(f"f({', '.join(map(repr, arguments))})")
    calls = mutate(wanted, 10, seed)
    assert calls == mutate(wanted, 10, seed)
    assert len(set(calls)) == len(calls) <= 10
    for call in calls:
        ast.parse(call, mode="eval")


def test_examples_themselves_are_not_repeated_as_inputs():
    assert "f(2)" not in mutate(spec("f(2)"), 30, 0)


def test_keyword_arguments_are_varied_too():
    assert len({call.partition("k=")[2] for call in mutate(spec("f([1, 2], k=3)"), 30, 0)}) > 1


def test_numbers_do_not_run_away():
    assert all(abs(ast.literal_eval(call[2:-1])) <= 100 for call in mutate(spec("f(7)"), 30, 0))


def test_without_examples_inputs_come_from_annotations_and_names():
    assert len(mutate(spec(signature="f(words: list[str], k: int) -> str"), 30, 0)) == 30
    assert mutate(spec(signature="f(nums, target_size=3)"), 5, 0)


def test_without_any_hint_there_are_no_inputs():
    assert mutate(spec(signature="f(thing)"), 30, 0) == ()
    assert mutate(spec(), 30, 0) == ()
