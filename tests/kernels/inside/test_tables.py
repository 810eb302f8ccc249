import datetime as dt

import numpy as np
import pandas as pd
import pytest

from smallcode_nb.kernels.inside import tables
from smallcode_nb.kernels.inside.tables import (
    MAX_CELLS,
    body,
    digest,
    dtype_word,
    is_default,
    is_plain,
    kind_of,
    shape_of,
)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (pd.DataFrame({"a": [1]}), "frame"),
        (pd.Series([1]), "series"),
        (pd.Index([1]), "index"),
        (np.zeros(2), "array"),
        (pd.array([1, None], dtype="Int64"), "array"),
        ([1, 2], ""),
        (np.float64(1), ""),
    ],
)
def test_what_kind_of_table_it_is(value, kind):
    assert kind_of(value) == kind


@pytest.mark.parametrize(
    ("values", "word"),
    [
        (pd.Series([1, 2]), "int"),
        (pd.Series([1.5]), "float"),
        (pd.Series(["a", None], dtype=object), "str"),
        (pd.Series(["a"], dtype="string"), "str"),
        (pd.Series(["a", 1], dtype=object), "object"),
        (pd.Series(["a"], dtype="category"), "category"),
        (pd.Series(pd.to_datetime(["2024-05-01"])), "datetime"),
        (pd.Series(pd.to_timedelta(["1s"])), "timedelta"),
        (pd.Series(pd.period_range("2024", periods=1, freq="M")), "datetime"),
        (np.array(["a"]), "str"),
    ],
)
def test_a_column_type_in_one_word(values, word):
    assert dtype_word(values) == word


def test_a_frame_is_its_columns_and_its_index():
    data, cut = body(pd.DataFrame({"a": [1, 2], "b": ["x", None]}, index=pd.Index([5, 6], name="i")), "frame")
    assert [column["values"] for column in data["columns"]] == [[1, 2], ["x", None]]
    assert data["index"] == {"names": ["i"], "values": [5, 6], "default": False}
    assert not cut


def test_a_series_with_several_levels_keeps_them():
    data, _ = body(pd.Series([1.0], index=pd.MultiIndex.from_tuples([("a", 1)], names=["k", None])), "series")
    assert data["index"] == {"names": ["k", None], "values": [["a", 1]]}


@pytest.mark.parametrize("table", [pd.DataFrame(np.zeros((9_000, 2))), pd.Series(range(9_000)), pd.Index(range(9_000))])
def test_a_long_table_is_cut_and_says_so(table):
    data, cut = body(table, kind_of(table))
    columns = data.get("columns", [data])
    assert cut
    assert sum(len(column["values"]) for column in columns) <= MAX_CELLS


def test_an_array_is_nested_as_it_is_shaped():
    assert body(np.arange(4).reshape(2, 2), "array")[0]["values"] == [[0, 1], [2, 3]]
    assert body(np.array(3.5), "array") == ({"dtype": "float", "shape": [], "values": [3.5]}, False)
    assert body(np.array(["2024-05-01"], dtype="M8[ns]"), "array")[0]["values"] == ["2024-05-01"]
    assert shape_of(np.zeros((2, 3))) == (2, 3)


def test_an_index_that_only_counts_rows_is_the_default_one():
    frame = pd.DataFrame({"a": [1, 2]})
    assert is_default(frame.index)
    assert not is_default(frame.iloc[1:].index)
    assert not is_default(frame.set_index("a").index)


def test_equal_tables_have_one_digest_however_they_came_about():
    first = pd.DataFrame({"a": [0.1 + 0.2, np.nan], "b": ["x", "y"]})
    second = pd.DataFrame({"a": [0.3, -np.nan], "b": ["x", "y"]})
    assert digest(first, "frame") == digest(second, "frame")


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.assign(a=[1, 3]),
        lambda f: f.rename(columns={"a": "c"}),
        lambda f: f.iloc[::-1],
        lambda f: f.assign(b=["x", None]),
        lambda f: f.astype({"a": float}) + {"a": 1e-9, "b": ""},
    ],
)
def test_a_difference_in_one_cell_name_or_order_shows(change):
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    assert digest(change(frame), "frame") != digest(frame, "frame")


def test_a_huge_table_is_digested_from_rows_in_between(monkeypatch):
    monkeypatch.setattr(tables, "MAX_DIGEST_CELLS", 10)
    numbers = np.arange(100)
    other = numbers.copy()
    other[50] = -1
    unseen = numbers.copy()
    unseen[51] = -1
    assert digest(other, "array") != digest(numbers, "array") == digest(unseen, "array")


class Foreign:
    def __str__(self):
        raise AssertionError("looked at")


class Zone(dt.tzinfo):
    def utcoffset(self, when):
        return dt.timedelta(0)

    def dst(self, when):
        return dt.timedelta(0)


def with_attributes(frame):
    frame.attrs["x"] = Foreign()
    return frame


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (pd.DataFrame({"a": [1.5], "b": pd.Series(["x"], dtype="str"), "c": pd.to_datetime(["2020"])}), True),
        (pd.DataFrame({"a": pd.Categorical(["x"])}, index=pd.MultiIndex.from_tuples([(1, 2)])), True),
        (pd.Series([True]), True),
        (np.zeros((2, 2)), True),
        (pd.DataFrame({"a": pd.Series([Foreign()], dtype=object)}), False),
        (pd.DataFrame([[1]], columns=[Foreign()]), False),
        (pd.Series([1], name=Foreign()), False),
        (pd.Series([1], index=pd.Index([Foreign()], dtype=object)), False),
        (pd.Series(pd.Categorical([Foreign()])), False),
        (np.array([Foreign()]), False),
        (pd.Index([5], name=Foreign()), False),
        (pd.MultiIndex.from_tuples([(1, 2)], names=["a", Foreign()]), False),
        (pd.DataFrame({"a": [1]}, index=pd.RangeIndex(1, name=Foreign())), False),
        (pd.Series(pd.to_datetime(["2020"]).tz_localize("Europe/Berlin")), True),
        (pd.Series(pd.to_datetime(["2020"]).tz_localize(Zone())), False),
        (with_attributes(pd.DataFrame({"a": [1]})), False),
        (type("Own", (pd.DataFrame,), {})({"a": [1]}), False),
        ([1], False),
    ],
)
def test_a_table_is_plain_when_looking_at_it_runs_no_foreign_code(value, plain):
    assert is_plain(value) is plain
    if plain:
        assert digest(value, kind_of(value))
