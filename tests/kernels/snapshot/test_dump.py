"""Copies of live variables: the same values, shared things shared, nothing of the original touched."""

import mmap
import os
import sqlite3
import threading

import numpy as np
import pandas as pd
import pytest

from smallcode_nb.kernels.snapshot import load, memory_file
from smallcode_nb.kernels.snapshot.dump import seal, take


def copied(**variables):
    """The variables as a template would have them, and the notes."""
    dump = seal(take(variables, 1 << 30))
    namespace = {}
    try:
        notes = load.load(dump.fd, namespace)
        return namespace, dump.notes + notes
    finally:
        dump.close()


TABLES = {
    "numbers": pd.DataFrame({"a": np.arange(5000), "b": np.random.rand(5000)}),
    "text objects": pd.DataFrame({f"s{i}": pd.Series([f"x{k}" for k in range(3000)], dtype=object) for i in range(3)}),
    "text with gaps": pd.DataFrame({"s": pd.Series(["a", None, "ü"] * 1500, dtype=object)}),
    "text with nan": pd.DataFrame({"s": pd.Series(["a", np.nan, "b"] * 1500, dtype=object)}),
    "mixed objects": pd.DataFrame({"s": pd.Series(["a", 1, (2, 3)] * 1500, dtype=object)}),
    "lone surrogates": pd.DataFrame({"s": pd.Series(["\ud800", "a"] * 2000, dtype=object)}),
    "strings": pd.DataFrame({"s": pd.Series(["a", "b"] * 2000, dtype="str")}),
    "categories": pd.DataFrame({"c": pd.Categorical(["a", "b"] * 2000)}),
    "dates": pd.DataFrame({"d": pd.date_range("2024", periods=4000, tz="UTC")}),
    "many levels": pd.DataFrame({"v": range(4)}, index=pd.MultiIndex.from_product([["a", "b"], [1, 2]])),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_comes_back_the_same(table):
    namespace, _ = copied(df=table)
    pd.testing.assert_frame_equal(namespace["df"], table)


def test_missing_text_stays_the_same_kind_of_missing():
    namespace, _ = copied(a=TABLES["text with gaps"], b=TABLES["text with nan"])
    assert namespace["a"].s[1] is None
    assert isinstance(namespace["b"].s[1], float)


def test_a_copied_array_can_be_changed_and_the_original_stays():
    a = np.zeros(10_000)
    namespace, _ = copied(a=a)
    namespace["a"][:] = 1
    assert a.sum() == 0


def test_a_view_and_its_array_keep_their_values():
    a = np.arange(10_000)
    namespace, _ = copied(a=a, b=a[::2])
    assert (namespace["b"] == a[::2]).all()


def test_modules_are_imported_again_and_not_copied():
    namespace, _ = copied(np=np, data=1)
    assert namespace["np"] is np


def test_a_memory_mapped_file_is_copied_and_never_written(tmp_path):
    path = tmp_path / "m"
    original = np.memmap(path, dtype="u1", mode="w+", shape=5000)
    namespace, _ = copied(m=original)
    namespace["m"][:] = 7
    del namespace
    assert path.read_bytes() == bytes(5000)


def test_an_open_file_keeps_its_position(tmp_path):
    (tmp_path / "f").write_text("hello")
    with open(tmp_path / "f") as f:
        f.read(2)
        _, notes = copied(f=f, x=1)
        assert f.tell() == 2
    assert "open file" in notes[0]


def test_what_belongs_to_the_process_is_left_out_by_name():
    connection = sqlite3.connect(":memory:")
    variables = {
        "lock": threading.Lock(),
        "db": connection,
        "rows": (i for i in range(3)),
        "held": [threading.Lock()],
        "x": 1,
    }
    namespace, notes = copied(**variables)
    connection.close()
    assert set(namespace) == {"x"}
    assert [n.split("`")[1] for n in notes] == ["lock", "db", "rows", "held"]


def test_a_sealed_copy_cannot_be_changed_by_anyone():
    dump = seal(take({"a": np.zeros(100)}, 1 << 20))
    with pytest.raises(PermissionError):
        os.pwrite(dump.fd, b"x", 0)
    with pytest.raises(PermissionError):
        os.ftruncate(dump.fd, 0)
    with pytest.raises(PermissionError):
        mmap.mmap(dump.fd, 10, prot=mmap.PROT_WRITE, flags=mmap.MAP_SHARED)
    dump.close()


def test_the_digest_changes_with_one_value():
    a = np.zeros(100_000)
    before = take({"a": a}, 1 << 30).digest()
    assert take({"a": a.copy()}, 1 << 30).digest() == before
    a[77] = 1
    assert take({"a": a}, 1 << 30).digest() != before


def test_an_empty_namespace_is_a_snapshot_too():
    namespace, notes = copied()
    assert (namespace, notes) == ({}, ())


def test_buffers_are_aligned():
    dump = seal(take({"a": np.arange(9), "b": np.arange(7)}, 1 << 20))
    _, index = memory_file.read(dump.fd)
    dump.close()
    assert [start % 64 for start, _ in index.buffers] == [0, 0]
