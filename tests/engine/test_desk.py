import asyncio

import pytest

from smallcode_nb.engine.desk import Desk
from smallcode_nb.engine.options import EngineOptions
from smallcode_nb.engine.refusals import Refusal


class Class:
    """People who come to a desk and stay until they are told to leave."""

    def __init__(self, **limits):
        self.desk = Desk(EngineOptions(**limits))
        self.seated, self.tasks, self.leave = [], {}, {}

    async def come(self, name, user="", samples=1):
        self.leave[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._sit(name, user or name, samples))
        await settle()

    async def go(self, name):
        self.leave[name].set()
        await self.tasks[name]
        await settle()

    async def _sit(self, name, user, samples):
        async with self.desk.seat(user, samples):
            self.seated.append(name)
            await self.leave[name].wait()


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_requests_wait_for_a_seat_and_get_it_in_turn():
    people = Class(samples=2)
    for name in ("ana", "ben", "eva"):
        await people.come(name)
    assert people.seated == ["ana", "ben"]
    assert people.desk.waiting == 1
    await people.go("ana")
    assert people.seated == ["ana", "ben", "eva"]
    await people.go("ben")
    await people.go("eva")
    assert people.desk.samples == 0


async def test_whoever_has_nothing_at_work_comes_before_whoever_has_much():
    people = Class(samples=3)
    await people.come("ana 1", "ana", 2)
    await people.come("eva", "eva", 1)
    await people.come("ana 2", "ana", 1)
    await people.come("ben", "ben", 1)
    await people.go("eva")
    assert people.seated == ["ana 1", "eva", "ben"]


async def test_a_large_request_is_not_starved_by_small_ones():
    people = Class(samples=4)
    await people.come("small 1", samples=1)
    await people.come("large", samples=4)
    await people.come("small 2", samples=1)
    assert people.seated == ["small 1"]
    await people.go("small 1")
    assert people.seated == ["small 1", "large"]


async def test_a_request_larger_than_all_seats_is_served_alone():
    people = Class(samples=2)
    await people.come("huge", samples=8)
    assert people.seated == ["huge"]


async def test_one_user_cannot_take_every_seat():
    people = Class(samples=4, samples_per_user=2)
    await people.come("ana 1", "ana", 2)
    await people.come("ana 2", "ana", 1)
    await people.come("ben", "ben", 2)
    assert people.seated == ["ana 1", "ben"]


async def test_a_full_queue_sends_away_with_a_time_to_come_back():
    people = Class(samples=1, waiting_per_user=1, waiting=2)
    await people.come("ana 1", "ana")
    await people.come("ana 2", "ana")
    with pytest.raises(Refusal, match="of yours") as refused:
        async with people.desk.seat("ana", 1):
            pass
    assert refused.value.status == 429
    assert int(refused.value.headers["retry-after"]) >= 1
    await people.come("ben", "ben")
    with pytest.raises(Refusal, match="Too many requests wait"):
        async with people.desk.seat("eva", 1):
            pass


async def test_whoever_stops_waiting_leaves_the_queue():
    people = Class(samples=1)
    await people.come("ana")
    await people.come("ben")
    people.tasks["ben"].cancel()
    await settle()
    assert people.desk.waiting == 0
    await people.go("ana")
    await people.come("eva")
    assert people.seated == ["ana", "eva"]


async def test_a_desk_at_work_is_not_idle():
    people = Class(samples=1)
    await people.come("ana")
    assert people.desk.idle_s == 0
