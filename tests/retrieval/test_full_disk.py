"""A disk that is really full: a small tmpfs, mounted in a namespace of its own."""

import shutil
import subprocess
import sys

import pytest

SCRIPT = """
import subprocess, sys
from pathlib import Path
import numpy as np
from smallcode_nb.errors import RetrievalError
from smallcode_nb.retrieval.database import Database
from smallcode_nb.retrieval.documents import sense_of
from smallcode_nb.retrieval.embedded import EmbeddedShelf
from smallcode_nb.retrieval.indexing import Indexer
from smallcode_nb.retrieval.shelf import Entry

root, disk = Path(sys.argv[1]), Path(sys.argv[2])
database = Database(disk / "index" / "index.db")
shelf = EmbeddedShelf(database)

def encode(fragments):
    one = np.eye(1, 384, dtype=np.float32)[0]
    return [Entry(f, one, sense_of(f)) for f in fragments]

indexer = Indexer(database, shelf, encode)
before = indexer.run(root).total
(root / "more.py").write_text("\\n\\n".join(f"def f{n}():\\n    return {'x' * 900!r}" for n in range(900)))
try:
    indexer.run(root)
except RetrievalError as error:
    print("refused:", error)
print("kept:", shelf.count() >= before > 0)
(disk / "ballast").unlink(missing_ok=True)
subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
print("then:", indexer.run(root).total)
"""


def confined(*command):
    return ["unshare", "--map-root-user", "--mount", *command]


def can_mount():
    if sys.platform != "linux" or not shutil.which("unshare"):
        return False
    return subprocess.run(confined("mount", "-t", "tmpfs", "tmpfs", "/mnt"), capture_output=True).returncode == 0  # noqa: S603 — our own words


@pytest.mark.skipif(not can_mount(), reason="no user namespaces to mount a small disk in")
def test_a_full_disk_is_named_what_was_whole_stays_and_room_ends_the_trouble(root, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    words = 'mount -t tmpfs -o size=900k tmpfs "$2" && exec "$0" -c "$3" "$1" "$2"'
    done = subprocess.run(  # noqa: S603 — our own words
        confined("sh", "-c", words, sys.executable, str(root), str(disk), SCRIPT), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    refused, kept, then = done.stdout.splitlines()
    assert "full" in refused
    assert "SMALLCODE_CACHE" in refused
    assert kept == "kept: True"
    assert then == "then: 907"
