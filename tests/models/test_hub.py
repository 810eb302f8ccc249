import hashlib

import pytest

from smallcode_nb.models.hub import cache_folder, find_snapshot, fingerprint


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    return tmp_path


def test_a_downloaded_repository_is_found_by_its_revision(home):
    folder = home / "hub" / "models--org--name"
    (folder / "snapshots" / "abc").mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text("abc")
    assert find_snapshot("org/name") == folder / "snapshots" / "abc"
    assert find_snapshot("org/name", "4.0bpw") is None
    assert find_snapshot("org/other") is None
    assert find_snapshot("") is None


def test_the_cache_is_where_the_environment_says(home, monkeypatch):
    assert cache_folder() == home / "hub"
    monkeypatch.setenv("HF_HUB_CACHE", str(home / "elsewhere"))
    assert cache_folder() == home / "elsewhere"


def test_a_fingerprint_is_the_sha256_and_a_blob_is_named_by_it(tmp_path):
    file = tmp_path / "w.gguf"
    file.write_bytes(b"weights")
    assert fingerprint(file) == hashlib.sha256(b"weights").hexdigest()
    blob = tmp_path / ("a" * 64)
    blob.write_bytes(b"anything")
    (tmp_path / "link.gguf").symlink_to(blob)
    assert fingerprint(tmp_path / "link.gguf") == "a" * 64
