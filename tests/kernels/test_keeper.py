"""One zygote for one source: started once, replaced when it is killed, never left behind."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
import pytest_asyncio

from smallcode_nb.errors import KernelStartFailed
from smallcode_nb.kernels.forked_settings import Settings
from smallcode_nb.kernels.keeper import Keeper

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def keeper(tmp_path):
    one = Keeper(Settings(modules=(), project=tmp_path))
    yield one
    await one.close()


def children():
    """Numbers of this process's children, those included that have ended and were not waited for."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(word) for task in tasks for word in task.read_text().split()}


async def until(condition):
    """Wait a little for something that is about to be so."""
    for _ in range(200):
        if condition():
            return True
        await asyncio.sleep(0.02)
    return False


async def test_all_who_ask_get_the_same_one(keeper):
    first, second = await asyncio.gather(keeper.zygote(), keeper.zygote())
    assert first is second
    assert first.alive
    assert (keeper.root / "victims" / "secret").read_text() == "victim"


async def test_one_that_was_killed_is_replaced_and_waited_for(keeper):
    before = await keeper.zygote()
    os.kill(before.pid, signal.SIGKILL)
    assert await until(lambda: not before.alive)
    after = await keeper.zygote()
    assert after is not before
    assert after.alive
    assert before.pid not in children()


async def test_one_that_is_given_up_while_it_starts_ends_at_once(keeper):
    before = children()
    for wait_s in (0.0, 0.05, 0.5):
        starting = asyncio.create_task(keeper.zygote())
        await asyncio.sleep(wait_s)
        starting.cancel()
        await asyncio.wait({starting})
        assert await until(lambda: children() <= before)
    assert (await keeper.zygote()).alive


async def test_closing_calls_off_the_one_that_starts_in_the_background(keeper):
    before = children()
    await keeper.zygote()
    keeper.expect(frozenset({"decimal"}))
    await asyncio.sleep(0.05)
    root = keeper.root
    await asyncio.wait_for(keeper.close(), 10)
    assert await until(lambda: children() <= before)
    assert not root.exists()


async def test_libraries_known_from_the_start_are_imported_by_the_first_one(keeper):
    keeper.expect(frozenset({"decimal", "fractions"}))
    assert {"decimal", "fractions"} <= set((await keeper.zygote()).hello.imported)


async def test_a_library_met_later_takes_another_one_that_is_exchanged_when_ready(keeper):
    before = await keeper.zygote()
    keeper.expect(frozenset({"decimal"}))
    assert await keeper.zygote() is before
    await asyncio.wait({keeper._coming})
    await keeper.exchange()
    after = await keeper.zygote()
    assert "decimal" in after.hello.imported
    assert not before.alive


async def test_a_zygote_that_cannot_start_says_why(tmp_path, monkeypatch):
    keeper = Keeper(Settings(modules=(), project=tmp_path))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    before = children()
    with pytest.raises(KernelStartFailed):
        await keeper.zygote()
    assert children() <= before
    await keeper.close()
