import subprocess
import sys

import pytest

from smallcode_nb.bench.cage import Cage, caged

GREEDY = "held = bytearray(400_000_000); print(len(held))"
MODEST = "held = bytearray(20_000_000); print(len(held))"


def run(cage, text):
    command = cage.inside([sys.executable, "-c", text])
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 — our own text


def test_without_a_limit_the_command_stays_as_it_is():
    with caged(0) as cage:
        assert cage == Cage(None)
        assert cage.inside(["a", "b"]) == ["a", "b"]
        assert (cage.enforced, cage.killed, cage.peak_mb) == ("", 0, 0.0)


def test_a_process_that_wants_more_is_ended_and_counted():
    with caged(150_000_000) as cage:
        if not cage.enforced:
            pytest.skip("this user may not make control groups here")
        modest = run(cage, MODEST)
        assert (modest.returncode, modest.stdout) == (0, "20000000\n")
        assert cage.killed == 0
        assert 20 < cage.peak_mb < 150
        assert run(cage, GREEDY).returncode != 0
        assert cage.killed == 1
    assert cage.folder is not None
    assert not cage.folder.exists(), "the group is taken away"
