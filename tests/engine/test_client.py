"""A notebook's model in the shared engine: the same text as in this process, and no loss when the engine dies."""

import asyncio
import os
import signal
from contextlib import aclosing

import pytest

from smallcode_nb.agent.types import Chunk, Message, Prompt, PromptStyle, Sampling
from smallcode_nb.engine.client import Delivered, open_in_engine
from smallcode_nb.engine.process import running
from smallcode_nb.errors import UnknownModel, WeightsMissing
from smallcode_nb.models import load

PROMPT = Prompt((Message("raw", "def add(a, b):\n"),))
PAIR = ((PROMPT,) * 2, (Sampling(seed=0), Sampling(seed=1)))


async def collect(model, prompts, samplings):
    texts, last = dict.fromkeys(range(len(prompts)), ""), {}
    async with aclosing(model.sample(prompts, samplings)) as chunks:
        async for chunk in chunks:
            texts[chunk.index] += chunk.text
            last[chunk.index] = chunk
    return list(texts.values()), [last[index] for index in sorted(last)]


async def test_an_engine_that_dies_is_started_again_and_the_request_repeated(place, recording):
    model = await asyncio.to_thread(open_in_engine, recording, place)
    before, _ = await collect(model, *PAIR)
    first = running(place).pid
    os.kill(first, signal.SIGKILL)
    after, _ = await collect(model, *PAIR)
    assert before == after == ["    return a + b\n", "    return b + a\n"]
    assert running(place).pid != first
    await model.aclose()


async def test_what_cannot_be_loaded_is_said_as_if_it_had_been_loaded_here(place):
    with pytest.raises(UnknownModel, match="Did you mean"):
        await asyncio.to_thread(open_in_engine, "smallcode-tinny", place)
    with pytest.raises(WeightsMissing, match=r"no/such\.gguf"):
        await asyncio.to_thread(open_in_engine, "/no/such.gguf", place)


async def test_an_engine_draws_what_the_model_draws_in_this_process(place, random_model):
    pytest.importorskip("openvino_genai")
    spec = str(random_model.gguf)
    samplings = tuple(Sampling(temperature=1.0, max_tokens=16, seed=seed) for seed in (3, 1, 8))
    shared = await asyncio.to_thread(open_in_engine, spec, place)
    local = load(spec)
    texts, ends = await collect(shared, (PROMPT,) * 3, samplings)
    own, own_ends = await collect(local, (PROMPT,) * 3, samplings)
    assert texts == own
    assert [end.tokens for end in ends] == [end.tokens for end in own_ends]
    assert [end.logprob for end in ends] == pytest.approx([end.logprob for end in own_ends])
    assert shared.card == local.card
    assert shared.card.style is PromptStyle.BASE
    assert shared.count_tokens("naïve Größe") == local.count_tokens("naïve Größe")
    await shared.aclose()
    local.close()


def test_a_repeated_sample_goes_on_where_it_broke_off():
    sample = Delivered("def f")
    told = [
        sample.skip(Chunk(0, "de"), ""),
        sample.skip(Chunk(0, "f fo"), "de"),
        sample.skip(Chunk(0, "o", "stop"), "def fo"),
    ]
    assert [chunk.text for chunk in told if chunk] == ["o", "o"]
    assert told[-1].finish == "stop"


def test_a_repeated_sample_that_comes_out_otherwise_is_given_up():
    assert Delivered("def f").skip(Chunk(0, "import"), "").finish == "cancelled"
