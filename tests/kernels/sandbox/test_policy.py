"""What of a project a candidate may read."""

import os
from pathlib import Path

import pytest

from smallcode_nb.kernels.sandbox import policy
from smallcode_nb.kernels.zygote.protocol import Limits


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(policy.tempfile, "gettempdir", lambda: "/nonexistent")
    for name in (
        "data.csv",
        "model/weights.npy",
        "deep/er/.env",
        "deep/er/table.csv",
        ".git/config",
        "id_rsa",
        "x.pem",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    return tmp_path


def granted(project):
    paths = [Path(g.path) for g in policy.confinement("none", Limits(), project).grants]
    return lambda name: any((project / name).is_relative_to(p) for p in paths)


def test_data_files_are_readable_and_hidden_ones_are_not(project):
    readable = granted(project)
    assert readable("data.csv")
    assert readable("model/weights.npy")
    assert not readable(".git/config")


def test_keys_are_not_readable(project):
    readable = granted(project)
    assert not readable("id_rsa")
    assert not readable("a.pem")


def test_a_secret_deep_inside_does_not_take_its_neighbours_along(project):
    readable = granted(project)
    assert not readable("deep/er/.env")
    assert readable("deep/er/table.csv")


def test_in_a_home_folder_only_data_files_are_readable(project, monkeypatch):
    monkeypatch.setenv("HOME", str(project))
    readable = granted(project)
    assert readable("data.csv")
    assert not readable("model/weights.npy")


def test_a_link_to_the_home_folder_does_not_open_it(project, monkeypatch, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    (home / "diary.txt").write_text("x")
    monkeypatch.setenv("HOME", str(home))
    (project / "link").symlink_to(home)
    paths = {os.path.realpath(g.path) for g in policy.confinement("none", Limits(), project).grants}
    assert str(home) not in paths


@pytest.mark.parametrize("name", [".env", "id_rsa", "server.key", "my_credentials.json", "api_key.txt", "token.txt"])
def test_names_that_sound_secret_are(name):
    assert policy.is_hidden(name)


@pytest.mark.parametrize("name", ["data.csv", "tokens.py", "keyboard.csv", "monkey.png", "README.md"])
def test_ordinary_names_are_not(name):
    assert not policy.is_hidden(name)
