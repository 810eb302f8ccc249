"""Kernels that are forked: faithful copies, never reused, nothing left whatever is killed."""

# ruff: noqa: ASYNC110, ASYNC220, ASYNC230, ASYNC240, PT018, S603 - what a test waits for may block

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import pytest_asyncio

from smallcode_nb.agent.types import Job, RunStatus
from smallcode_nb.errors import SnapshotError
from smallcode_nb.kernels.driver import drive
from smallcode_nb.kernels.executor import KernelExecutor
from smallcode_nb.kernels.forked import ForkedSource, Settings, Tier
from smallcode_nb.kernels.zygote.protocol import Limits

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"),
]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def forked(tmp_path_factory):
    project = tmp_path_factory.mktemp("project")
    (project / "data.csv").write_text("a,b\n1,2\n3,4\n")
    (project / "folder").mkdir()
    (project / "folder" / "inner.csv").write_text("c\n5\n")
    (project / "folder" / ".env").write_text("KEY=1")
    source = ForkedSource(Settings(project=project))
    yield source
    await source.close()


@pytest_asyncio.fixture(loop_scope="session")
async def run(forked):
    """Run one candidate over the given variables."""

    async def run_one(code, deadline_s=10.0, **variables):
        async with KernelExecutor(forked, lambda: variables or {"nothing": 0}).open() as session:
            return await session.run(Job(code=code, deadline_s=deadline_s))

    return run_one


def said(run):
    return "".join(o.get("text") or o.get("text/plain") or str(o.data) for o in run.outputs)


async def test_a_candidate_sees_the_notebooks_frame_and_cannot_change_it(run):
    df = pd.DataFrame({"a": [1, 2, 3]})
    result = await run("df.loc[0, 'a'] = 100\nprint(df.a.sum())", df=df)
    assert "105" in said(result)
    assert df.a.tolist() == [1, 2, 3]


async def test_arrays_can_be_written_and_the_original_stays(run):
    a = np.arange(1000.0)
    result = await run("a *= 2\nprint(a[10])", a=a)
    assert "20.0" in said(result)
    assert a[10] == 10.0


async def test_two_names_for_one_object_stay_one_object(run):
    shared = [1, 2]
    assert "True" in said(await run("print(a is b)", a=shared, b=shared))


async def test_a_notebooks_function_sees_the_candidates_variables(run):
    namespace = {"__name__": "__main__", "df": [1, 2, 3]}
    exec("def size(): return len(df)\nclass Box:\n    def fill(self): return size() + 1", namespace)
    code = "df = [0]\nprint(size(), Box().fill())"
    result = await run(code, df=namespace["df"], size=namespace["size"], Box=namespace["Box"])
    assert "1 2" in said(result)


async def test_what_cannot_be_copied_is_named_with_the_reason(forked):
    with open(os.devnull) as f:
        variables = {"f": f, "numbers": (i for i in range(3)), "x": 1}
        async with KernelExecutor(forked, lambda: variables).open() as session:
            notes = " ".join(session.notes)
            result = await session.run(Job(code="print(x)"))
    assert "`f`" in notes and "open file" in notes
    assert "`numbers`" in notes and "generator" in notes
    assert "1" in said(result)


async def test_nothing_that_can_be_copied_is_an_error_that_says_so(forked):
    with pytest.raises(SnapshotError, match="generator"):
        await forked.snapshot({"g": (i for i in range(3))})


async def test_a_figure_comes_back_as_an_image_whether_it_is_shown_or_left_open(run):
    for code in ("ax = frame.plot()", "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"):
        done = await run(code, frame=pd.DataFrame({"a": [1, 2]}))
        assert done.outputs[-1].get("image/png").startswith("iVBORw0KGgo")
        assert len(done.figures) == 1


async def test_relative_paths_read_the_projects_files(run):
    result = await run(
        "import pandas as pd\nprint(pd.read_csv('data.csv').a.sum(), pd.read_csv('folder/inner.csv').c[0])"
    )
    assert "4 5" in said(result), result


async def test_a_hidden_file_in_a_visible_folder_cannot_be_read(run):
    result = await run("print(open('folder/.env').read())")
    assert result.error.ename == "PermissionError"


async def test_saving_into_a_project_folder_goes_to_a_copy(run, forked):
    result = await run("open('folder/new.csv', 'w').write('x')\nimport os\nprint(sorted(os.listdir('folder')))")
    assert "new.csv" in said(result), result
    assert not (forked._settings.project / "folder" / "new.csv").exists()


async def test_candidates_draw_the_same_random_numbers_and_others_with_another_seed(forked):
    async with KernelExecutor(forked, lambda: {"x": 1}).open() as session:
        jobs = [Job("import random, numpy; print(random.random(), numpy.random.rand())", seed=n) for n in (0, 0, 1)]
        first, again, other = [said(await session.run(job)) for job in jobs]
    assert first == again != other


async def test_what_is_released_is_killed_at_once_and_buried_while_nobody_waits(forked):
    snapshot = await forked.snapshot({"x": 1})
    kernel = await forked.acquire(snapshot)
    pid = kernel.process.pid
    await forked.release(kernel)
    await forked.forget(snapshot)
    await forked.settle()
    assert not Path(f"/proc/{pid}").exists()
    assert not list(forked._keeper.root.glob("[0-9]*"))


async def test_kernels_are_made_ready_ahead_and_a_variable_that_takes_its_time_is_looked_at_later(forked):
    class Slow:
        def __repr__(self):
            import time

            time.sleep(3)
            return "Slow()"

    found = []
    for variables in ({"x": 1}, {"x": 1, "slow": Slow()}):
        snapshot = await forked.snapshot(variables)
        kernel = await forked.acquire(snapshot)
        run = await drive(kernel, Job("y = x + 1\ny", deadline_s=30))
        found.append((kernel.prepared, run.status, [name for name, _ in run.changed]))
        await forked.release(kernel)
        await forked.forget(snapshot)
    assert found == [(True, RunStatus.OK, ["y"]), (False, RunStatus.OK, ["y"])]


async def test_the_same_variables_are_copied_once(forked):
    first = await forked.snapshot({"a": np.arange(10)})
    await forked.forget(first)
    again = await forked.snapshot({"a": np.arange(10)})
    await forked.forget(again)
    other = await forked.snapshot({"a": np.arange(11)})
    await forked.forget(other)
    assert again is first
    assert other is not first


async def test_a_snapshot_in_use_outlives_others_that_are_opened_and_closed(forked):
    first = await forked.snapshot({"x": 1})
    await forked.forget(first)
    again = await forked.snapshot({"x": 1})
    for other in (2, 3):
        await forked.forget(await forked.snapshot({"x": other}))
    kernel = await forked.acquire(again)
    assert "42" in said(await drive(kernel, Job(code="print(x + 41)")))
    await forked.release(kernel)
    await forked.forget(again)


async def test_several_snapshots_are_opened_and_used_at_once(forked):
    async def one(number):
        async with KernelExecutor(forked, lambda: {"x": number}, parallel=1).open() as session:
            await asyncio.sleep(0.01 * number)
            return await session.run(Job(code="print(x)", deadline_s=60))

    results = await asyncio.gather(*(one(i % 5) for i in range(10)))
    assert [r.status for r in results] == [RunStatus.OK] * 10, results
    assert [said(r) for r in results] == [said(r) for r in results[:5]] * 2


async def test_idle_snapshots_leave_room_for_the_one_that_is_used():
    source = ForkedSource(Settings(modules=(), ahead=2, most=4))
    idle = [await source.snapshot({"x": i}) for i in range(4)]
    async with KernelExecutor(source, lambda: {"x": 9}).open() as session:
        result = await asyncio.wait_for(session.run(Job(code="print(x)")), 60)
    for snapshot in idle:
        await source.forget(snapshot)
    await source.close()
    assert "9" in said(result)


async def test_many_at_once_all_answer_and_wait_for_room(forked):
    async with KernelExecutor(forked, lambda: {"x": 1}, parallel=6).open() as session:
        results = await asyncio.gather(*(session.run(Job(code=f"print(x + {i})")) for i in range(18)))
    assert [str(1 + i) in said(r) for i, r in enumerate(results)] == [True] * 18


async def test_a_cancelled_run_leaves_no_kernel(forked):
    async with KernelExecutor(forked, lambda: {"x": 1}).open() as session:
        task = asyncio.create_task(session.run(Job(code="while True: pass", deadline_s=60)))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await forked.settle()
    assert not list(forked._keeper.root.glob("[0-9]*"))


async def test_a_kernel_that_is_killed_is_a_run_that_died(forked):
    snapshot = await forked.snapshot({"x": 1})
    kernel = await forked.acquire(snapshot)
    running = asyncio.create_task(drive(kernel, Job(code="import time; time.sleep(60)", deadline_s=60)))
    await asyncio.sleep(0.3)
    os.kill(kernel.process.pid, signal.SIGKILL)
    assert (await running).status is RunStatus.DIED
    await forked.release(kernel)
    await forked.forget(snapshot)


@pytest.mark.parametrize("victim", ["template", "zygote"])
async def test_a_killed_server_takes_its_kernels_along_and_is_replaced(forked, victim):
    snapshot = await forked.snapshot({"x": 41})
    kernel = await forked.acquire(snapshot)
    server = snapshot._template.process.pid if victim == "template" else (await forked._keeper.zygote()).pid
    os.kill(server, signal.SIGKILL)
    await asyncio.wait_for(kernel.died(), 10)
    await forked.release(kernel)
    kernel = await forked.acquire(snapshot)
    assert "42" in said(await drive(kernel, Job(code="print(x + 1)")))
    await forked.release(kernel)
    await forked.forget(snapshot)


async def test_closing_leaves_no_process_descriptor_or_file():
    async def use():
        source = ForkedSource(Settings(modules=("numpy",)))
        async with KernelExecutor(source, lambda: {"x": 1}).open() as session:
            await asyncio.gather(*(session.run(Job(code="x")) for _ in range(4)))
        zygote, root = (await source._keeper.zygote()).pid, source._keeper.root
        await source.close()
        return zygote, root

    await use()
    before = len(os.listdir("/proc/self/fd"))
    zygote, root = await use()
    assert len(os.listdir("/proc/self/fd")) == before
    assert not Path(f"/proc/{zygote}").exists()
    assert not root.exists()


_NOTEBOOK = """
import asyncio, os, sys, time
from smallcode_nb.kernels.forked import ForkedSource, Settings
async def main():
    source = ForkedSource(Settings(modules=()))
    snapshot = await source.snapshot({"x": 1})
    kernel = await source.acquire(snapshot)
    template = snapshot._template.process.pid
    print((await source._keeper.zygote()).pid, template, kernel.process.pid, source._keeper.root, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_when_the_users_kernel_is_killed_everything_it_started_ends_too():
    notebook = subprocess.Popen([sys.executable, "-c", _NOTEBOOK], stdout=subprocess.PIPE, text=True)
    try:
        *pids, root = (await asyncio.to_thread(notebook.stdout.readline)).split()
    finally:
        notebook.kill()
        notebook.wait()
        notebook.stdout.close()
    until = time.monotonic() + 10
    while any(_runs(int(p)) for p in pids) and time.monotonic() < until:
        await asyncio.sleep(0.05)
    assert not [p for p in pids if _runs(int(p))]
    # its folder is swept by whoever comes next
    source = ForkedSource(Settings(modules=()))
    await source.warm()
    await source.close()
    assert not Path(root).exists()


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


async def test_a_large_frame_is_sampled_and_it_is_said():
    source = ForkedSource(Settings(modules=("pandas",), max_snapshot_bytes=400_000))
    df = pd.DataFrame({"a": np.arange(500_000)})
    async with KernelExecutor(source, lambda: {"df": df, "small": 3}).open() as session:
        result = await session.run(Job(code="print(len(df) < 60_000, small)"))
        notes = session.notes
    await source.close()
    assert "True 3" in said(result)
    assert any("`df` was sampled" in n and "500,000" in n for n in notes)


async def test_a_variable_that_only_this_process_can_read_is_left_out(forked):
    import types

    module = types.ModuleType("only_here")
    exec("class Thing:\n    def __init__(self): self.x = 1", module.__dict__)
    module.Thing.__module__ = "only_here"
    sys.modules["only_here"] = module
    try:
        variables = {"thing": module.Thing(), "y": 2}
        async with KernelExecutor(forked, lambda: variables).open() as session:
            notes, result = session.notes, await session.run(Job(code="print(y)"))
    finally:
        del sys.modules["only_here"]
    assert any("`thing`" in n and "only_here" in n for n in notes), notes
    assert "2" in said(result)


async def test_a_full_disk_is_an_error_with_a_remedy(forked, monkeypatch):
    import errno

    from smallcode_nb.kernels.snapshot import memory_file

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(memory_file, "write", full)
    with pytest.raises(SnapshotError, match="No space left"):
        await forked.snapshot({"fresh": np.arange(77)})


async def test_unconfined_kernels_say_so():
    source = ForkedSource(Settings(modules=(), tier=Tier.NONE, limits=Limits()))
    assert source.tier == "none"
    async with KernelExecutor(source, lambda: {"x": 1}).open() as session:
        assert (await session.run(Job(code="x"))).tier == "none"
    await source.close()
