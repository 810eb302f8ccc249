import io
import pickle

import numpy as np
import pandas as pd
import pytest

from smallcode_nb.kernels.snapshot.pickling import NamespacePickler
from smallcode_nb.kernels.snapshot.strings import reduce_strings

TEXTS = [f"row {i} é" for i in range(3000)]


def column(*last):
    return np.array([*TEXTS, *last], dtype=object)


def there_and_back(array):
    """A copy by way of a snapshot's pickler, and how many buffers it took."""
    stream, buffers = io.BytesIO(), []
    NamespacePickler(stream, buffers).dump(array)
    return pickle.loads(stream.getvalue(), buffers=buffers), len(buffers)  # noqa: S301 - written just now


@pytest.mark.parametrize("null", [None, float("nan"), pd.NA])
def test_text_comes_back_with_what_stood_for_missing(null):
    copy, buffers = there_and_back(column(null))
    assert buffers >= 2
    assert copy[:-1].tolist() == TEXTS
    assert copy[-1] is null or (copy[-1] != copy[-1] and type(copy[-1]) is type(null))


def test_the_copy_can_be_written_to():
    copy, _ = there_and_back(column())
    copy[0] = 5
    assert copy[0] == 5


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_frames_block_keeps_its_shape_and_its_columns(order):
    block = np.array([TEXTS, TEXTS[::-1]], dtype=object)
    block = block if order == "C" else np.asfortranarray(block.T)
    copy, buffers = there_and_back(block)
    assert buffers >= 4
    assert copy.shape == block.shape
    assert (copy == block).all()


def test_a_block_with_one_column_of_objects_keeps_them():
    block = np.array([TEXTS, list(range(len(TEXTS)))], dtype=object)
    copy, _ = there_and_back(block)
    assert (copy == block).all()
    assert type(copy[1, 5]) is int


@pytest.mark.parametrize(
    "array",
    [
        pytest.param(column(1), id="a number"),
        pytest.param(column(None, float("nan")), id="two kinds of missing"),
        pytest.param(column(pd.NaT), id="a missing time"),
        pytest.param(column("lone \ud800"), id="a lone surrogate"),
        pytest.param(np.empty((0, 3), dtype=object), id="no rows"),
        pytest.param(column().reshape(-1, 1), id="more rows than columns"),
    ],
)
def test_what_is_not_text_all_through_is_left_to_pickle(array):
    assert reduce_strings(array) is NotImplemented


def test_a_frame_of_text_is_the_same_afterwards():
    frame = pd.DataFrame({"a": column(None), "b": column("x")}).astype(object)
    copy, _ = there_and_back(frame)
    pd.testing.assert_frame_equal(copy, frame)
