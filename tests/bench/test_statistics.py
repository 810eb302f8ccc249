import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcode_nb.bench.statistics import bootstrap, mean, pass_at_k, percentile


def test_pass_at_one_is_the_share_of_right_draws():
    assert pass_at_k(10, 3, 1) == pytest.approx(0.3)


def test_some_draw_is_right_once_fewer_are_wrong_than_are_taken():
    assert pass_at_k(5, 3, 3) == 1.0
    assert pass_at_k(5, 0, 5) == 0.0


def test_more_draws_than_there_are_tell_nothing():
    with pytest.raises(ValueError, match="pass@4"):
        pass_at_k(3, 1, 4)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_the_interval_holds_the_mean(values):
    low, high = bootstrap(values, resamples=200)
    assert min(values) <= low <= high <= max(values)
    assert low - 1e-9 <= mean(values) <= high + 1e-9 or len(values) < 8


def test_percentiles_lie_between_neighbours():
    assert percentile([1, 2, 3, 4], 0.5) == 2.5
    assert percentile([], 0.5) == 0.0
