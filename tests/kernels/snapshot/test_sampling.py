"""A snapshot that would be too large is thinned, and it is said."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.kernels.snapshot.sampling import estimate, fit


def test_what_fits_is_left_alone():
    df = pd.DataFrame({"a": [1, 2]})
    kept, notes = fit({"df": df, "n": 1}, 1 << 20)
    assert kept["df"] is df
    assert not notes


def test_only_the_large_ones_are_thinned_and_named_with_their_rows():
    big, small = np.arange(100_000.0), np.arange(10.0)
    kept, notes = fit({"big": big, "small": small}, 80_000)
    assert kept["small"] is small
    assert len(kept["big"]) <= 10_000
    assert "`big`" in notes[0]
    assert "100,000" in notes[0]
    assert len(big) == 100_000


def test_two_names_for_one_frame_stay_one_frame():
    df = pd.DataFrame({"a": np.arange(100_000)})
    kept, notes = fit({"x": df, "y": df}, 80_000)
    assert kept["x"] is kept["y"]
    assert len(notes) == 2


def test_text_counts_for_more_than_its_pointer():
    numbers, texts = pd.Series(range(1000)), pd.Series(["x"] * 1000, dtype=object)
    assert estimate(texts) > 3 * estimate(numbers)
    assert estimate([1] * 1000) == 0


@given(st.lists(st.integers(1, 50_000), min_size=1, max_size=6), st.integers(10_000, 200_000))
def test_the_result_is_within_the_limit(sizes, limit):
    arrays = {f"a{i}": np.zeros(n, dtype="u1") for i, n in enumerate(sizes)}
    kept, _ = fit(arrays, limit)
    assert sum(a.nbytes for a in kept.values()) <= limit
    assert kept.keys() == arrays.keys()
