from __future__ import annotations

import random
from dataclasses import replace
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.rules import Rule
from smallcode_nb.agent.select import Judge, best_attempt, choose
from smallcode_nb.agent.types import Origin, PublicTest, Spec, SpecKind

from .factories import answered, candidate, failed, ran, scalar

CELL = Judge(Spec(SpecKind.CELL), frozenset())
FUNCTION = Judge(Spec(SpecKind.FUNCTION, "f", probes=("f(0)", "f(1)", "f(2)")), frozenset())


@st.composite
def verdicts(draw):
    made = []
    for index in range(draw(st.integers(0, 8))):
        if draw(st.booleans()):
            made.append(failed(index))
        else:
            passed = draw(st.integers(0, 2))
            made.append(ran(index, scalar(draw(st.integers(0, 2))), passed=passed, total=2))
    return made


def first(judge, *candidates):
    return judge.rank(candidates)[0].candidate.index


def test_passed_tests_come_before_agreement():
    assert (
        first(CELL, ran(0, scalar(5), total=1), ran(1, scalar(5), total=1), ran(2, scalar(7), passed=1, total=1)) == 2
    )


def test_agreement_decides_between_equals():
    assert first(CELL, ran(0, scalar(7)), ran(1, scalar(5)), ran(2, scalar(5))) in (1, 2)


def test_what_is_missing_costs_more_than_anything():
    bare = [replace(ran(index, scalar(5)), missing="no figure") for index in (0, 1)]
    assert first(CELL, *bare, ran(2, scalar(7))) == 2


def test_a_likelier_candidate_wins_when_agreement_is_equal():
    assert first(CELL, ran(0, scalar(5), logprob=-9.0), ran(1, scalar(7), logprob=-1.0)) == 1


def test_then_the_shorter_code_wins():
    assert first(CELL, ran(0, scalar(5), code="x" * 9), ran(1, scalar(7), code="x")) == 1


def test_functions_are_ranked_by_agreement_on_each_input():
    close = [answered(0, 1, 2, 9), answered(1, 1, 2, 8), answered(2, 1, 7, 6)]
    assert first(FUNCTION, answered(3, 5, 5, 5), *close) in (0, 1)


def test_errors_on_the_inputs_earn_no_agreement():
    broken = [answered(n, ValueError(), ValueError(), ValueError()) for n in range(3)]
    assert first(FUNCTION, *broken, answered(3, 1, 2, 3), answered(4, 1, 2, 4)) in (3, 4)


@given(verdicts(), st.randoms(use_true_random=False))
def test_ranking_keeps_every_verdict_and_does_not_depend_on_who_came_first(made, rng):
    ranked = CELL.rank(made)
    assert {v.candidate.index for v in ranked} == {v.candidate.index for v in made}
    shuffled = list(made)
    rng.shuffle(shuffled)
    again = CELL.rank(shuffled)
    assert [v.tests_passed for v in again[:1]] == [v.tests_passed for v in ranked[:1]]
    assert [v.agreement for v in again[:1]] == [v.agreement for v in ranked[:1]]


@given(verdicts())
def test_nothing_that_failed_is_chosen_while_something_ran(made):
    chosen = choose(CELL.rank(made))
    assert (chosen is None) == (not any(v.ran for v in made))
    if chosen is not None:
        assert chosen.tests_passed == max(v.tests_passed for v in made if v.ran)


@given(verdicts())
def test_clusters_are_numbered_for_those_that_ran_only(made):
    assert all((v.cluster >= 0) == v.ran for v in CELL.rank(made))


def test_three_that_agree_are_enough():
    agreeing = [ran(n, scalar(5)) for n in range(3)]
    assert CELL.enough(agreeing)
    assert not CELL.enough([*agreeing[:2], ran(3, scalar(6))])


def test_three_that_agree_but_fail_the_tests_are_not_enough():
    assert not CELL.enough([ran(n, scalar(5), passed=0, total=1) for n in range(5)])


@given(st.lists(st.integers(0, 3), min_size=0, max_size=12))
def test_enough_means_three_agree_or_most_of_four(values):
    largest = max((values.count(v) for v in values), default=0)
    expected = largest >= 3 or (len(values) >= 4 and largest >= 0.6 * len(values))
    assert CELL.enough([ran(n, scalar(v)) for n, v in enumerate(values)]) == expected


def test_copies_of_a_snippet_do_not_make_enough():
    assert not CELL.enough([ran(n, scalar(5), copied_from="old.ipynb") for n in range(5)])


def test_a_copy_loses_to_an_own_answer_with_as_many_tests():
    copies = [ran(n, scalar(5), copied_from="old.ipynb") for n in range(3)]
    assert first(CELL, *copies, ran(3, scalar(7))) == 3


def test_a_copy_that_passes_more_tests_wins():
    spec = Spec(SpecKind.CELL, tests=(PublicTest("assert x", "x"),))
    copy = ran(0, scalar(5), passed=1, total=1, copied_from="old.ipynb")
    assert first(Judge(spec, frozenset()), copy, ran(1, scalar(7), passed=0, total=1)) == 0


def test_the_same_code_drawn_twice_agrees_with_itself():
    twice = [ran(n, scalar(random.random()), code="sample()") for n in range(2)]
    assert CELL.rank(twice)[0].agreement == 1


def test_when_nothing_ran_the_best_attempt_is_one_that_started():
    never = replace(failed(0), run=None, rejected="syntax error", candidate=candidate(0, "("))
    ranked = CELL.rank([never, failed(1)])
    assert choose(ranked) is None
    assert best_attempt(ranked).candidate.index == 1
    assert best_attempt([]) is None


def test_a_function_that_never_answers_stays_behind_one_that_does_however_many_agree():
    silent = [answered(n, None, None, None) for n in range(4)]
    assert first(FUNCTION, *silent, answered(4, 1, 2, 3)) == 4
    assert not FUNCTION.enough(silent)
    assert first(FUNCTION, *silent) in range(4)


def likely(share, *, index=0, retrieval=False, temperature=0.0, kind="draw", **more):
    origin = Origin(kind, temperature, retrieval)
    made = ran(index, scalar(5), **more)
    return replace(made, candidate=replace(made.candidate, origin=origin, logprob=log(share)))


CALIBRATED = replace(CELL, calibrated=True)


def test_one_that_the_model_is_sure_of_is_enough_if_its_probabilities_are_known_to_mean_something():
    assert CALIBRATED.enough([likely(0.95)])
    assert not CALIBRATED.enough([likely(0.8)])
    assert not CELL.enough([likely(0.95)])
    assert not replace(CALIBRATED, without=frozenset({Rule.SURE})).enough([likely(0.95)])


@pytest.mark.parametrize(
    "other",
    [{"temperature": 0.8}, {"retrieval": True}, {"kind": "repair"}, {"passed": 0, "total": 1}, {"copied_from": "a"}],
)
def test_nothing_else_that_is_likely_is_enough_by_itself(other):
    assert not CALIBRATED.enough([likely(0.99, **other)])
