import pandas as pd
import pytest

from smallcode_nb.kernels.inside.perturb import perturb


@pytest.fixture
def names():
    frame = pd.DataFrame({"n": range(50), "t": [f"w{i}" for i in range(50)], "f": [i / 2 for i in range(50)]})
    return {"frame": frame, "word": "w"}


def test_no_variant_changes_nothing(names):
    frame = names["frame"]
    perturb(names, "", 1)
    assert names["frame"] is frame


def test_shuffling_keeps_every_row_with_its_label(names):
    frame = names["frame"]
    perturb(names, "shuffle", 1)
    assert not names["frame"].equals(frame)
    assert names["frame"].sort_index().equals(frame)


def test_dropping_keeps_the_order_of_what_is_left(names):
    perturb(names, "drop", 1)
    assert len(names["frame"]) == 40
    assert names["frame"]["n"].is_monotonic_increasing


def test_nulls_appear_without_changing_any_dtype(names):
    before = names["frame"]
    perturb(names, "nulls", 1)
    assert list(names["frame"].dtypes) == list(before.dtypes)
    assert names["frame"].isna().sum().tolist()[0] == 0
    assert names["frame"]["t"].isna().any()
    assert not before.isna().any().any()


def test_the_same_seed_changes_the_same_way(names):
    other = dict(names)
    perturb(names, "shuffle", 7)
    perturb(other, "shuffle", 7)
    assert names["frame"].equals(other["frame"])
