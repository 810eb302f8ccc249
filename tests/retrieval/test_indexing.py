import errno
import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from smallcode_nb.errors import RetrievalError
from smallcode_nb.retrieval import indexing
from smallcode_nb.retrieval.database import Database
from smallcode_nb.retrieval.documents import sense_of
from smallcode_nb.retrieval.embedded import EmbeddedShelf
from smallcode_nb.retrieval.fragments import SkipReason
from smallcode_nb.retrieval.indexing import Indexer
from smallcode_nb.retrieval.shelf import Entry

from .conftest import notebook


class Project:
    """An index without an encoder: every vector is the same."""

    def __init__(self, root, place):
        self.root = root
        self.database = Database(place / "index.db")
        self.shelf = EmbeddedShelf(self.database)
        self.written = []
        self.indexer = Indexer(self.database, self.shelf, self.encode)

    def encode(self, fragments):
        self.written += fragments
        one = np.eye(1, 384, dtype=np.float32)[0]
        return [Entry(f, one, sense_of(f)) for f in fragments]

    def run(self, *paths, **more):
        self.written.clear()
        return self.indexer.run(self.root, paths, **more)

    def texts(self):
        return sorted(f.text for f in self.shelf.fetch(self.shelf.keys()))


@pytest.fixture
def project(root, tmp_path):
    made = Project(root, tmp_path / "index")
    yield made
    made.database.close()


def test_a_second_run_reads_nothing(project):
    first = project.run()
    assert (first.files, first.changed, first.fragments) == (3, 3, first.total)
    second = project.run()
    assert (second.files, second.changed, second.fragments, second.total) == (3, 0, 0, first.total)


def test_a_saved_cell_is_the_only_thing_written(project):
    project.run()
    notebook(
        project.root / "sales.ipynb",
        [("markdown", "# Sales\n## Revenue"), ("code", "costs = 3"), ("code", "df.plot()")],
    )
    report = project.run(project.root / "sales.ipynb")
    assert [f.text for f in project.written] == ["costs = 3"]
    assert "costs = 3" in project.texts()
    assert not any("revenue" in text for text in project.texts())
    assert report.changed == 1


def test_a_deleted_file_is_forgotten_but_not_by_a_run_over_another_folder(project):
    project.run()
    (project.root / "sub").mkdir()
    (project.root / "sub" / "a.py").write_text("def one(): return 1\n")
    (project.root / "helpers.py").unlink()
    assert project.run(project.root / "sub").removed == 0
    assert any("sigmoid_scale" in text for text in project.texts())
    assert project.run().removed == 1
    assert not any("sigmoid_scale" in text for text in project.texts())


def test_a_cancelled_run_keeps_what_it_did_and_the_next_one_finishes(project, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 1)
    report = project.run(cancelled=lambda: True)
    assert report.cancelled
    assert 0 < report.total < 7
    rest = project.run()
    assert rest.changed == 2
    assert not rest.cancelled


SCRIPT = """
import os, signal, sys
from pathlib import Path
import numpy as np
from smallcode_nb.retrieval import indexing
from smallcode_nb.retrieval.database import Database
from smallcode_nb.retrieval.documents import sense_of
from smallcode_nb.retrieval.embedded import EmbeddedShelf
from smallcode_nb.retrieval.shelf import Entry

root, place, killed_at = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
indexing.BATCH = 1
database = Database(place / "index.db")
shelf = EmbeddedShelf(database)
calls = []
add = shelf.add

def add_and_die(entries):
    add(entries)
    calls.append(1)
    if len(calls) == killed_at:
        os.kill(os.getpid(), signal.SIGKILL)

def encode(fragments):
    return [Entry(f, np.eye(1, 384, dtype=np.float32)[0], sense_of(f)) for f in fragments]

shelf.add = add_and_die
indexing.Indexer(database, shelf, encode).run(root)
"""


def start(root, place, killed_at=0):
    arguments = [sys.executable, "-c", SCRIPT, str(root), str(place), str(killed_at)]
    return subprocess.Popen(arguments)  # noqa: S603 — our own program


def test_a_killed_process_leaves_an_index_that_the_next_run_completes(root, tmp_path):
    assert start(root, tmp_path / "index", killed_at=2).wait() == -signal.SIGKILL
    project = Project(root, tmp_path / "index")
    assert project.shelf.count() > 0
    report = project.run()
    assert report.changed == 2
    assert len(project.texts()) == report.total == len(set(project.shelf.keys()))
    project.database.close()


def test_two_processes_indexing_at_once_leave_one_whole_index(project, tmp_path):
    for number in range(40):
        (project.root / f"m{number}.py").write_text(f"def f{number}(x):\n    return x + {number}\n")
    both = [start(project.root, tmp_path / "shared") for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    project.run()
    shared = Project(project.root, tmp_path / "shared")
    assert shared.texts() == project.texts()
    assert shared.run().changed == 0
    shared.database.close()


def test_a_file_deleted_between_finding_and_reading_is_reported(project, monkeypatch):
    real = indexing.read_file

    def vanish(path, relative):
        if relative == "helpers.py":
            path.unlink()
        return real(path, relative)

    monkeypatch.setattr(indexing, "read_file", vanish)
    report = project.run()
    assert [(s.place, s.reason) for s in report.skipped] == [("helpers.py", SkipReason.VANISHED)]


@pytest.mark.skipif(sys.platform != "linux", reason="limits the file size as Linux does")
def test_a_full_disk_is_named_and_the_last_whole_state_stays(project, monkeypatch):
    project.run()
    before = project.texts()
    (project.root / "more.py").write_text("\n\n".join(f"def f{n}():\n    return {'x' * 200!r}" for n in range(400)))
    pages = project.database.connection.execute("PRAGMA page_count").fetchone()[0]
    project.database.connection.execute(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(RetrievalError, match=r"full.*SMALLCODE_CACHE"):
        project.run()
    project.database.connection.execute("PRAGMA max_page_count = 1000000")
    assert project.texts() == before
    assert project.run().total > 400


def test_progress_counts_up_to_all_files_and_the_report_names_what_was_skipped(project, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 1)
    (project.root / ".env").write_text("KEY=1")
    seen = []
    report = project.run(progress=seen.append)
    assert [p.done for p in seen] == [1, 2, 3]
    assert seen[-1].total == 3
    assert seen[-1].seconds_left == 0
    assert [(s.place, s.reason) for s in report.skipped] == [(".env", SkipReason.SECRET)]


def test_cells_of_the_running_notebook_replace_their_earlier_state(project):
    assert project.indexer.live("k", ["a = 1", "b = 2"]) == 2
    project.indexer.live("k", ["a = 1", "b = 3"])
    assert project.texts() == ["a = 1", "b = 3"]
    project.run()
    assert "b = 3" in project.texts()


def test_an_unreadable_folder_does_not_end_the_run(project, monkeypatch):
    real = os.scandir

    def refuse(path):
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    (project.root / "closed").mkdir()
    monkeypatch.setattr(os, "scandir", refuse)
    report = project.run()
    assert report.total > 0
    assert [(s.place, s.reason) for s in report.skipped] == [("closed", SkipReason.UNREADABLE)]


def test_while_fragments_are_encoded_another_process_can_write_and_a_third_can_open(project, tmp_path):
    real, tried = project.indexer._encode, []

    def slow(fragments):
        other = Database(tmp_path / "index" / "index.db")
        other.connection.execute("PRAGMA busy_timeout = 0")
        with other.transaction():
            other.forget("nothing")
            third = Database(tmp_path / "index" / "index.db")
            tried.append(third.files())
            third.close()
        other.close()
        return real(fragments)

    project.indexer._encode = slow
    assert project.run().total == 7
    assert tried
