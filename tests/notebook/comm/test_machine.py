"""Memory in use."""

import pytest

from smallcode_nb.notebook.comm import machine


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """Puts a GPU tool that says `text` on the path."""

    def install(text, status=0):
        script = tmp_path / "nvidia-smi"
        script.write_text(f"#!/bin/sh\nprintf '{text}'\nexit {status}\n")
        script.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        monkeypatch.setattr(machine, "_GPU", machine._Gpu())

    return install


def test_this_process_and_the_machine_are_measured_in_mb():
    found = machine.memory()
    assert 5 < found["kernel_mb"] < found["machine_total_mb"]
    assert 0 < found["machine_used_mb"] < found["machine_total_mb"]


def test_a_gpu_is_measured_by_its_own_tool(tool):
    tool("1000, 24564\\n500, 24564\\n")
    found = machine.memory()
    assert (found["gpu_used_mb"], found["gpu_total_mb"]) == (1048.6, 25757.2)


@pytest.mark.parametrize(("text", "status"), [("", 0), ("no devices", 0), ("[N/A], [N/A]", 0), ("1, 2", 9)])
def test_a_tool_that_tells_nothing_is_no_gpu(tool, text, status):
    tool(text, status)
    assert machine.memory()["gpu_total_mb"] is None
