import asyncio
import gc
import threading
import time

import pytest

from smallcode_nb.agent.types import Message, ModelCard, Prompt, PromptStyle, Sampling
from smallcode_nb.errors import ModelError
from smallcode_nb.models.local import LocalModel, Reading
from smallcode_nb.models.steps import Growth

CARD = ModelCard("letters", 0.001, 64, PromptStyle.BASE, "scripted")
PROMPT = Prompt((Message("raw", "go"),))


class Letters:
    """A vocabulary of single bytes."""

    stop_ids = frozenset({0})
    bos_id = None
    specials = ()

    def encode(self, text):
        return list(text.encode())

    def decode(self, ids):
        return bytes(ids).decode(errors="replace")


class Alphabet:
    """Draws a, b, c … for each sample until it is told to stop or the limit is reached."""

    def __init__(self):
        self.growing = {}

    @property
    def busy(self):
        return bool(self.growing)

    def add(self, draws):
        self.growing.update({draw.key: [draw.limit, 0] for draw in draws})

    def cancel(self, key):
        self.growing.pop(key, None)

    def step(self):
        time.sleep(0.001)
        return [self.grow(key) for key in tuple(self.growing)]

    def grow(self, key):
        limit, drawn = self.growing[key]
        self.growing[key][1] += 1
        if drawn + 1 == limit:
            del self.growing[key]
        return Growth(key, (97 + drawn % 26,), None, "length" if drawn + 1 == limit else "")

    def close(self):
        self.growing.clear()


@pytest.fixture
def model():
    model = LocalModel(CARD, Reading(Letters()), Alphabet)
    yield model
    model.close()


async def draw(model, limit):
    return "".join([chunk.text async for chunk in model.sample((PROMPT,), (Sampling(max_tokens=limit),))])


def test_a_model_outlives_the_event_loop_that_used_it(model):
    async def leave_in_the_middle():
        async for _ in model.sample((PROMPT,), (Sampling(max_tokens=60),)):
            return

    assert asyncio.run(draw(model, 3)) == "abc"
    asyncio.run(leave_in_the_middle())
    assert asyncio.run(draw(model, 4)) == "abcd"


async def test_closing_a_stream_ends_its_sample_in_the_library():
    alphabet = Alphabet()
    model = LocalModel(CARD, Reading(Letters()), lambda: alphabet)
    stream = model.sample((PROMPT,), (Sampling(max_tokens=60),))
    await anext(stream)
    await stream.aclose()
    assert await draw(model, 1) == "a"
    assert alphabet.growing == {}
    model.close()


async def test_the_window_limits_what_is_drawn(model):
    assert len(await draw(model, 1000)) == CARD.context - len("go")


async def test_prompts_and_samplings_must_pair(model):
    with pytest.raises(ModelError, match="own sampling"):
        await anext(model.sample((PROMPT,), ()))


def test_a_forgotten_model_ends_its_thread():
    def threads():
        return [thread for thread in threading.enumerate() if thread.name == "smallcode-model"]

    before = len(threads())
    model = LocalModel(CARD, Reading(Letters()), Alphabet)
    assert len(threads()) == before + 1
    del model
    gc.collect()
    assert len(threads()) == before
