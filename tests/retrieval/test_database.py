import contextlib
import sqlite3

import pytest

from smallcode_nb.errors import RetrievalError
from smallcode_nb.retrieval import database
from smallcode_nb.retrieval.database import Database, pack, unpack
from smallcode_nb.retrieval.fragments import Fragment, FragmentKind, Skipped, SkipReason


def filled(path, encoder="a"):
    base = Database(path, encoder)
    with base.transaction():
        base.record("a.py", "1", ("k1", "k2"), (Skipped("a.py:3", SkipReason.SECRET),))
    return base


def test_what_was_recorded_is_there_after_reopening(tmp_path):
    filled(tmp_path / "index.db").close()
    again = Database(tmp_path / "index.db", "a")
    assert again.files() == {"a.py": "1"}
    assert again.keys("a.py") == ("k1", "k2")
    assert again.skipped() == (Skipped("a.py:3", SkipReason.SECRET),)
    again.close()


def test_an_error_in_a_transaction_leaves_the_last_whole_state(tmp_path):
    base = filled(tmp_path / "index.db")
    with pytest.raises(RetrievalError), base.transaction() as connection:  # noqa: PT012 — the block is the story
        base.forget("a.py")
        connection.execute("INSERT INTO nowhere VALUES (1)")
    assert base.files() == {"a.py": "1"}
    base.close()


@pytest.mark.parametrize("spoil", ["format", "encoder", "bytes"])
def test_an_index_of_another_format_or_encoder_or_a_damaged_one_starts_afresh(tmp_path, monkeypatch, spoil):
    path = tmp_path / "index.db"
    filled(path).close()
    if spoil == "format":
        monkeypatch.setattr(database, "FORMAT", database.FORMAT + 1)
    if spoil == "bytes":
        path.write_bytes(b"not a database" * 100)
    again = Database(path, "b" if spoil == "encoder" else "a")
    assert again.files() == {}
    with again.transaction():
        again.record("b.py", "2", (), ())
    again.close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (database.FORMAT,)


def test_a_place_that_cannot_be_written_is_named_with_a_remedy(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RetrievalError, match=r"SMALLCODE_CACHE"):
        Database(tmp_path / "file" / "index.db")


def test_a_fragment_survives_the_disk():
    fragment = Fragment(
        FragmentKind.DEFINITION, "ä.py", "x", "", (3, 4), "f", "def f():", "d", ("f",), ("g",), ("f()",)
    )
    assert unpack(pack(fragment)) == fragment
    assert unpack(pack(fragment)).key == fragment.key
