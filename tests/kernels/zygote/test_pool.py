"""Kernels started ahead of need: handed out in order, never lost, never more than their share."""

import asyncio

import pytest

from smallcode_nb.kernels.zygote.pool import Pool, Share


class Thing:
    def __init__(self, number):
        self.number = number
        self.alive = True


class Maker:
    """Makes numbered things, each after `wait` is set; remembers which were ended."""

    def __init__(self):
        self.made, self.ended = [], []
        self.wait = asyncio.Event()
        self.wait.set()

    async def start(self):
        await self.wait.wait()
        self.made.append(Thing(len(self.made)))
        return self.made[-1]

    async def end(self, thing):
        self.ended.append(thing)


async def settled():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_first_started_is_handed_out_first_and_replaced():
    maker = Maker()
    pool = Pool(maker.start, maker.end, 2, Share(9))
    pool.fill()
    await settled()
    assert (await pool.take()).number == 0
    await settled()
    assert len(maker.made) == 3
    assert (await pool.take()).number == 1
    await pool.drain()


async def test_one_that_died_while_it_waited_is_not_handed_out():
    maker = Maker()
    pool = Pool(maker.start, maker.end, 1, Share(9))
    pool.fill()
    await settled()
    maker.made[0].alive = False
    assert (await pool.take()).alive
    assert maker.ended == [maker.made[0]]
    await pool.drain()


async def test_pools_share_how_many_may_wait():
    maker, share = Maker(), Share(3)
    first, second = (Pool(maker.start, maker.end, 2, share) for _ in range(2))
    first.fill()
    second.fill()
    await settled()
    assert len(maker.made) == 3
    await first.drain()
    second.fill()
    await settled()
    assert len(maker.made) == 4
    await second.drain()
    assert all([share.take(), share.take(), share.take()])
    assert not share.take()


async def test_a_pool_without_a_share_still_serves_who_needs_one():
    maker = Maker()
    pool = Pool(maker.start, maker.end, 2, Share(0))
    pool.fill()
    assert (await pool.take()).number == 0
    await pool.drain()


async def test_a_taker_that_gives_up_does_not_lose_the_kernel():
    maker = Maker()
    maker.wait.clear()
    pool = Pool(maker.start, maker.end, 1, Share(9))
    taking = asyncio.create_task(pool.take())
    await settled()
    taking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking
    maker.wait.set()
    assert (await pool.take()).number in (0, 1)
    await pool.drain()
    assert len(maker.ended) == len(maker.made) - 1


async def test_draining_ends_what_was_not_taken():
    maker = Maker()
    pool = Pool(maker.start, maker.end, 3, Share(9))
    pool.fill()
    await settled()
    taken = await pool.take()
    await settled()
    await pool.drain()
    assert taken not in maker.ended
    assert len(maker.ended) == len(maker.made) - 1


async def test_the_first_is_alone_until_it_is_given_back_or_another_is_wanted():
    maker = Maker()
    pool = Pool(maker.start, maker.end, 2, Share(9), alone=True)
    pool.given_back()
    pool.fill()
    await settled()
    assert len(maker.made) == 1
    assert (await pool.take()).number == 0
    await settled()
    assert len(maker.made) == 1
    pool.given_back()
    await settled()
    assert len(maker.made) == 3
    await pool.drain()


async def test_a_second_one_wanted_while_the_first_is_out_starts_those_after_it_too():
    maker = Maker()
    pool = Pool(maker.start, maker.end, 2, Share(9), alone=True)
    pool.fill()
    await pool.take()
    await pool.take()
    await settled()
    assert len(maker.made) == 4
    await pool.drain()
