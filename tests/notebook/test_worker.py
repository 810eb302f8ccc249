"""Work on the background thread: messages, interrupts, giving up, closing."""

import asyncio
import threading

import pytest

from smallcode_nb.agent.stop import Stop
from smallcode_nb.notebook.worker import Errand, Worker


@pytest.fixture
def worker():
    worker = Worker()
    yield worker
    worker.close(_nothing())
    assert not worker.running


async def _nothing():
    pass


def test_the_result_comes_back_after_every_message_was_seen(worker):
    errand = Errand(worker, Stop())
    seen = []

    async def work():
        for i in range(3):
            errand.tell(i)
        return "done"

    assert errand.run(work(), lambda m: seen.append(m) if m is not None else None, 1.0) == "done"
    assert seen == [0, 1, 2]


def test_an_error_of_the_work_reaches_the_one_who_waits(worker):
    async def work():
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        Errand(worker, Stop()).run(work(), lambda _: None, 1.0)


def test_an_interrupt_asks_the_work_to_stop_and_returns_what_it_has(worker):
    stop = Stop()

    async def work():
        await stop.wait()
        return "partial"

    assert Errand(worker, stop).run(work(), _interrupt_once(), 5.0) == "partial"


def test_work_that_does_not_stop_is_cancelled_when_its_grace_is_over(worker):
    cleaned = threading.Event()

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.set()

    assert Errand(worker, Stop()).run(work(), _interrupt_once(), 0.0) is None
    assert cleaned.is_set()


def test_a_second_interrupt_gives_up_at_once(worker):
    async def work():
        await asyncio.Event().wait()

    def interrupt_always(_):
        raise KeyboardInterrupt

    assert Errand(worker, Stop()).run(work(), interrupt_always, 3600.0) is None


def test_after_giving_up_the_worker_takes_the_next_work(worker):
    test_a_second_interrupt_gives_up_at_once(worker)

    async def work():
        return 1

    assert Errand(worker, Stop()).run(work(), lambda _: None, 1.0) == 1


def test_closing_a_worker_that_never_started_is_nothing():
    Worker().close(_nothing())


def _interrupt_once():
    times = iter([True])

    def watch(_):
        if next(times, False):
            raise KeyboardInterrupt

    return watch
