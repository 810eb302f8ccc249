"""Run on a machine with an NVIDIA GPU, the `gpu` extra and SMALLCODE_GPU_MODEL naming an unquantised directory."""

import os
from collections import defaultdict

import pytest

from smallcode_nb.agent.types import Message, Prompt, Sampling
from smallcode_nb.models import LoadOptions, load
from smallcode_nb.models.exllamav2_files import available

FOLDER = os.environ.get("SMALLCODE_GPU_MODEL", "")
pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not FOLDER, reason="SMALLCODE_GPU_MODEL names no model directory"),
    pytest.mark.skipif(not available(), reason="no NVIDIA GPU with ExLlamaV2 here"),
]
GREEDY = Sampling(temperature=0.0, max_tokens=24)
PROMPTS = [
    Prompt((Message("raw", "def total(rows):\n    " + "# sum of the rows\n    " * size),)) for size in range(1, 9)
]


@pytest.fixture(scope="module")
def model():
    model = load(FOLDER, LoadOptions(backend="exllamav2", context=2048))
    yield model
    model.close()


async def greedy(model, prompts):
    texts = defaultdict(str)
    async for chunk in model.sample(tuple(prompts), (GREEDY,) * len(prompts)):
        texts[chunk.index] += chunk.text
    return [texts[index] for index in range(len(prompts))]


async def test_one_batch_of_mixed_lengths_equals_one_by_one(model):
    together = await greedy(model, PROMPTS)
    assert together == [(await greedy(model, [prompt]))[0] for prompt in PROMPTS]


async def test_greedy_draws_agree_with_transformers(model):
    other = load(FOLDER, LoadOptions(backend="transformers", device="cuda", precision="f16"))
    assert await greedy(model, PROMPTS[:1]) == await greedy(other, PROMPTS[:1])
    other.close()


async def test_closing_the_stream_frees_the_cache_for_the_next(model):
    stream = model.sample((PROMPTS[0],) * 8, (Sampling(temperature=1.0, max_tokens=400),) * 8)
    await anext(stream)
    await stream.aclose()
    assert (await greedy(model, PROMPTS[:1]))[0]
