"""Waiting for a turn."""

import asyncio

from smallcode_nb.agent.stop import Stop
from smallcode_nb.notebook.turns import Turns


async def _work(turns, stop, log, name, until):
    async with turns.take(stop) as mine:
        log.append((name, mine))
        if mine:
            await until.wait()


async def test_requests_are_worked_on_one_after_another_in_the_order_they_came():
    turns, log, go = Turns(), [], asyncio.Event()
    tasks = [asyncio.create_task(_work(turns, Stop(), log, name, go)) for name in "abc"]
    await asyncio.sleep(0.05)
    assert log == [("a", True)]
    assert turns.ahead == 3
    go.set()
    await asyncio.gather(*tasks)
    assert log == [("a", True), ("b", True), ("c", True)]
    assert turns.ahead == 0


async def test_one_that_is_stopped_while_it_waits_comes_back_and_the_next_one_gets_its_turn():
    turns, log, go, stop = Turns(), [], asyncio.Event(), Stop()
    tasks = [asyncio.create_task(_work(turns, s, log, n, go)) for n, s in (("a", Stop()), ("b", stop), ("c", Stop()))]
    await asyncio.sleep(0.05)
    stop.set()
    await tasks[1]
    assert log == [("a", True), ("b", False)]
    go.set()
    await asyncio.gather(*tasks)
    assert log[-1] == ("c", True)


async def test_a_cancelled_one_leaves_the_queue_free():
    turns, log, go = Turns(), [], asyncio.Event()
    first = asyncio.create_task(_work(turns, Stop(), log, "a", go))
    waiting = asyncio.create_task(_work(turns, Stop(), log, "b", go))
    await asyncio.sleep(0.05)
    waiting.cancel()
    first.cancel()
    await asyncio.gather(first, waiting, return_exceptions=True)
    go.set()
    await asyncio.wait_for(_work(turns, Stop(), log, "c", go), 1)
    assert log[-1] == ("c", True)
