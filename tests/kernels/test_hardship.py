"""When the machine itself misbehaves: a jump of the clock, a full disk, no memory, odd objects in the namespace."""

# ruff: noqa: ASYNC110, ASYNC220, ASYNC221, ASYNC230, S603 - what a test waits for may block

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
import types

import numpy as np
import pandas as pd
import pytest
import pytest_asyncio

from smallcode_nb.agent.types import Job, RunStatus
from smallcode_nb.errors import KernelStartFailed, SnapshotError
from smallcode_nb.kernels.executor import KernelExecutor
from smallcode_nb.kernels.forked import ForkedSource, Settings
from smallcode_nb.kernels.zygote.protocol import Limits

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def forked():
    source = ForkedSource(Settings(modules=("numpy", "pandas"), ahead=1))
    yield source
    await source.close()


async def one(source, code, deadline_s=20.0, **variables):
    """A run, and the notes of its session."""
    async with KernelExecutor(source, lambda: variables or {"nothing": 0}).open() as session:
        return await session.run(Job(code=code, deadline_s=deadline_s)), " ".join(session.notes)


def said(run):
    return "".join(dict(o.data).get("text/plain", "") for o in run.outputs)


# --- the clock -----------------------------------------------------------------------------


async def test_a_wall_clock_that_jumps_by_hours_ends_no_candidate(forked, monkeypatch):
    real = time.time

    async def jump():
        await asyncio.sleep(0.2)
        monkeypatch.setattr(time, "time", lambda: real() + 7200)

    jumping = asyncio.create_task(jump())
    run, _ = await one(forked, "import time\ntime.sleep(0.6)\nprint('done')")
    await jumping
    assert run.status is RunStatus.OK
    assert run.seconds < 60


async def test_a_kernel_that_was_suspended_still_meets_its_deadline_when_it_wakes(forked):
    async with KernelExecutor(forked, lambda: {"x": 1}).open() as session:
        running = asyncio.create_task(session.run(Job(code="while True: pass", deadline_s=2.0)))
        while not (kernels := _kernels(forked)):
            await asyncio.sleep(0.02)
        for pid in kernels:  # as when the whole machine sleeps
            os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(0.5)
        for pid in kernels:
            os.kill(pid, signal.SIGCONT)
        run = await asyncio.wait_for(running, 60)
    assert run.status is RunStatus.DEADLINE


async def test_a_suspended_fork_server_goes_on_when_it_wakes(forked):
    zygote = (await forked._keeper.zygote()).pid
    os.kill(zygote, signal.SIGSTOP)
    asking = asyncio.create_task(one(forked, "print(6 * 7)", fresh=time.monotonic()))
    await asyncio.sleep(0.5)
    os.kill(zygote, signal.SIGCONT)
    run, _ = await asyncio.wait_for(asking, 60)
    assert "42" in said(run)


def _kernels(source):
    """Forked kernels that have a folder of their own."""
    found = []
    for nursery in source._nurseries:
        template = nursery._template
        if template is not None:
            pid = template.process.pid
            with open(f"/proc/{pid}/task/{pid}/children") as children:
                found += [int(child) for child in children.read().split()]
    return found


# --- disk and memory -----------------------------------------------------------------------


async def test_a_candidate_that_fills_its_folder_meets_its_limit_and_the_next_one_works():
    limits = Limits(scratch_bytes=4 << 20, file_bytes=1 << 20)
    source = ForkedSource(Settings(modules=(), ahead=0, limits=limits))
    code = "import os\nfor i in range(10**6):\n    open(f'f{i}', 'wb').write(os.urandom(1 << 19))"
    run, _ = await one(source, code)
    after, _ = await one(source, "import os\nprint(os.listdir())")
    await source.close()
    assert run.status in (RunStatus.DISK, RunStatus.ERROR)
    assert "f0" not in said(after)


async def test_a_folder_that_cannot_be_made_is_an_error_with_a_remedy_and_passes(forked, monkeypatch):
    snapshot = await forked.snapshot({"room": 1})
    await snapshot.rest()
    # below a file no folder can be made, as on a full disk
    names = forked._launcher._names
    monkeypatch.setattr(forked._launcher, "_names", (f"zygote.log/{next(names)}" for _ in range(100)))
    with pytest.raises(KernelStartFailed) as caught:
        await forked.acquire(snapshot)
    assert caught.value.remedy
    monkeypatch.undo()
    await snapshot.rest()
    await forked.release(await forked.acquire(snapshot))
    await forked.forget(snapshot)


async def test_memory_too_short_for_a_snapshot_is_an_error_that_says_what_to_do(forked, monkeypatch):
    from smallcode_nb.kernels.snapshot import memory_file

    def short(*_):
        raise MemoryError

    monkeypatch.setattr(memory_file, "write", short)
    with pytest.raises(SnapshotError, match="memory") as caught:
        await forked.snapshot({"fresh": np.arange(1234)})
    assert "--vars" in caught.value.remedy


async def test_a_snapshot_that_outgrows_the_limit_of_a_process_names_the_variable(tmp_path):
    script = (
        "import resource, asyncio\nimport numpy as np\n"
        "from smallcode_nb.kernels.snapshot.dump import seal, take\nfrom smallcode_nb.errors import SnapshotError\n"
        "a = np.ones(10_000_000)\nparts = take({'a': a}, 1 << 30)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try: seal(parts)\nexcept SnapshotError as e: print(e)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "76 MB does not fit" in done.stdout
    assert "--vars" in done.stdout


async def test_a_candidate_without_memory_is_told_apart_and_the_notebook_lives():
    source = ForkedSource(Settings(modules=("numpy",), ahead=0, limits=Limits(memory_bytes=200 << 20)))
    run, _ = await one(source, "import numpy as np\nx = np.ones(10**9)")
    await source.close()
    assert run.status is RunStatus.MEMORY
    assert run.error.ename == "MemoryError"


# --- objects that belong to this process ---------------------------------------------------


async def test_each_odd_object_is_left_out_by_name_and_the_rest_is_there(forked, tmp_path):
    connection = sqlite3.connect(":memory:")
    with open(tmp_path / "notes.txt", "w") as file:
        odd = {
            "db": connection,
            "cursor": connection.cursor(),
            "log": file,
            "numbers": (i for i in range(3)),
            "lock": __import__("threading").Lock(),
            "child": subprocess.Popen([sys.executable, "-c", ""]),
        }
        run, notes = await one(forked, "print(x, 'db' in globals())", x=5, **odd)
    odd["child"].wait()
    assert "5 False" in said(run)
    assert all(f"`{name}` was left out" in notes for name in odd), notes
    for what in ("database connection", "open file", "generator", "lock", "process"):
        assert what in notes
    assert connection.execute("select 6 * 7").fetchone() == (42,)
    connection.close()
    assert next(odd["numbers"]) == 0


@pytest.mark.parametrize("device", ["cuda:0", "mps"])
async def test_a_tensor_on_an_accelerator_is_left_out_with_the_reason(forked, monkeypatch, device):
    library = types.ModuleType("torch")

    class Tensor:
        __module__ = "torch"

        def __init__(self):
            self.device = types.SimpleNamespace(type=device.partition(":")[0])

    library.Tensor = Tensor
    monkeypatch.setitem(sys.modules, "torch", library)
    run, notes = await one(forked, "print(x)", x=1, weights=Tensor())
    assert "1" in said(run)
    assert "`weights` was left out" in notes
    assert "GPU" in notes


@pytest.mark.gpu
async def test_a_real_tensor_on_a_gpu_is_left_out_and_stays_usable(forked):
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("no NVIDIA GPU here")
    weights = torch.ones(3, device="cuda")
    run, notes = await one(forked, "print(x)", x=1, weights=weights)
    assert "1" in said(run)
    assert "`weights` was left out" in notes
    assert weights.sum().item() == 3


@pytest.mark.parametrize("mode", ["r", "r+", "c"])
async def test_a_memory_mapped_array_is_a_copy_whatever_its_mode(forked, tmp_path, mode):
    path = tmp_path / "numbers.bin"
    np.arange(1000.0).tofile(path)
    before = path.read_bytes()
    mapped = np.memmap(path, dtype="f8", mode=mode)
    run, _ = await one(forked, "m[:] = -1\nprint(m.sum())", mapped=0, m=mapped)
    assert "-1000.0" in said(run), run.error
    assert path.read_bytes() == before
    assert mapped[5] == 5.0


async def test_frames_over_a_memory_map_are_copies_too(forked, tmp_path):
    path = tmp_path / "frame.bin"
    np.arange(20.0).tofile(path)
    frame = pd.DataFrame(np.memmap(path, dtype="f8", mode="r+", shape=(10, 2)), copy=False)
    run, _ = await one(forked, "frame.iloc[:, 0] = -1\nprint(frame[0].sum())", frame=frame)
    assert "-10.0" in said(run), run.error
    assert np.fromfile(path)[0] == 0.0
