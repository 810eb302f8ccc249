"""What is mounted, and what is said where bubblewrap cannot be used."""

import os
import shutil
import subprocess
import sys

import pytest

from smallcode_nb.kernels.sandbox import bubblewrap
from smallcode_nb.kernels.zygote.protocol import Confinement, Grant


@pytest.fixture(autouse=True)
def fresh():
    bubblewrap.why_not.cache_clear()
    yield
    bubblewrap.why_not.cache_clear()


@pytest.fixture
def confinement(tmp_path):
    for name in ("home", "project/data"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "project" / ".env").write_text("KEY=1")
    grants = (Grant(str(tmp_path / "project" / "data")), Grant("/dev/null", "write"), Grant("/proc/cpuinfo"))
    return Confinement("bwrap", grants=grants, project=str(tmp_path / "project"), home=str(tmp_path / "home"))


def test_a_folder_within_a_mounted_one_is_not_mounted_again():
    assert bubblewrap.mounted(["/a/b", "/a", "/a-b", "/c/d", "/a/b/c"]) == ["/a", "/a-b", "/c/d"]


def test_only_what_is_granted_is_mounted_and_only_the_kernels_folder_for_writing(confinement, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/bwrap")
    command = list(bubblewrap.command(confinement, whole_project=False))
    mounts = [command[i + 1] for i, word in enumerate(command) if word == "--ro-bind-try"]
    assert confinement.project + "/data" in mounts
    assert confinement.project not in mounts
    assert not [m for m in mounts if m.startswith(("/dev", "/proc"))]
    assert [command[i + 2] for i, word in enumerate(command) if word == "--bind"] == [confinement.home]


def test_with_landlock_inside_the_whole_project_is_mounted_so_that_new_files_are_seen(confinement, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/bwrap")
    assert confinement.project in bubblewrap.command(confinement, whole_project=True)


def test_every_link_to_the_interpreter_is_there():
    paths = bubblewrap.interpreter()
    assert {sys.executable, os.path.realpath(sys.executable)} <= set(paths)


def test_without_the_program_its_package_is_named(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "package" in bubblewrap.why_not()
    with pytest.raises(OSError, match="not installed"):
        bubblewrap.command(Confinement("bwrap"), whole_project=False)


def test_where_namespaces_are_forbidden_its_own_words_are_quoted(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/bwrap")
    failed = subprocess.CompletedProcess([], 1, b"", b"bwrap: setting up uid map: Permission denied\n")
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: failed)
    assert "setting up uid map" in bubblewrap.why_not()
