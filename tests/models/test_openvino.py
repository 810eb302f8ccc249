import asyncio
from collections import defaultdict

import pytest

from smallcode_nb.agent.types import Message, Prompt, PromptStyle, Sampling
from smallcode_nb.errors import ModelError, RequestTooLong, WeightsDamaged, WeightsMissing
from smallcode_nb.models import LoadOptions, load
from smallcode_nb.models.openvino import open_pipeline

pytest.importorskip("openvino_genai")


def raw(text):
    return Prompt((Message("raw", text),))


PROMPT = raw("<|ns|>df: frame<|task|>total price<|code|>")
OTHER = raw("<|ns|>df: frame<|task|>rows for élève<|code|>")


async def collect(model, prompts, samplings):
    texts, ends, last = defaultdict(str), {}, {}
    async for chunk in model.sample(tuple(prompts), tuple(samplings)):
        texts[chunk.index] += chunk.text
        last[chunk.index] = chunk
        if chunk.finish:
            ends[chunk.index] = chunk.finish
    return [texts[index] for index in range(len(prompts))], ends, last


@pytest.fixture(scope="module")
def model(random_model):
    model = load(str(random_model.gguf))
    yield model
    model.close()


async def test_one_greedy_and_several_sampled_draws_come_from_one_batch(model):
    samplings = [Sampling(temperature=0.0, max_tokens=24)]
    samplings += [Sampling(temperature=1.0, max_tokens=24, seed=seed) for seed in range(1, 6)]
    texts, ends, last = await collect(model, [PROMPT] * 6, samplings)
    assert set(ends) == set(range(6))
    assert len(set(texts)) == 6
    assert all(1 <= chunk.tokens <= 24 for chunk in last.values())
    assert all(chunk.logprob is not None and chunk.logprob < 0 for chunk in last.values())


async def test_a_seed_gives_the_same_text_alone_and_in_any_batch(model):
    seeded = Sampling(temperature=0.9, max_tokens=20, seed=11)
    alone, _, _ = await collect(model, [PROMPT], [seeded])
    others = [Sampling(temperature=1.0, max_tokens=20, seed=seed) for seed in range(5)]
    together, _, _ = await collect(model, [PROMPT, OTHER, *[PROMPT] * 4], [seeded, *others])
    assert together[0] == alone[0]


async def test_different_prompts_share_a_batch_without_mixing(model):
    greedy = Sampling(temperature=0.0, max_tokens=16)
    one, _, _ = await collect(model, [PROMPT], [greedy])
    two, _, _ = await collect(model, [OTHER], [greedy])
    both, _, _ = await collect(model, [PROMPT, OTHER], [greedy, greedy])
    assert both == [one[0], two[0]]


async def test_samples_stream_while_they_grow(model):
    chunks = [c async for c in model.sample((PROMPT,), (Sampling(temperature=1.0, max_tokens=40, seed=3),))]
    assert len(chunks) > 5
    assert [chunk.tokens for chunk in chunks] == sorted(chunk.tokens for chunk in chunks)
    assert [bool(chunk.finish) for chunk in chunks] == [False] * (len(chunks) - 1) + [True]


async def test_closing_the_stream_stops_the_drawing_and_the_model_stays_usable(model):
    samplings = tuple(Sampling(temperature=1.0, max_tokens=400, seed=seed) for seed in range(4))
    stream = model.sample((PROMPT,) * 4, samplings)
    await anext(stream)
    await stream.aclose()
    greedy = Sampling(temperature=0.0, max_tokens=8)
    before, _, _ = await collect(model, [PROMPT], [greedy])
    after, _, _ = await collect(model, [PROMPT], [greedy])
    assert before == after


async def test_two_requests_at_once_each_get_their_own_samples(model):
    one = Sampling(temperature=0.9, max_tokens=30, seed=1)
    two = Sampling(temperature=0.9, max_tokens=30, seed=2)
    apart = [await collect(model, [PROMPT], [one]), await collect(model, [OTHER], [two])]
    together = await asyncio.gather(collect(model, [PROMPT], [one]), collect(model, [OTHER], [two]))
    assert [texts for texts, _, _ in together] == [texts for texts, _, _ in apart]


async def test_a_stop_sequence_ends_the_sample_before_it(model):
    free, _, _ = await collect(model, [PROMPT], [Sampling(temperature=0.0, max_tokens=30)])
    word = free[0][4:6]
    cut, ends, _ = await collect(model, [PROMPT], [Sampling(temperature=0.0, max_tokens=30, stop=(word,))])
    assert cut[0] == free[0][: free[0].index(word)]
    assert ends == {0: "stop"}


async def test_the_token_limit_is_reported_as_length(model):
    _, ends, last = await collect(model, [PROMPT], [Sampling(temperature=0.0, max_tokens=3)])
    assert ends == {0: "length"}
    assert last[0].tokens == 3


async def test_a_prompt_longer_than_the_window_is_refused_with_its_size(model):
    with pytest.raises(RequestTooLong, match="512"):
        await collect(model, [raw("price " * 600)], [Sampling()])


async def test_a_closed_model_says_so(random_model):
    model = load(str(random_model.gguf))
    model.close()
    with pytest.raises(ModelError, match="closed"):
        await collect(model, [PROMPT], [Sampling()])


def test_a_file_describes_itself(model):
    assert model.card.backend == "openvino"
    assert model.card.context == 512
    assert model.card.style is PromptStyle.BASE
    assert model.card.logprobs
    assert len(model.card.weights_sha256) == 64
    assert model.count_tokens("<|code|>") == 1


def test_the_window_can_be_made_smaller_but_not_larger(random_model):
    small = load(str(random_model.gguf), LoadOptions(context=128))
    large = load(str(random_model.gguf), LoadOptions(context=4096))
    assert (small.card.context, large.card.context) == (128, 512)
    small.close()
    large.close()


async def test_a_gguf_without_a_tokenizer_file_uses_the_vocabulary_inside_it(random_model, tmp_path, model):
    lone = tmp_path / "lone.gguf"
    lone.write_bytes(random_model.gguf.read_bytes())
    other = load(str(lone))
    text = "<|task|>for row in rows<|code|>"
    assert other.encode_prompt(raw(text))[-1] == model.encode_prompt(raw(text))[-1]
    texts, _, _ = await collect(other, [raw(text)], [Sampling(temperature=0.0, max_tokens=8)])
    assert texts[0]
    other.close()


def test_a_missing_file_and_a_broken_one_are_told_apart(tmp_path):
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + b"\0" * 64)
    with pytest.raises(WeightsMissing):
        open_pipeline(tmp_path / "none.gguf", LoadOptions())
    with pytest.raises(WeightsDamaged, match=r"broken\.gguf"):
        open_pipeline(broken, LoadOptions())


def test_opening_a_model_never_loads_the_librarys_telemetry(random_model, loaded_by):
    script = f"from smallcode_nb.models import load; load({str(random_model.gguf)!r}).close()"
    assert loaded_by(script, "openvino_telemetry") == []
    assert "openvino" in loaded_by(script, "openvino")
