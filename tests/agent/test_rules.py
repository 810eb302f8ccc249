"""Each rule of comparing and ranking: what it makes alike, and that leaving it out takes just that away."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from smallcode_nb.agent import effects, portraits
from smallcode_nb.agent.loop import Agent
from smallcode_nb.agent.rules import How, Rule
from smallcode_nb.agent.select import Judge
from smallcode_nb.agent.testing import InlineExecutor, ScriptedModel
from smallcode_nb.agent.types import Budget, LoopSettings, Portrait, Request, Run, RunStatus, Spec, SpecKind, Verdict

from .factories import answered, candidate, figure, frame, ran, scalar, series

CELL = Spec(SpecKind.CELL)


def widened(portrait: Portrait) -> Portrait:
    """The same frame with floats for whole numbers, as a missing value elsewhere makes of it."""
    body = json.loads(portrait.data)
    for column in body["columns"]:
        column["dtype"], column["values"] = "float64", [float(value) for value in column["values"]]
    return replace(portrait, data=json.dumps(body))


RESET = frame({"carrier": ["AA", "DL"], "delay": [3, 5]})
PAIRS = [
    (Rule.TOLERANCE, scalar(0.1 + 0.2), scalar(0.3)),
    (Rule.TOLERANCE, frame({"a": [0.1 + 0.2]}), frame({"a": [0.3]})),
    (Rule.ROW_ORDER, frame({"a": [1, 2], "b": [3, 4]}), frame({"a": [2, 1], "b": [4, 3]})),
    (Rule.INDEX, frame({"a": [1, 2]}), frame({"a": [1, 2]}, {"names": [None], "values": [7, 3]})),
    (Rule.COLUMN_ORDER, frame({"a": [1], "b": [2]}), frame({"b": [2], "a": [1]})),
    (Rule.DTYPE, scalar(3), scalar(3.0)),
    (Rule.DTYPE, frame({"a": [1, 2]}), widened(frame({"a": [1, 2]}))),
    (Rule.SERIES_FRAME, series("delay", [3, 5], ["AA", "DL"], "carrier"), RESET),
    (Rule.FIGURE_DATA, figure(("bar", ["a"], [1])), figure(("bar", ["a"], [1]), title="Ones")),
]


@pytest.mark.parametrize(("rule", "left", "right"), PAIRS, ids=[f"{n}-{pair[0]}" for n, pair in enumerate(PAIRS)])
def test_a_rule_makes_two_values_alike_and_nothing_else_does(rule, left, right):
    reading = {Rule.SERIES_FRAME: {Rule.INDEX, Rule.DTYPE}, Rule.ROW_ORDER: {Rule.INDEX}}.get(rule, set())
    assert portraits.same(left, right)
    assert not portraits.same(left, right, without=frozenset({rule}))
    assert portraits.same(left, right, without=frozenset(Rule) - reading - {rule})


def test_how_tells_which_rules_are_in_use():
    assert How().uses(Rule.INDEX)
    assert not How(without=frozenset({Rule.INDEX})).uses(Rule.INDEX)


def test_what_a_cell_does_to_the_users_variables_counts_unless_left_out():
    left = ran(0, scalar(1), changed=(("df", frame({"a": [1]})),))
    right = ran(1, scalar(1), changed=(("df", frame({"a": [2]})),))
    assert not effects.agree(left, right, CELL, frozenset({"df"}))
    assert effects.agree(left, right, CELL, frozenset({"df"}), frozenset({Rule.CHANGED}))


def test_a_result_kept_under_a_name_agrees_with_one_that_is_shown_unless_left_out():
    kept = Verdict(candidate(0), Run(RunStatus.OK, changed=(("total", scalar(4)),)))
    shown = ran(1, scalar(4))
    assert effects.agree(kept, shown, CELL, frozenset())
    assert not effects.agree(kept, shown, CELL, frozenset(), frozenset({Rule.NEW_NAMES}))


def first(verdicts, *without, spec=CELL):
    return Judge(spec, frozenset(), frozenset(without)).rank(verdicts)[0].candidate.index


def test_examples_decide_unless_left_out():
    verdicts = [ran(0, scalar(1)), ran(1, scalar(1)), ran(2, scalar(2), passed=1, total=1)]
    assert first(verdicts) == 2
    assert first(verdicts, Rule.EXAMPLES) == 0


def test_a_ranking_without_examples_still_says_how_many_passed():
    (only,) = Judge(CELL, frozenset(), frozenset({Rule.EXAMPLES})).rank([ran(0, passed=2, total=3)])
    assert (only.tests_passed, only.tests_total) == (2, 3)


def test_agreement_decides_unless_left_out():
    verdicts = [ran(0, scalar(2), code="x"), ran(1, scalar(1), code="long"), ran(2, scalar(1), code="longer")]
    assert first(verdicts) == 1
    assert first(verdicts, Rule.AGREEMENT) == 0


def test_an_unfinished_function_stays_behind_unless_left_out():
    spec = Spec(SpecKind.FUNCTION, "f", "f(n)", probes=("f(0)", "f(1)"))
    verdicts = [answered(0, None, None), answered(1, None, None), answered(2, 1, 2)]
    assert first(verdicts, spec=spec) == 2
    assert first(verdicts, Rule.MUTE, spec=spec) == 0


def test_what_is_missing_counts_unless_left_out():
    verdicts = [replace(ran(0), missing="no figure"), ran(1, code="a longer one")]
    assert first(verdicts) == 1
    assert first(verdicts, Rule.MISSING) == 0


def test_probability_decides_between_equals_unless_left_out():
    verdicts = [ran(0, scalar(1), logprob=-9.0, code="x"), ran(1, scalar(2), logprob=-1.0, code="long")]
    assert first(verdicts) == 1
    assert first(verdicts, Rule.LOGPROB) == 0


@pytest.mark.parametrize(("without", "fixed"), [((), True), ((Rule.FIXERS,), False)])
async def test_slips_are_mended_unless_left_out(without, fixed):
    settings = LoopSettings(Budget(n=1, max_generations=1), without=without)
    model = ScriptedModel(["```python\nmath.sqrt(16)\n```"])
    outcome = await Agent(model, InlineExecutor(), None, settings).solve(Request("give me the root of 16"))
    assert (outcome.chosen is not None) is fixed


def test_a_name_that_is_overlooked_counts_unless_left_out():
    verdicts = [
        replace(ran(0, scalar(1)), overlooked=("dep delay",)),
        replace(ran(1, scalar(1), code="x + 1"), overlooked=("dep delay",)),
        ran(2, scalar(2), code="a longer one"),
    ]
    assert first(verdicts) == 2
    assert first(verdicts, Rule.NAMED) == 0


def test_agreeing_on_an_overlooked_name_is_not_enough():
    alike = [replace(ran(n, scalar(1)), overlooked=("flights",)) for n in range(4)]
    assert not Judge(CELL, frozenset()).enough(alike)
    assert Judge(CELL, frozenset(), frozenset({Rule.NAMED})).enough(alike)
