"""What may follow an @."""

import os

import pandas as pd
import pytest

from smallcode_nb.notebook.comm.completing import complete


class Trap:
    """An object that notices when somebody looks at it."""

    def __getattr__(self, name):
        raise AssertionError(f"looked at {name}")

    def __len__(self):
        raise AssertionError("asked for its length")


VARIABLES = {
    "sales": pd.DataFrame({"price": [1], "unit price": [2], "city": ["a"]}),
    "salary": [1, 2],
    "name_ü": "x",
    "trap": Trap(),
}


@pytest.fixture
def folder(tmp_path):
    for name in ("sales.csv", "notes.py", ".secret.csv", "my data.csv"):
        (tmp_path / name).write_text("a,b\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "more.parquet").write_text("x")
    (tmp_path / ".git").mkdir()
    os.symlink("/etc", tmp_path / "outside")
    return tmp_path


def texts(text, folder, cursor=None):
    return [item["text"] for item in complete(text, len(text) if cursor is None else cursor, VARIABLES, folder)[2]]


def test_variables_come_with_what_they_are_tables_first_then_files(folder):
    start, end, items = complete("mean of @sal", 12, VARIABLES, folder)
    assert (start, end) == (8, 12)
    assert [(i["text"], i["kind"]) for i in items] == [
        ("@sales", "variable"),
        ("@salary", "variable"),
        ("@sales.csv", "file"),
    ]
    assert items[0]["detail"] == "DataFrame 1 × 3"
    assert items[1]["detail"] == "list, 2 long"


def test_columns_follow_a_tables_name_and_those_with_blanks_are_quoted(folder):
    assert texts("@sales.", folder) == ["@sales.price", '@sales."unit price"', "@sales.city", "@sales.csv"]
    assert texts("@sales.pr", folder) == ["@sales.price"]


def test_files_are_data_files_under_the_folder_and_nothing_hidden_or_outside(folder):
    assert texts("@", folder) == ["@sales", "@name_ü", "@salary", "@trap", "@data/", '@"my data.csv"', "@sales.csv"]
    assert texts("@data/", folder) == ["@data/more.parquet"]
    for outside in ("@/etc/", "@../", "@.git/", "@outside/", "@data/../../"):
        assert texts(outside, folder) == []


def test_only_a_mention_before_the_cursor_is_completed(folder):
    assert texts("mean of sal", folder) == []
    assert texts("me@sal", folder) == []
    assert texts("@sal in @x", folder, cursor=4)[0] == "@sales"


def test_places_are_counted_as_javascript_counts_them(folder):
    text = "😀 @sal"
    start, end, items = complete(text, 7, VARIABLES, folder)
    assert (start, end, items[0]["text"]) == (3, 7, "@sales")


def test_a_cursor_inside_a_character_or_behind_the_end_is_no_error(folder):
    complete("😀", 1, VARIABLES, folder)
    complete("@sal", 400, VARIABLES, folder)
