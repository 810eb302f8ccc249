"""Folders of candidates: measured and removed whatever is in them."""

import os

from smallcode_nb.kernels import scratch


def test_a_folder_deeper_than_a_path_may_be_is_removed(tmp_path, monkeypatch):
    target = tmp_path / "scratch"
    target.mkdir()
    monkeypatch.chdir(target)
    for _ in range(3000):
        os.mkdir("d")
        os.chdir("d")
    os.chdir(tmp_path)
    scratch.remove(target)
    assert not target.exists()


def test_what_a_link_points_to_is_not_removed(tmp_path):
    original = tmp_path / "original"
    original.mkdir()
    (original / "kept").write_text("x")
    target = tmp_path / "scratch"
    target.mkdir()
    (target / "link").symlink_to(original)
    scratch.remove(target)
    assert (original / "kept").exists()
    assert not target.exists()


def test_removing_what_is_gone_is_fine(tmp_path):
    scratch.remove(tmp_path / "never")


def test_too_many_bytes_or_files_are_noticed(tmp_path):
    (tmp_path / "big").write_bytes(os.urandom(100_000))
    assert scratch.too_much(tmp_path, 50_000, 10)
    assert scratch.too_much(tmp_path, 1 << 30, 0)
    assert not scratch.too_much(tmp_path, 1 << 30, 10)


def test_a_link_to_a_large_file_takes_no_room(tmp_path):
    (tmp_path / "link").symlink_to("/usr/lib")
    assert not scratch.too_much(tmp_path, 1000, 10)
