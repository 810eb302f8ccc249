"""The same executor over kernels behind a real Kernel Gateway on loopback, with a token, and behind any provisioner."""

# ruff: noqa: S603 - the token is the test's own

# ruff: noqa: ASYNC110, ASYNC240, S310, S603 - what a test waits for may block; the address is the test's own

import asyncio
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import pytest_asyncio

from smallcode_nb.agent.types import Job, RunStatus
from smallcode_nb.errors import KernelStartFailed
from smallcode_nb.kernels.executor import KernelExecutor
from smallcode_nb.kernels.remote.gateway import TOKEN, GatewayPlace
from smallcode_nb.kernels.remote.kernelspec import KernelSpecPlace
from smallcode_nb.kernels.remote.source import RemoteSource

pytestmark = pytest.mark.asyncio(loop_scope="session")

SPEC = {
    "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "display_name": "here",
    "language": "python",
}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    """A data folder with one kernel spec, "here", for this interpreter."""
    folder = tmp_path_factory.mktemp("jupyter")
    (folder / "kernels" / "here").mkdir(parents=True)
    (folder / "kernels" / "here" / "kernel.json").write_text(json.dumps(SPEC))
    return folder


@pytest.fixture(scope="session")
def gateway(jupyter, tmp_path_factory):
    """The address and the process of a running Kernel Gateway."""
    if find_spec("kernel_gateway") is None:
        pytest.skip("jupyter_kernel_gateway is not installed")
    token, port, folder = secrets.token_hex(16), free_port(), tmp_path_factory.mktemp("gateway")
    environment = {**os.environ, "JUPYTER_DATA_DIR": str(jupyter), "JUPYTER_PATH": str(jupyter), "KG_AUTH_TOKEN": token}
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [
            sys.executable, "-m", "kernel_gateway", "--JupyterWebsocketPersonality.list_kernels=True",
            "--KernelGatewayApp.ip=127.0.0.1", f"--KernelGatewayApp.port={port}",
        ],
        env=environment, cwd=folder, stdout=log, stderr=log,
    )  # fmt: skip
    log.close()
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, token, process, folder / "log")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(TOKEN, token)
            yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address, token, process, log):
    until = time.monotonic() + 60
    while True:
        request = urllib.request.Request(address + "/api/kernelspecs", headers={"Authorization": f"token {token}"})
        try:
            urllib.request.urlopen(request, timeout=5).close()
        except OSError:
            assert process.poll() is None and time.monotonic() < until, log.read_text()  # noqa: PT018
            time.sleep(0.2)
        else:
            return


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=["gateway", "provisioner"])
async def remote(request, jupyter):
    if request.param == "gateway":
        place = GatewayPlace(request.getfixturevalue("gateway"), "here")
    else:
        place = KernelSpecPlace("here")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(jupyter))
        source = RemoteSource(place, modules=("numpy", "pandas"))
        yield source
        await source.close()


async def one(source, code, deadline_s=60.0, **variables):
    async with KernelExecutor(source, lambda: variables or {"nothing": 0}).open() as session:
        return await session.run(Job(code=code, deadline_s=deadline_s))


def said(run):
    return "".join(dict(o.data).get("text/plain", "") for o in run.outputs)


async def test_a_candidate_sees_the_notebooks_variables_and_says_where_it_ran(remote):
    frame = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "z"]})
    run = await one(remote, "frame['c'] = numbers[:3]\nprint(frame.c.sum(), name)\nframe", frame=frame,
                    numbers=np.arange(5.0), name="ann")  # fmt: skip
    assert run.status is RunStatus.OK, run.error
    assert "3.0 ann" in said(run)
    assert run.tier == "remote"
    assert [name for name, _ in run.changed] == ["frame"]
    assert run.value.shape == (3, 3)
    assert list(frame) == ["a", "b"]


async def test_a_notebooks_function_sees_the_candidates_variables(remote):
    namespace = {"__name__": "__main__", "df": [1, 2, 3]}
    exec("def size(): return len(df)", namespace)
    run = await one(remote, "df = [0]\nprint(size())", df=namespace["df"], size=namespace["size"])
    assert "1" in said(run), run


async def test_an_error_points_at_the_candidates_line(remote):
    run = await one(remote, "x = 1\ny = x / 0")
    assert (run.status, run.error.ename, run.error.line) == (RunStatus.ERROR, "ZeroDivisionError", 2)


async def test_an_endless_candidate_is_stopped_at_its_deadline(remote):
    run = await one(remote, "while True: pass", deadline_s=1.0)
    assert run.status is RunStatus.DEADLINE


async def test_a_kernel_that_dies_is_a_run_that_died_and_the_next_one_works(remote):
    assert (await one(remote, "import os\nos._exit(1)")).status is RunStatus.DIED
    assert "42" in said(await one(remote, "print(6 * 7)"))


async def test_a_file_that_the_code_names_is_sent_along(remote, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sales.csv").write_text("a,b\n1,2\n")
    run = await one(remote, "print(open('data/sales.csv').read())\nopen('data/sales.csv', 'w').write('gone')")
    assert "1,2" in said(run), run
    assert (tmp_path / "data" / "sales.csv").read_text() == "a,b\n1,2\n"


async def test_a_large_frame_arrives_in_pieces(remote):
    numbers = np.random.default_rng(0).random(2_000_000)
    run = await one(remote, "print(numbers.sum())", numbers=numbers)
    assert f"{numbers.sum()}" in said(run), run.error


async def test_two_candidates_run_side_by_side_in_kernels_of_their_own(remote):
    async with KernelExecutor(remote, lambda: {"x": [1]}, parallel=2).open() as session:
        runs = await asyncio.gather(*(session.run(Job(code="x.append(1)\nprint(len(x))")) for _ in range(3)))
    assert [said(run).strip() for run in runs] == ["2"] * 3


async def test_nothing_is_left_there_once_a_kernel_has_ended(remote):
    run = await one(remote, "import os\nprint(os.getpid(), os.getcwd())")
    pid, folder = said(run).split()
    until = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        await asyncio.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
    assert not Path(folder).exists()


async def test_no_connection_stays_open_whoever_hangs_up_first(gateway):
    kernel = await GatewayPlace(gateway, "here").start()
    websocket = kernel._client.channel_socket
    await kernel.end()
    assert websocket.sock is None


async def test_a_kernel_that_is_given_up_while_it_starts_does_not_stay_there(gateway):
    before = await asyncio.to_thread(_kernels_at, gateway)
    for wait_s in (0.3, 0.6):
        starting = asyncio.create_task(GatewayPlace(gateway, "here").start())
        await asyncio.sleep(wait_s)
        starting.cancel()
        for started in await asyncio.gather(starting, return_exceptions=True):
            if not isinstance(started, BaseException):
                await started.end()
    until = time.monotonic() + 20
    while (left := await asyncio.to_thread(_kernels_at, gateway) - before) and time.monotonic() < until:
        await asyncio.sleep(0.2)
    assert not left


def _kernels_at(address):
    """What runs there."""
    request = urllib.request.Request(address + "/api/kernels", headers={"Authorization": f"token {os.environ[TOKEN]}"})
    with urllib.request.urlopen(request, timeout=5) as reply:
        return {kernel["id"] for kernel in json.load(reply)}


async def test_a_wrong_token_is_an_error_that_names_the_remedy(gateway, monkeypatch):
    from jupyter_server.gateway.gateway_client import GatewayClient

    GatewayClient.clear_instance()
    monkeypatch.setenv(TOKEN, "wrong")
    try:
        with pytest.raises(KernelStartFailed, match=TOKEN):
            await GatewayPlace(gateway).start()
    finally:
        GatewayClient.clear_instance()


async def test_an_unknown_kernel_spec_is_an_error_that_names_the_remedy(gateway):
    with pytest.raises(KernelStartFailed, match="kernelspecs"):
        await GatewayPlace(gateway, "no-such-spec").start()
    with pytest.raises(KernelStartFailed, match="kernelspec list"):
        await KernelSpecPlace("no-such-spec").start()


async def test_a_gateway_that_is_not_there_is_an_error(monkeypatch):
    with pytest.raises(KernelStartFailed, match="address"):
        await GatewayPlace(f"http://127.0.0.1:{free_port()}").start()
