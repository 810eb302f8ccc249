"""jupyter_client and nbclient run forked, confined kernels as they run any other."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from nbclient import NotebookClient

from smallcode_nb.kernels.provisioner import KERNEL_NAME, install_kernelspec

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"),
    # nbclient and jupyter_client leave sockets to the garbage collector
    pytest.mark.filterwarnings("ignore:Unclosed (socket|context):ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def installed(tmp_path, monkeypatch):
    """The kernel spec in a folder of the test's own, the entry point as an installed package has it."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share" / "jupyter"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    install_kernelspec(prefix=str(tmp_path))
    value = "smallcode_nb.kernels.provisioner:ForkProvisioner"
    entry = EntryPoint("smallcode-fork", value, "jupyter_client.kernel_provisioners")
    KernelProvisionerFactory.instance().provisioners["smallcode-fork"] = entry


def test_a_notebook_runs_unchanged_with_nbclient(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    (project / "numbers.csv").write_text("a\n1\n2\n")
    cells = ["import pandas as pd\ndf = pd.read_csv('numbers.csv')", "df.a.sum()", "%matplotlib inline\nprint('done')"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    client = NotebookClient(notebook, kernel_name=KERNEL_NAME, resources={"metadata": {"path": str(project)}})
    client.execute()
    assert notebook.cells[1].outputs[0]["data"]["text/plain"].endswith("(3)")
    assert notebook.cells[2].outputs[0]["text"] == "done\n"


def test_each_has_random_numbers_of_its_own(tmp_path):
    said = set()
    for _ in range(2):
        cell = nbformat.v4.new_code_cell("import random, numpy; print(random.random(), numpy.random.rand())")
        notebook = nbformat.v4.new_notebook(cells=[cell])
        NotebookClient(notebook, kernel_name=KERNEL_NAME, resources={"metadata": {"path": str(tmp_path)}}).execute()
        said.add(notebook.cells[0].outputs[0]["text"])
    assert len(said) == 2


def test_a_failing_cell_is_an_error_of_nbclient(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1/0")])
    with pytest.raises(Exception, match="ZeroDivisionError"):
        NotebookClient(notebook, kernel_name=KERNEL_NAME, resources={"metadata": {"path": str(tmp_path)}}).execute()


async def test_an_asynchronous_manager_starts_interrupts_and_ends_it(tmp_path):
    manager = AsyncKernelManager(kernel_name=KERNEL_NAME)
    await manager.start_kernel(cwd=str(tmp_path))
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=30)
    request = client.execute("print('on')\nwhile True: pass")
    while (await client.get_iopub_msg(timeout=30))["msg_type"] != "stream":
        pass
    await manager.interrupt_kernel()
    while (reply := await client.get_shell_msg(timeout=30))["parent_header"]["msg_id"] != request:
        pass
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert await manager.is_alive()
    await manager.shutdown_kernel(now=True)
    client.stop_channels()
    assert not await manager.is_alive()


def test_a_synchronous_manager_works_and_a_restart_gives_a_fresh_kernel(tmp_path):
    manager = KernelManager(kernel_name=KERNEL_NAME)
    manager.start_kernel(cwd=str(tmp_path))
    try:
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=30)
        assert client.execute_interactive("x = 1", timeout=30)["content"]["status"] == "ok"
        client.stop_channels()
        manager.restart_kernel(now=True)
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=30)
        assert client.execute_interactive("x", timeout=30)["content"]["ename"] == "NameError"
        client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)
    assert not list(Path(tmp_path).glob("*.json"))


def test_a_process_that_ends_leaves_no_socket_open(tmp_path):
    script = """
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.manager import KernelManager
from importlib.metadata import EntryPoint
value = "smallcode_nb.kernels.provisioner:ForkProvisioner"
entry = EntryPoint("smallcode-fork", value, "jupyter_client.kernel_provisioners")
KernelProvisionerFactory.instance().provisioners["smallcode-fork"] = entry
manager = KernelManager(kernel_name="smallcode")
manager.start_kernel()
manager.shutdown_kernel(now=True)
"""
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-W", "always::ResourceWarning", "-c", script],
        capture_output=True, text=True, check=True, timeout=120, cwd=tmp_path,
    )  # fmt: skip
    assert "unclosed" not in done.stderr
