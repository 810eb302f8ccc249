"""One pool of real kernels for all tests of this folder; the namespace is each test's own."""

import contextlib

import pandas as pd
import pytest
import pytest_asyncio

from smallcode_nb.kernels.executor import KernelExecutor
from smallcode_nb.kernels.pool import PooledSource


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


@pytest.fixture
def sales():
    return pd.DataFrame({"region": ["north", "south", "north"], "units": [3, 5, 8], "price": [1.5, 2.0, None]})
