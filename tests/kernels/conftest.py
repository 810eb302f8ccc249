"""One pool of real kernels for all tests of this folder; the namespace is each test's own."""

import contextlib
import json
import os

import pandas as pd
import pytest
import pytest_asyncio

from smallcode_nb.agent.types import Job
from smallcode_nb.kernels.driver import drive
from smallcode_nb.kernels.executor import KernelExecutor
from smallcode_nb.kernels.forked_settings import Settings
from smallcode_nb.kernels.keeper import Keeper
from smallcode_nb.kernels.launch import Launcher
from smallcode_nb.kernels.nursery import Nursery
from smallcode_nb.kernels.pool import PooledSource
from smallcode_nb.kernels.snapshot import dump


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def source():
    pool = PooledSource(warm=2)
    yield pool
    await pool.close()


@pytest_asyncio.fixture(loop_scope="session")
async def session(source):
    """Open a session over the given variables."""
    async with contextlib.AsyncExitStack() as stack:

        async def open_session(parallel: int = 2, needs: frozenset[str] = frozenset(), **variables: object):
            executor = KernelExecutor(source, lambda: variables, parallel)
            return await stack.enter_async_context(executor.open(needs))

        yield open_session


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def machinery(tmp_path_factory):
    """Settings, keeper and launcher of a source of forked kernels, for whoever tests one of its parts."""
    settings = Settings(modules=(), ahead=1, most=4, project=tmp_path_factory.mktemp("project"))
    keeper, launcher = Keeper(settings), Launcher(settings)
    yield settings, keeper, launcher
    launcher.close()
    await keeper.close()


@pytest_asyncio.fixture(loop_scope="session")
async def nursery(machinery):
    """One over `x = [1, 2]`; nothing was started yet."""
    one = Nursery(dump.seal(dump.take({"x": [1, 2]}, 1 << 20)), *machinery)
    yield one
    await one.close()


@pytest.fixture
def launcher(machinery):
    return machinery[2]


@pytest.fixture
def ran(nursery, launcher):
    """Run code as the candidate of a fresh kernel; what came of it."""

    async def run_one(code, deadline_s=20.0):
        kernel = await nursery.take()
        try:
            return await drive(kernel, Job(code=code, deadline_s=deadline_s))
        finally:
            await launcher.end(kernel)

    return run_one


@pytest.fixture
def sales():
    return pd.DataFrame({"region": ["north", "south", "north"], "units": [3, 5, 8], "price": [1.5, 2.0, None]})


@pytest.fixture
def in_fork():
    """Call a function in a fork of this process, which it may confine; its result, plain data, or the error as text."""

    def run(function):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                result = function()
            except BaseException as e:
                result = f"{type(e).__name__}: {e}"
            os.write(write, json.dumps(result).encode())
            os._exit(0)
        os.close(write)
        with open(read, "rb") as answer:
            result = json.loads(answer.read())
        os.waitpid(child, 0)
        return result

    return run
