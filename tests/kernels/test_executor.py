import asyncio
import json
import sqlite3

import psutil
import pytest

from smallcode_nb.agent.types import Job, RunStatus
from smallcode_nb.errors import SnapshotError
from smallcode_nb.kernels.executor import KernelExecutor
from smallcode_nb.kernels.pool import PooledSource

pytestmark = pytest.mark.asyncio(loop_scope="session")


def children():
    return {process.pid for process in psutil.Process().children(recursive=True)}


async def test_the_users_data_stays_as_it_was(session, sales):
    before = sales.copy(deep=True)
    opened = await session(sales=sales, names=["a"])
    done = await opened.run(Job("sales.loc[:, 'units'] = 0\nsales.drop(columns='price', inplace=True)\nnames.clear()"))
    assert done.ok
    assert sales.equals(before)


async def test_what_cannot_be_copied_is_named_with_the_reason(session):
    with sqlite3.connect(":memory:") as connection:
        opened = await session(conn=connection, x=1)
        done = await opened.run(Job("x + 1"))
    connection.close()
    (note,) = done.notes
    assert note.startswith("`conn` was not copied: a Connection cannot be pickled")
    assert json.loads(done.value.data) == {"v": 2}
    assert done.tier == opened.tier == "none"


async def test_a_function_of_the_notebook_sees_the_copys_data(session):
    notebook = {"__name__": "__main__"}
    exec("data = [1, 2]\ndef size():\n    return len(data)", notebook)
    opened = await session(data=notebook["data"], size=notebook["size"])
    done = await opened.run(Job("data = [1, 2, 3, 4]\nsize()"))
    assert json.loads(done.value.data) == {"v": 4}


async def test_only_what_is_needed_is_copied(session):
    notebook = {"__name__": "__main__"}
    exec("rate = 3\ndef cost(n):\n    return n * rate", notebook)
    opened = await session(needs=frozenset({"cost"}), cost=notebook["cost"], rate=3, big=list(range(10)))
    done = await opened.run(Job("[cost(2), 'big' in globals()]"))
    assert [item["v"] for item in json.loads(done.value.data)["items"]] == [6, False]


async def test_every_job_starts_from_the_same_copy(session):
    opened = await session(items=[1])
    runs = await asyncio.gather(*(opened.run(Job("items.append(1)\nlen(items)")) for _ in range(2)))
    assert [json.loads(done.value.data)["v"] for done in runs] == [2, 2]


async def test_twenty_jobs_at_once_all_come_back_right_in_few_processes():
    source = PooledSource(warm=2, preload=())
    executor = KernelExecutor(source, lambda: {"base": 100}, parallel=3)
    most = 0
    try:
        async with executor.open() as opened:

            async def job(number):
                nonlocal most
                done = await opened.run(Job(f"base + {number}"))
                most = max(most, len(source._live))
                return json.loads(done.value.data)["v"]

            assert await asyncio.gather(*map(job, range(20))) == [100 + number for number in range(20)]
    finally:
        await source.close()
    assert most <= 3 + 2


async def test_cancelling_a_run_kills_its_kernel_and_what_that_started(session):
    opened = await session()
    before = children()
    code = "import subprocess, time\nsubprocess.Popen(['sleep', '600'])\ntime.sleep(600)"
    task = asyncio.create_task(opened.run(Job(code, deadline_s=600)))
    while not any(psutil.Process(pid).name() == "sleep" for pid in children() if psutil.pid_exists(pid)):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    left = [psutil.Process(pid) for pid in children() - before if psutil.pid_exists(pid)]
    assert not [process for process in left if process.name() == "sleep"]


async def test_leaving_a_session_ends_what_still_runs(source):
    executor = KernelExecutor(source, dict, 1)
    async with executor.open() as opened:
        task = asyncio.create_task(opened.run(Job("import time\ntime.sleep(600)", deadline_s=600)))
        await asyncio.sleep(0.5)
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(SnapshotError):
        await opened.run(Job("1"))


async def test_a_file_beside_the_notebook_can_be_read_and_is_not_changed(session, tmp_path, monkeypatch):
    (tmp_path / "sales.csv").write_text("units\n3\n4\n")
    monkeypatch.chdir(tmp_path)
    opened = await session()
    code = "import pandas as pd\ndf = pd.read_csv('sales.csv')\ndf.head(1).to_csv('sales.csv')\nint(df.units.sum())"
    done = await opened.run(Job(code))
    assert json.loads(done.value.data) == {"v": 7}
    assert (tmp_path / "sales.csv").read_text() == "units\n3\n4\n"


async def test_a_dead_kernel_does_not_spoil_the_next_job(session):
    opened = await session(x=1)
    assert (await opened.run(Job("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"))).status is RunStatus.MEMORY
    assert (await opened.run(Job("x"))).ok
