from collections import Counter, defaultdict

import pytest

from smallcode_nb.agent.types import Message, Prompt, PromptStyle, Sampling
from smallcode_nb.models import LoadOptions, load

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from smallcode_nb.models.transformers import pick  # noqa: E402


def raw(text):
    return Prompt((Message("raw", text),))


PROMPT = raw("<|ns|>df: frame<|task|>total price<|code|>")
OTHER = raw("<|ns|>d<|code|>")


async def collect(model, prompts, samplings):
    texts, last = defaultdict(str), {}
    async for chunk in model.sample(tuple(prompts), tuple(samplings)):
        texts[chunk.index] += chunk.text
        last[chunk.index] = chunk
    return [texts[index] for index in range(len(prompts))], last


@pytest.fixture(scope="module")
def model(random_model):
    model = load(str(random_model.huggingface))
    yield model
    model.close()


async def test_prompts_of_different_length_share_a_batch_without_mixing(model):
    greedy = Sampling(temperature=0.0, max_tokens=16)
    one, _ = await collect(model, [PROMPT], [greedy])
    two, _ = await collect(model, [OTHER], [greedy])
    both, last = await collect(model, [PROMPT, OTHER, PROMPT], [greedy] * 3)
    assert both == [one[0], two[0], one[0]]
    assert all(chunk.finish for chunk in last.values())


async def test_greedy_draws_agree_with_openvino_on_the_same_weights(model, random_model):
    pytest.importorskip("openvino_genai")
    twin = load(str(random_model.gguf))
    greedy = Sampling(temperature=0.0, max_tokens=24)
    prompt = raw("<|bos|><|ns|>rows<|code|>")
    ours, our_last = await collect(model, [prompt], [greedy])
    theirs, their_last = await collect(twin, [prompt], [greedy])
    assert ours == theirs
    assert our_last[0].logprob == pytest.approx(their_last[0].logprob, rel=0.02)
    twin.close()


async def test_each_row_has_its_own_temperature_and_seed(model):
    samplings = [Sampling(temperature=0.0, max_tokens=12)]
    samplings += [Sampling(temperature=1.0, max_tokens=12, seed=seed) for seed in (1, 2, 1)]
    texts, _ = await collect(model, [PROMPT] * 4, samplings)
    again, _ = await collect(model, [PROMPT] * 4, samplings)
    assert texts == again
    assert texts[1] == texts[3]
    assert len(set(texts)) == 3


async def test_rows_that_end_early_leave_the_others_growing(model):
    greedy = [Sampling(temperature=0.0, max_tokens=limit) for limit in (2, 12, 5)]
    texts, last = await collect(model, [PROMPT] * 3, greedy)
    assert [last[index].tokens for index in range(3)] == [2, 12, 5]
    assert texts[1].startswith(texts[2])
    assert texts[2].startswith(texts[0])


async def test_closing_the_stream_leaves_the_model_usable(model):
    stream = model.sample((PROMPT,) * 3, (Sampling(temperature=1.0, max_tokens=300),) * 3)
    await anext(stream)
    await stream.aclose()
    texts, _ = await collect(model, [PROMPT], [Sampling(temperature=0.0, max_tokens=4)])
    assert texts[0]


async def test_turns_go_through_the_models_own_chat_template(model):
    turns = Prompt((Message("system", "be brief"), Message("user", "rows of <|end|> df")))
    ids = model.encode_prompt(turns)
    assert model.card.style is PromptStyle.CHAT
    assert ids.count(4) == 2, "one task marker per turn"
    assert ids[-1] == 7, "the assistant's turn is open"
    assert 2 not in ids, "a control token in the user's text stays text"


def test_the_directory_describes_itself(model):
    assert model.card.backend == "transformers"
    assert model.card.context == 512
    assert 0 < model.card.parameters < 0.001
    assert len(model.card.weights_sha256) == 64


def test_the_precision_is_a_choice(random_model):
    model = load(str(random_model.huggingface), LoadOptions(precision="bf16"))
    assert model.card.backend == "transformers"
    model.close()


def test_the_nucleus_leaves_out_the_tail():
    logits = torch.tensor([4.0, 3.5, 0.0, -1.0])
    generator = torch.Generator().manual_seed(0)
    drawn = Counter(pick(logits, Sampling(temperature=1.0, top_p=0.9), generator) for _ in range(400))
    assert set(drawn) == {0, 1}
    assert drawn[0] > drawn[1]
