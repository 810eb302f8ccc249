"""The main program of a plain kernel, step by step, each in an interpreter of its own."""

# ruff: noqa: S603 - our own interpreter

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smallcode_nb.kernels import boot


def run(code, *arguments):
    """What a fresh interpreter prints that has `boot` at hand."""
    setup = f"import sys, os; sys.path.insert(0, {str(Path(boot.__file__).parent)!r}); import boot\n"
    done = subprocess.run([sys.executable, "-c", setup + code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_too_much_memory_is_an_error():
    code = "boot.limit_memory(400)\ntry: bytearray(1 << 30)\nexcept MemoryError: print('too much')"
    assert run(code) == "too much"


def test_no_limit_is_no_limit():
    assert run("boot.limit_memory(0)\nprint(len(bytearray(1 << 20)))") == str(1 << 20)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone can")
def test_it_does_not_outlive_its_parent():
    middle = (
        "import subprocess, sys\n"
        "child = 'import os, time; boot.tie_to_parent(os.getppid()); print(os.getpid(), flush=True); time.sleep(60)'\n"
        "setup = sys.argv[1]\n"
        "process = subprocess.Popen([sys.executable, '-c', setup + child], stdout=subprocess.PIPE, text=True)\n"
        "print(process.stdout.readline())"
    )
    setup = f"import sys; sys.path.insert(0, {str(Path(boot.__file__).parent)!r}); import boot\n"
    pid = int(run(middle, setup))
    until = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone can")
def test_an_orphan_does_not_start():
    assert run("os.fork() or (boot.tie_to_parent(1 << 22), print('started'))\nos.path.exists('/') and None") == ""


def test_libraries_are_imported_and_missing_ones_are_not_its_business():
    code = "boot.import_quietly(['json', 'no_such_library'])\nprint('json' in sys.modules)"
    assert run(code) == "True"


def test_the_debugger_is_not_imported_and_can_be_later():
    code = "boot.without_debugger()\nprint('ipykernel.ipkernel' in sys.modules, 'debugpy' in sys.modules)"
    assert run(code) == "True False"


@pytest.mark.parametrize(("matplotlib", "lines"), [(True, ["%matplotlib inline"]), (False, [])])
def test_a_kernel_keeps_no_history_and_shows_figures(matplotlib, lines):
    config = boot.kernel_config(matplotlib)
    assert config.IPKernelApp.exec_lines == lines
    assert config.HistoryManager.enabled is False


def test_the_whole_program_serves_a_kernel_with_the_path_it_was_given(tmp_path):
    from jupyter_client.blocking.client import BlockingKernelClient

    (tmp_path / "only_here.py").write_text("value = 42")
    config, connection = tmp_path / "config.json", tmp_path / "connection.json"
    path = [str(tmp_path), *(entry for entry in sys.path if entry)]
    config.write_text(json.dumps({"parent": os.getpid(), "memory_mb": 0, "path": path, "preload": []}))
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path / "ipython")}
    process = subprocess.Popen([sys.executable, "-P", boot.__file__, str(config), str(connection)], env=environment)
    try:
        while not connection.exists() or not connection.read_text():
            assert process.poll() is None
            time.sleep(0.05)
        client = BlockingKernelClient(connection_file=str(connection))
        client.load_connection_file()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        reply = client.execute_interactive(
            "import only_here", user_expressions={"v": "only_here.value", "e": "'exit' in dir()"}, timeout=60
        )
        expressions = reply["content"]["user_expressions"]
        assert [expressions[key]["data"]["text/plain"] for key in "ve"] == ["42", "False"]
        client.stop_channels()
    finally:
        process.kill()
        process.wait()
