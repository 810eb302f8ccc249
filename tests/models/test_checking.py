import hashlib
import json

import pytest

from smallcode_nb.errors import WeightsDamaged, WeightsMissing
from smallcode_nb.models.checking import check_folder, check_model


@pytest.fixture
def downloaded(tmp_path):
    """A folder as a hub's cache holds it: names that point to files called by their hash."""
    folder, blobs = tmp_path / "snapshot", tmp_path / "blobs"
    folder.mkdir()
    blobs.mkdir()
    blob = blobs / hashlib.sha256(b"weights").hexdigest()
    blob.write_bytes(b"weights")
    (folder / "model.safetensors").symlink_to(blob)
    (folder / "config.json").write_text("{}")
    return folder


def test_a_whole_download_is_called_whole(downloaded):
    checked = check_folder(downloaded)
    assert (checked.files, checked.hashed) == (2, 1)


def test_a_changed_file_is_named(downloaded):
    (downloaded / "model.safetensors").resolve().write_bytes(b"weightz")
    with pytest.raises(WeightsDamaged, match=r"model\.safetensors is damaged"):
        check_folder(downloaded)


def test_half_a_download_is_noticed_by_its_broken_link(downloaded):
    (downloaded / "model.safetensors").resolve().unlink()
    with pytest.raises(WeightsMissing, match="not downloaded to its end"):
        check_folder(downloaded)


def test_half_a_download_is_noticed_by_its_index(downloaded):
    shards = {"a": "one.safetensors", "b": "two.safetensors"}
    (downloaded / "model.safetensors.index.json").write_text(json.dumps({"weight_map": shards}))
    with pytest.raises(WeightsMissing, match="2 of 2 files of snapshot are missing"):
        check_folder(downloaded)


def test_a_preset_that_is_not_here_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    with pytest.raises(WeightsMissing, match="models get phi-3-mini"):
        check_model("phi-3-mini-4k-instruct")
