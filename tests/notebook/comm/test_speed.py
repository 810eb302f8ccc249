"""Tokens per second."""

import pytest

from smallcode_nb.notebook.comm.speed import Speed


def noted(*pairs):
    speed = Speed()
    for tokens, at in pairs:
        speed.note(tokens, at)
    return speed.per_s


def test_speed_is_measured_from_the_first_tokens_on():
    assert noted((1, 0.0), (11, 0.5), (21, 1.0)) == pytest.approx(20)


def test_pauses_between_batches_do_not_count():
    assert noted((1, 0.0), (11, 0.5), (12, 10.0), (22, 10.5)) == pytest.approx(20)


def test_before_there_are_two_moments_it_is_nought():
    assert noted() == 0
    assert noted((5, 1.0)) == 0
    assert noted((5, 1.0), (5, 2.0)) == 0


def test_a_few_milliseconds_tell_no_speed():
    assert noted((1, 0.0), (41, 0.004)) == 0
