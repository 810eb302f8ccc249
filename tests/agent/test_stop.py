from __future__ import annotations

import asyncio
import threading

import pytest

from smallcode_nb.agent.stop import Stop, bounded


async def test_work_that_ends_by_itself_is_not_disturbed():
    done = []

    async def work():
        done.append(1)

    assert await bounded(work(), Stop(), 5) == ""
    assert done == [1]


async def test_a_flag_set_in_another_thread_ends_the_work_and_its_cleanup_runs():
    cleaned = []

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append(1)

    stop = Stop()
    threading.Timer(0.05, stop.set).start()
    assert await bounded(work(), stop, 30) == "interrupted"
    assert cleaned == [1]


async def test_the_clock_ends_the_work():
    assert await bounded(asyncio.Event().wait(), Stop(), 0.01) == "budget"


async def test_an_error_of_the_work_is_the_callers():
    async def work():
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        await bounded(work(), Stop(), 5)


async def test_cancelling_the_caller_ends_the_work():
    ended = []

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(1)

    task = asyncio.create_task(bounded(work(), Stop(), 30))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == [1]


async def test_a_stop_may_be_set_before_and_twice():
    stop = Stop()
    stop.set()
    stop.set()
    assert stop.is_set()
    await stop.wait()


def test_setting_a_flag_whose_loop_is_gone_does_no_harm():
    stop = Stop()
    loop = asyncio.new_event_loop()
    waiting = loop.create_task(stop.wait())
    loop.run_until_complete(asyncio.sleep(0))
    waiting.cancel()
    loop.run_until_complete(asyncio.gather(waiting, return_exceptions=True))
    loop.close()
    stop.set()
    assert stop.is_set()
