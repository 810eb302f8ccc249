import collections
import datetime as dt
import json

import matplotlib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcode_nb.kernels.inside.portrait import MAX_NODES, portrait


def body(value):
    return json.loads(portrait(value)["data"])


@pytest.mark.parametrize(
    ("value", "kind", "plain"),
    [
        (None, "none", None),
        (pd.NaT, "none", None),
        (True, "bool", True),
        (np.bool_(False), "bool", False),
        (np.int64(3), "int", 3),
        (0.1 + 0.2, "float", 0.3),
        (float("nan"), "float", "nan"),
        (float("-inf"), "float", "-inf"),
        ("né", "str", "né"),
        (b"\xff", "bytes", "ff"),
        (pd.Timestamp("2024-05-01"), "datetime", "2024-05-01"),
        (np.datetime64("2024-05-01T10:00"), "datetime", "2024-05-01T10:00:00"),
        (dt.date(2024, 5, 1), "datetime", "2024-05-01"),
    ],
)
def test_a_single_value_is_its_plain_json_form(value, kind, plain):
    drawn = portrait(value)
    assert (drawn["kind"], json.loads(drawn["data"])) == (kind, {"v": plain})


def test_nested_containers_keep_their_kinds():
    data = body({"a": [1, (2.5, {"x"})]})
    assert data == {
        "items": [
            [
                {"k": "str", "v": "a"},
                {
                    "k": "list",
                    "items": [
                        {"k": "int", "v": 1},
                        {
                            "k": "tuple",
                            "items": [{"k": "float", "v": 2.5}, {"k": "set", "items": [{"k": "str", "v": "x"}]}],
                        },
                    ],
                },
            ]
        ]
    }


def test_equal_sets_have_equal_portraits_whatever_their_order():
    assert portrait({"a", "b", 3}) == {**portrait({3, "b", "a"}), "text": portrait({"a", "b", 3})["text"]}


def test_a_frame_is_its_columns_and_its_index():
    frame = pd.DataFrame(
        {"when": pd.to_datetime(["2024-01-01", None]), "n": [1, 2]}, index=pd.Index(["p", "q"], name="k")
    )
    assert body(frame) == {
        "columns": [
            {"name": "when", "dtype": "datetime", "values": ["2024-01-01", None]},
            {"name": "n", "dtype": "int", "values": [1, 2]},
        ],
        "index": {"names": ["k"], "values": ["p", "q"], "default": False},
    }


def test_duplicate_and_tuple_column_names_survive():
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "x"), ("a", "x")]))
    assert [column["name"] for column in body(frame)["columns"]] == [["a", "x"], ["a", "x"]]


def test_a_large_frame_is_cut_but_its_digest_sees_every_cell():
    frame = pd.DataFrame({"a": np.arange(20_000.0), "b": ["x"] * 20_000})
    drawn = portrait(frame)
    assert drawn["truncated"]
    assert drawn["shape"] == [20_000, 2]
    assert len(body(frame)["columns"][0]["values"]) == 2_500
    changed = frame.copy()
    changed.loc[19_999, "a"] = -1
    assert portrait(changed)["data"] == drawn["data"]
    assert portrait(changed)["digest"] != drawn["digest"]
    assert portrait(frame.copy())["digest"] == drawn["digest"]


def test_float_noise_does_not_change_the_digest_of_a_large_column():
    clean = pd.Series(np.arange(1, 20_001) / 7)
    assert portrait(clean)["digest"] == portrait(clean * 3 / 3 * (1 + 1e-15))["digest"]


def test_a_long_list_is_cut_but_its_digest_sees_the_end():
    one, other = list(range(2 * MAX_NODES)), [*range(2 * MAX_NODES - 1), 0]
    assert portrait(one)["truncated"]
    assert portrait(one)["data"] == portrait(other)["data"]
    assert portrait(one)["digest"] != portrait(other)["digest"]


def test_arrays_of_any_shape_are_nested_lists():
    assert body(np.array([[1, 2], [3, 4]])) == {"dtype": "int", "shape": [2, 2], "values": [[1, 2], [3, 4]]}
    assert body(np.array(["2024-01-01"], dtype="M8[ns]"))["values"] == ["2024-01-01"]
    assert body(np.array(3.5))["values"] == [3.5]


def test_a_list_that_holds_itself_ends():
    loop = [1]
    loop.append(loop)
    assert body(loop)["items"][1]["k"] == "other"


class Hostile:
    def __repr__(self):
        raise SystemExit("no")

    def __getattr__(self, name):
        raise RuntimeError(name)


class Liar(list):
    def __iter__(self):
        raise ValueError("not today")


def test_hostile_objects_are_drawn_without_an_error():
    assert portrait(Hostile())["kind"] == "other"
    assert portrait([Hostile()])["kind"] == "list"
    assert portrait(Liar([1]))["kind"] == "other"
    assert portrait(pd.Series([Hostile()], dtype=object))["kind"] == "series"


def test_addresses_do_not_tell_equal_objects_apart():
    frame = pd.DataFrame({"g": [1]})
    assert portrait(frame.groupby("g"))["digest"] == portrait(frame.groupby("g"))["digest"]


def test_huge_values_stay_small():
    assert len(portrait(10**9000)["data"]) < 1_000
    assert len(portrait("x" * 10**6)["data"]) < 30_000
    assert len(portrait(pd.Series(["x" * 10**6]))["data"]) < 1_000
    assert portrait("x" * 10**6)["digest"] != portrait("x" * 10**6 + "y")["digest"]


def test_other_containers_count_as_what_they_hold():
    assert portrait(range(3))["kind"] == portrait(collections.deque([1]))["kind"] == "list"
    assert portrait(collections.Counter("aa"))["kind"] == "dict"
    assert portrait(lambda a, b=1: a)["data"] == '{"name":"<lambda>","signature":"(a, b=1)"}'


def test_axes_and_figures_are_the_same_portrait():
    matplotlib.use("agg")
    from matplotlib.figure import Figure

    figure = Figure()
    ax = figure.subplots()
    ax.plot([1, 2], [3, 4], label="up")
    assert portrait(ax) == portrait(figure) == portrait(ax.lines[0]) == portrait([ax])
    assert body(figure)["axes"][0]["series"] == [{"label": "up", "x": [1, 2], "y": [3, 4]}]


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=20),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
    max_leaves=30,
)


@settings(max_examples=60, deadline=None)
@given(json_like)
def test_any_plain_value_has_a_canonical_repeatable_portrait(value):
    drawn = portrait(value)
    assert drawn == portrait(value)
    json.loads(drawn["data"])
    drawn["data"].encode()
