"""What is asserted about a value, as text; whether it holds is tested in `test_testing.py`."""

import pytest

from smallcode_nb.agent.portraits import portrait_of
from smallcode_nb.agent.types import Portrait
from smallcode_nb.notebook.actions.claims import claims, condition
from smallcode_nb.notebook.actions.literals import literal


def texts(value):
    found = claims("x", portrait_of(value))
    # evaluated here: these are values of this test
    return [condition(c, portrait_of(eval(c.read, {}, {"x": value}))) for c in found]


@pytest.mark.parametrize(
    ("value", "first"),
    [
        (3, "x == 3"),
        (33.5, "abs(x - 33.5) <= 3e-05"),
        ("a'b", '''x == "a'b"'''),
        (True, "x"),
        (False, "not x"),
        (None, "x is None"),
        ([1, 2], "x == [1, 2]"),
        ((1, "a"), "x == (1, 'a')"),
        ({"a": 1}, "x == {'a': 1}"),
        ([0.1, 0.2], "len(x) == 2"),
        (list(range(500)), "len(x) == 500"),
        ("y" * 1000, "len(x) == 1000"),
    ],
)
def test_a_value_gives_the_claim_a_person_would_write(value, first):
    assert texts(value)[0] == first


@pytest.mark.parametrize("value", [3, 33.5, "a", True, None, [1], (1,), {"a": 1}, {1, 2}, [0.5], 0, "", []])
def test_every_claim_is_true_of_its_value_and_false_of_the_damaged_one(value):
    for claim in claims("x", portrait_of(value)):
        text = condition(claim, portrait_of(eval(claim.read, {}, {"x": value})))
        if text:
            assert eval(text, {}, {"x": value})
            assert not eval(text, {}, {"x": eval(claim.damaged, {"x": value})})


def test_what_has_no_value_to_hold_on_to_gives_no_claim():
    for kind in ("function", "figure", "other"):
        assert claims("x", Portrait(kind, "{}")) == ()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), set(), [float("nan")], b"x"])
def test_a_value_that_does_not_read_back_is_no_literal(value):
    assert literal(portrait_of(value)) == ""


def test_a_value_that_was_cut_is_no_literal():
    assert literal(Portrait("list", '{"items":[]}', truncated=True)) == ""
    assert literal(None) == ""
