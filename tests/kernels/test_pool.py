import json
import os
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import psutil
import pytest

from smallcode_nb.agent.types import Job
from smallcode_nb.errors import KernelStartFailed
from smallcode_nb.kernels import folder, process
from smallcode_nb.kernels.executor import KernelExecutor
from smallcode_nb.kernels.pool import PooledSource


@pytest.mark.asyncio(loop_scope="session")
async def test_closing_leaves_no_process_and_no_file():
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    source = PooledSource(warm=1, preload=())
    async with KernelExecutor(source, lambda: {"x": 1}, 1).open() as opened:
        assert (await opened.run(Job("x"))).ok
        root = source._recipe.root
        assert root.is_dir()
    await source.close()
    assert not root.exists()
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


@pytest.mark.asyncio(loop_scope="session")
async def test_secrets_of_the_environment_do_not_reach_a_candidate(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    source = PooledSource(warm=0, preload=())
    try:
        async with KernelExecutor(source, dict, 1).open() as opened:
            done = await opened.run(Job("import os\n['sk-secret' in os.environ.values(), os.path.expanduser('~')]"))
            scratch = source._recipe.root
    finally:
        await source.close()
    leaked, home = (item["v"] for item in json.loads(done.value.data)["items"])
    assert leaked is False
    assert Path(home).is_relative_to(scratch)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_kernel_that_cannot_start_says_why_and_what_to_do(monkeypatch, tmp_path):
    broken = tmp_path / "boot.py"
    broken.write_text("raise SystemExit('no zmq here')")
    monkeypatch.setattr(process, "_BOOT", broken)
    source = PooledSource(warm=0, preload=())
    try:
        async with KernelExecutor(source, dict, 1).open() as opened:
            with pytest.raises(KernelStartFailed, match=r"no zmq here.*ipykernel"):
                await opened.run(Job("1"))
    finally:
        await source.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the parent's death is a signal on Linux only")
def test_killing_the_owner_kills_its_kernels_and_the_next_owner_cleans_up():
    place = Path(tempfile.mkdtemp(prefix="own"))  # pytest's own folders have names too long for sockets
    owner = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", textwrap.dedent(_OWNER)],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(place), "PYTHONPATH": str(Path(__file__).parents[2])},
        text=True,
    )
    pid = int(owner.stdout.readline())
    kernel = psutil.Process(pid)
    owner.kill()
    owner.communicate()
    kernel.wait(10)
    assert not kernel.is_running()
    (orphan,) = place.iterdir()
    folder.sweep(place)
    assert not orphan.exists()
    place.rmdir()


_OWNER = """
import asyncio
from smallcode_nb.kernels.pool import PooledSource

async def main():
    source = PooledSource(warm=1, preload=())
    source.warm_up()
    kernel = await source._ready[0]
    print(kernel.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""
