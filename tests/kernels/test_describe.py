import math

import numpy as np
import pandas as pd

from smallcode_nb.agent.types import VariableKind
from smallcode_nb.kernels.describe import describe


def one(value):
    (variable,) = describe({"it": value}).variables
    return variable


def columns(frame):
    return {column.name: column for column in one(frame).columns}


def test_a_frame_is_described_by_its_columns_dtypes_and_samples():
    frame = pd.DataFrame(
        {
            "City Name": ["Oslo", "Oslo", "Rome"],
            "pop": [1, 2, 3],
            "area": [1.5, None, 2.0],
            "big": [True, False, True],
            "when": pd.to_datetime(["2024-01-01"] * 3),
            "took": pd.to_timedelta([1, 2, 3], unit="h"),
            "size": pd.Categorical(["s", "m", "s"]),
            "tags": [[1], [2, 3], []],
        }
    )
    found = columns(frame)
    assert [column.dtype for column in found.values()] == [
        "str", "int", "float", "bool", "datetime", "timedelta", "category", "object",
    ]  # fmt: skip
    assert found["City Name"].samples == ("Oslo", "Rome")
    assert [name for name, column in found.items() if column.has_nulls] == ["area"]
    assert one(frame).shape == (3, 8)


def test_old_object_columns_of_text_are_text():
    assert columns(pd.DataFrame({"t": pd.Series(["a", None], dtype=object)}))["t"].dtype == "str"


def test_an_index_that_means_something_is_a_column():
    frame = pd.DataFrame({"v": [1, 2]}, index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["k", None]))
    described = one(frame).columns
    assert [(c.name, c.dtype, c.is_index) for c in described] == [
        ("k", "str", True),
        ("", "int", True),
        ("v", "int", False),
    ]
    assert not any(c.is_index for c in one(frame.reset_index()).columns)


def test_odd_column_names_are_told_as_text():
    wide = pd.DataFrame([[1, 2, 3]], columns=[("a", "x"), 2024, pd.Timestamp("2024-01-01")])
    assert list(columns(wide)) == ["a x", "2024", "2024-01-01"]
    assert [c.name for c in one(pd.DataFrame([[1, 2]], columns=["a", "a"])).columns] == ["a", "a"]


def test_nullable_and_zoned_dtypes_are_plain_words():
    frame = pd.DataFrame(
        {
            "i": pd.array([1, None], dtype="Int64"),
            "b": pd.array([True, None], dtype="boolean"),
            "s": pd.array(["a", None], dtype="string"),
            "z": pd.to_datetime(["2024-01-01", None]).tz_localize("Europe/Oslo"),
            "p": pd.period_range("2024-01", periods=2, freq="M"),
        }
    )
    found = columns(frame)
    assert [c.dtype for c in found.values()] == ["int", "bool", "str", "datetime", "datetime"]
    assert [c.has_nulls for c in found.values()] == [True, True, True, True, False]
    assert found["z"].samples == ("2024-01-01T00:00:00+01:00",)


def test_empty_frames_are_described():
    assert one(pd.DataFrame()).shape == (0, 0)
    assert columns(pd.DataFrame({"a": []}))["a"].samples == ()


def test_plain_values_are_described_by_kind_and_element():
    assert one([1, 2.5]).element == "float"
    assert one({"a": 1}).element == "str int"
    assert one({"a": 1}).samples == ("a: 1",)
    assert (one("hello").kind, one("hello").samples) == (VariableKind.TEXT, ("hello",))
    assert (one(3).kind, one(3).element, one(3).samples) == (VariableKind.SCALAR, "int", ("3",))
    assert (one(np.zeros((2, 3))).kind, one(np.zeros((2, 3))).shape) == (VariableKind.ARRAY, (2, 3))
    assert (one(np.array(3)).shape, one(np.array(3)).samples) == ((), ("3",))
    assert one(math).kind is VariableKind.MODULE
    assert one(pd.Series([1, 2], name="s")).element == "int"


def test_a_function_shows_its_signature_and_first_line():
    def area(width, height=1):
        """Area of a box.

        More.
        """

    assert (one(area).kind, one(area).signature, one(area).doc) == (
        VariableKind.FUNCTION, "(width, height=1)", "Area of a box.",
    )  # fmt: skip


def test_ipythons_own_and_hidden_names_are_left_out():
    names = {"In": [], "_": 1, "_i1": "", "exit": exit, "get_ipython": None, "df": 1, "secret": 2}
    assert describe(names, hidden=["secret"]).names() == {"df"}


def test_hostile_objects_do_not_stop_the_description():
    class Hostile(list):
        def __iter__(self):
            raise RuntimeError

        def __len__(self):
            raise RuntimeError

    found = describe({"bad": Hostile(), "good": 1})
    assert found.names() == {"bad", "good"}
    assert found.find("bad").kind is VariableKind.OTHER


def test_the_version_changes_with_the_data_and_not_without():
    frame = pd.DataFrame({"a": range(1000)})
    names = {"frame": frame, "items": [1]}
    first = describe(names).version
    assert describe(names).version == first
    names["items"].append(2)
    second = describe(names).version
    frame["b"] = 1
    assert len({first, second, describe(names).version}) == 3


def test_only_the_head_of_a_long_column_is_looked_at():
    frame = pd.DataFrame({"a": pd.Series(np.arange(10_000_000))})
    assert columns(frame)["a"].samples == ("0", "1")
