import threading
import time

import pytest

from smallcode_nb.agent.types import Sampling
from smallcode_nb.errors import ModelError, WeightsDamaged
from smallcode_nb.models.detokenise import TextStream
from smallcode_nb.models.steps import Draw, Growth
from smallcode_nb.models.worker import Live, Worker


class CountingStepper:
    """Draws the letters a, b, c … for every sample, one a step."""

    def __init__(self, breaks_at=None):
        self.growing = {}
        self.cancelled = []
        self.breaks_at = breaks_at
        self.closed = False

    @property
    def busy(self):
        return bool(self.growing)

    def add(self, draws):
        self.growing.update({draw.key: [draw, 0] for draw in draws})

    def cancel(self, key):
        self.cancelled.append(key)
        self.growing.pop(key, None)

    def step(self):
        time.sleep(0.001)
        return [self.grow(key) for key in tuple(self.growing)]

    def grow(self, key):
        entry = self.growing[key]
        entry[1] += 1
        if entry[1] == self.breaks_at:
            raise ValueError("out of cache")
        ended = "length" if entry[1] >= entry[0].limit else ""
        if ended:
            del self.growing[key]
        return Growth(key, (96 + entry[1],), -0.5, ended)

    def close(self):
        self.closed = True


class Sink:
    def __init__(self):
        self.items = []
        self.ended = threading.Event()

    def __call__(self, item):
        self.items.append(item)
        if isinstance(item, Exception) or any(chunk.finish for chunk in item):
            self.ended.set()

    def text(self):
        return "".join(chunk.text for item in self.items for chunk in item)


def live(sink, stop=()):
    return Live(0, TextStream(lambda ids: bytes(ids).decode(), stop), sink)


@pytest.fixture
def run():
    workers = []

    def start(stepper, stop_ids=()):
        worker = Worker(lambda: stepper, frozenset(stop_ids))
        worker.start()
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        worker.stop()


def draw(limit, key=1):
    return (Draw(key, (1, 2), Sampling(), limit),)


def test_a_sample_is_delivered_to_its_end(run):
    sink = Sink()
    run(CountingStepper()).submit(draw(4), (live(sink),))
    assert sink.ended.wait(5)
    assert sink.text() == "abcd"
    last = sink.items[-1][-1]
    assert (last.finish, last.tokens, last.logprob) == ("length", 4, -2.0)


def test_a_stop_token_ends_the_sample_without_being_shown(run):
    stepper, sink = CountingStepper(), Sink()
    run(stepper, stop_ids=(ord("c"),)).submit(draw(9), (live(sink),))
    assert sink.ended.wait(5)
    assert sink.text() == "ab"
    assert sink.items[-1][-1].finish == "stop"
    assert stepper.cancelled == [1]


def test_a_stop_sequence_ends_the_sample(run):
    sink = Sink()
    run(CountingStepper()).submit(draw(9), (live(sink, ("de",)),))
    assert sink.ended.wait(5)
    assert sink.text() == "abc"


def test_a_library_that_breaks_reaches_the_request_and_not_the_next_one(run):
    stepper, first, second = CountingStepper(breaks_at=3), Sink(), Sink()
    worker = run(stepper)
    worker.submit(draw(9), (live(first),))
    assert first.ended.wait(5)
    assert isinstance(first.items[-1], ModelError)
    assert "out of cache" in str(first.items[-1])
    worker.submit(draw(2, key=2), (live(second),))
    assert second.ended.wait(5)
    assert second.text() == "ab"


def test_what_opening_raises_reaches_the_caller():
    def broken():
        raise WeightsDamaged("half a file.", "Copy it again.")

    with pytest.raises(WeightsDamaged):
        Worker(broken, frozenset()).start()


def test_stopping_tells_those_who_wait_and_frees_the_model(run):
    stepper, sink = CountingStepper(), Sink()
    worker = run(stepper)
    worker.submit(draw(10_000), (live(sink),))
    worker.stop()
    assert stepper.closed
    assert sink.ended.is_set()
    with pytest.raises(ModelError, match="closed"):
        worker.submit(draw(1), (live(sink),))
