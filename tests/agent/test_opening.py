from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from smallcode_nb.agent.loop import Agent
from smallcode_nb.agent.opening import opened
from smallcode_nb.agent.testing import InlineExecutor, ScriptedModel
from smallcode_nb.agent.types import Budget, Job, LoopSettings, Request
from smallcode_nb.errors import SnapshotError


class Slow:
    """An executor that opens when it is told to, or fails."""

    parallel = 2

    def __init__(self, error: Exception | None = None) -> None:
        self.may_open, self.error, self.open_now = asyncio.Event(), error, 0

    @asynccontextmanager
    async def open(self, needs=frozenset()):
        await self.may_open.wait()
        if self.error:
            raise self.error
        async with InlineExecutor().open() as session:
            self.open_now += 1
            try:
                yield session
            finally:
                self.open_now -= 1


async def test_a_job_waits_until_the_session_is_open():
    executor, told = Slow(), []
    async with opened(executor, told.append) as session:
        running = asyncio.create_task(session.run(Job("1 + 1")))
        await asyncio.sleep(0)
        assert (told, session.tier, session.notes) == ([], "none", ())
        executor.may_open.set()
        assert (await running).value.text == "2"
        assert (len(told), executor.open_now) == (1, 1)
    assert executor.open_now == 0


async def test_samples_are_drawn_while_the_session_opens():
    executor, model = Slow(), ScriptedModel(["1 + 1"])
    agent = Agent(model, executor, None, LoopSettings(Budget(n=2)))
    solving = asyncio.create_task(agent.solve(Request("give me two")))
    async with asyncio.timeout(5):
        while not model.prompts:  # noqa: ASYNC110 - the model tells nobody that it was asked
            await asyncio.sleep(0)
    assert executor.open_now == 0
    executor.may_open.set()
    assert (await solving).chosen is not None


@pytest.mark.parametrize("replies", [["1 + 1"], ["def ("]])
async def test_variables_that_cannot_be_copied_end_the_request_with_the_reason(replies):
    executor = Slow(SnapshotError("Too many variables.", "Name them."))
    executor.may_open.set()
    agent = Agent(ScriptedModel(replies), executor, None, LoopSettings(Budget(n=2, max_generations=2)))
    with pytest.raises(SnapshotError, match="Too many"):
        await agent.solve(Request("give me two"))


async def test_a_search_that_is_given_up_leaves_nothing_open():
    executor = Slow()
    agent = Agent(ScriptedModel(["1 + 1"]), executor, None, LoopSettings(Budget(n=2)))
    solving = asyncio.create_task(agent.solve(Request("give me two")))
    await asyncio.sleep(0.01)
    solving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await solving
    executor.may_open.set()
    await asyncio.sleep(0.01)
    assert executor.open_now == 0
