"""Searching an index by words alone, in the process that asks."""

import os
import subprocess
import sys
import time

import pytest

from smallcode_nb.errors import RetrievalError, UnknownOption
from smallcode_nb.retrieval import words
from smallcode_nb.retrieval.api import ProjectIndex, RetrievalSettings
from smallcode_nb.retrieval.words import WordIndex

from .conftest import needs

pytestmark = needs("haystack", "pathspec")


@pytest.fixture
def index(root, tmp_path):
    made = ProjectIndex(root, RetrievalSettings(runtime="none", folder=str(tmp_path / "index")))
    made.update_now()
    yield made
    made.close()


def test_a_helper_is_found_by_its_words_with_the_reason(index):
    (best, *_) = WordIndex(index.file).search("split a weather station code", limit=3)
    assert (best.path, best.kind) == ("helpers.py", "definition")
    assert best.why.startswith("lexical 0.")


def test_only_functions_are_given_when_only_they_are_asked_for(index):
    found = WordIndex(index.file).search("revenue region weather station code", limit=9, only="functions")
    assert [s.text.splitlines()[0] for s in found] == ["def parse_station_code(code):"]
    with pytest.raises(UnknownOption, match="classes"):
        WordIndex(index.file).search("x", limit=1, only="classes")


def test_what_was_indexed_meanwhile_is_found(index, root):
    reader = WordIndex(index.file)
    assert reader.search("haversine globe", limit=3) == ()
    (root / "geo.py").write_text('def haversine(a, b):\n    """Distance on the globe."""\n')
    index.update_now()
    assert reader.search("haversine globe", limit=3)[0].path == "geo.py"
    (root / "geo.py").unlink()
    index.update_now()
    assert reader.search("haversine globe", limit=3) == ()


def test_it_writes_nothing_and_makes_no_file(index, tmp_path):
    with pytest.raises(RetrievalError, match="cannot be read"):
        WordIndex(tmp_path / "none" / "index.db").search("x", limit=1)
    assert not (tmp_path / "none").exists()
    before = index.file.read_bytes()
    WordIndex(index.file).search("revenue", limit=3)
    assert index.file.read_bytes() == before


def test_an_index_of_another_version_is_named(index):
    index.close()
    os.truncate(index.file, 0)
    with pytest.raises(RetrievalError, match="another version"):
        WordIndex(index.file).search("x", limit=1)


def test_an_index_too_large_to_read_at_once_is_left_to_the_engine(index, monkeypatch):
    monkeypatch.setattr(words, "_MOST", 3)
    with pytest.raises(RetrievalError, match="waits for the engine"):
        WordIndex(index.file).search("x", limit=1)


def test_a_writer_at_work_is_not_waited_for(index, root):
    reader, began = WordIndex(index.file), time.monotonic()
    database = index._worker()._database
    with database.transaction() as connection:
        connection.execute("DELETE FROM fragments")
        assert reader.search("weather station", limit=1)
    assert time.monotonic() - began < 30


def test_nothing_heavy_is_imported(index):
    script = (
        "import sys; from pathlib import Path; from smallcode_nb.retrieval.words import WordIndex\n"
        "WordIndex(Path(sys.argv[1])).search('weather station', limit=2)\n"
        "print(sorted({'haystack', 'torch', 'openvino', 'pathspec', 'tokenizers', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(index.file)], capture_output=True, text=True, check=True)  # noqa: S603 — our own program
    assert done.stdout.strip() == "[]"
