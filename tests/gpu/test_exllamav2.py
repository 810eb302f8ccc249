"""ExLlamaV2 against transformers on the embedded model's weights; run by tests/gpu/run.sh on a machine with a GPU."""

import pytest

torch = pytest.importorskip("torch")

from smallcode_nb.agent.types import Message, Prompt, Sampling  # noqa: E402

GREEDY = Sampling(temperature=0.0, max_tokens=24)
TIE = 0.05  # nats: half precision cannot tell apart what is closer
HOT = [Sampling(temperature=0.9, top_p=0.95, max_tokens=24, seed=seed) for seed in range(8)]


def greedy(draw, stepper, prompts):
    return draw(stepper, prompts, [GREEDY] * len(prompts))


def test_greedy_tokens_are_those_of_transformers(stepper, draw, reference, requests, mixed):
    prompts = requests + mixed
    samples = greedy(draw, stepper, prompts)
    misses = [reference.misses(prompt, sample.ids) for prompt, sample in zip(prompts, samples, strict=True)]
    assert max(map(max, misses)) < TIE
    assert sum(max(each) == 0 for each in misses) >= 0.9 * len(prompts)
    assert all(sample.ended for sample in samples)


def test_a_batch_of_64_random_prompts_equals_one_by_one(stepper, draw, reference, mixed):
    together = greedy(draw, stepper, mixed)
    alone = [greedy(draw, stepper, [prompt])[0] for prompt in mixed]
    differing = [n for n in range(64) if together[n].ids != alone[n].ids]
    assert len(differing) <= 3, "more than rounding can explain"
    for n in differing:
        assert max(reference.misses(mixed[n], together[n].ids)) < TIE
        assert max(reference.misses(mixed[n], alone[n].ids)) < TIE


def test_log_probabilities_are_those_of_transformers(stepper, draw, reference, requests):
    for prompt, sample in zip(requests, draw(stepper, requests, HOT[:4]), strict=True):
        assert sample.logprob == pytest.approx(reference.logprob(prompt, sample.ids), abs=0.02 * len(sample.ids))


def test_a_seed_gives_the_same_sample_alone_and_in_a_batch(stepper, draw, mixed):
    batch = draw(stepper, [mixed[2]] * 8, HOT)
    again = draw(stepper, [mixed[2]] * 8, HOT)
    alone = [draw(stepper, [mixed[2]], [sampling])[0] for sampling in HOT]
    assert [sample.ids for sample in batch] == [sample.ids for sample in again]
    assert sum(one.ids == many.ids for one, many in zip(alone, batch, strict=True)) >= 7
    assert len({tuple(sample.ids) for sample in batch}) >= 6


def test_equal_prompts_are_read_once(stepper, draw, mixed):
    prompt = max(mixed, key=len)
    stepper._generator.reset_page_table()
    draw(stepper, [prompt] * 8, [Sampling(temperature=1.0, max_tokens=4, seed=seed) for seed in range(8)])
    full = (len(prompt) - 1) // 256
    known = [page for page in stepper._generator.all_pages if page.kv_position == 256]
    assert len(known) == full, "eight jobs share the pages of their prompt"


def test_a_cancelled_sample_gives_its_pages_back(stepper, draw, mixed):
    from smallcode_nb.models.steps import Draw

    stepper.add([Draw(key, mixed[4], Sampling(temperature=1.0, seed=key), 400) for key in range(8)])
    stepper.step()
    assert stepper._generator.referenced_pages
    for key in range(8):
        stepper.cancel(key)
    assert not stepper.busy
    assert not stepper._generator.referenced_pages
    assert greedy(draw, stepper, [mixed[4]])[0].ids


@pytest.mark.parametrize(("bits", "share"), [(8, 0.97), (6, 0.9), (4, 0.75)])
def test_quantised_caches_draw_nearly_the_same(open_embedded, draw, reference, requests, mixed, bits, share):
    prompts = requests + mixed[:28]
    opened = open_embedded(cache_bits=bits)
    samples = greedy(draw, opened, prompts)
    opened.close()
    misses = [miss for p, s in zip(prompts, samples, strict=True) for miss in reference.misses(p, s.ids)]
    assert sum(miss < TIE for miss in misses) >= share * len(misses)


@pytest.mark.parametrize("draft", ["ngram", "model"])
def test_guessing_ahead_changes_nothing_but_the_speed(open_embedded, embedded_folder, draw, reference, mixed, draft):
    prompts = [mixed[1] * 3, mixed[2]]
    opened = open_embedded(draft=draft if draft == "ngram" else str(embedded_folder))
    accepted = []
    generator = opened._generator
    iterate = generator.iterate

    def watched():
        results = iterate()
        accepted.extend(result.get("accepted_draft_tokens", 0) for result in results)
        return results

    generator.iterate = watched
    samples = greedy(draw, opened, prompts)
    many = greedy(draw, opened, mixed[:8])
    hot = draw(opened, prompts, HOT[:2])
    opened.close()
    plain = open_embedded()
    expected = draw(plain, prompts, HOT[:2])
    plain.close()
    assert max(max(reference.misses(p, s.ids)) for p, s in zip(prompts, samples, strict=True)) < TIE
    assert max(max(reference.misses(p, s.ids)) for p, s in zip(mixed[:8], many, strict=True)) < TIE
    assert sum(accepted) > 0, "not one guess was right"
    assert {len(sample.ids) for sample in samples if sample.ended == "length"} <= {24}
    assert any(a.ids == b.ids for a, b in zip(hot, expected, strict=True)), "a seed means the same with guesses"


def test_closing_frees_the_memory(open_embedded, draw, mixed):
    import gc

    left = []
    for _ in range(2):  # the first time libraries also take workspaces that stay
        opened = open_embedded()
        greedy(draw, opened, mixed[:4])
        taken = torch.cuda.memory_allocated()
        opened.close()
        del opened
        gc.collect()
        left.append(torch.cuda.memory_allocated())
        assert left[-1] < taken - 20e6, "the weights and the cache are more than that"
    assert left[1] <= left[0] + 2**20


@pytest.fixture(scope="module")
def model(embedded_folder):
    from smallcode_nb.models import LoadOptions, load

    model = load(str(embedded_folder), LoadOptions(backend="exllamav2", context=1024))
    yield model
    model.close()


@pytest.fixture(scope="module")
def prompt():
    from smallcode_nb.agent import prompts

    text = prompts.render(
        "tiny", namespace='sales: frame "city" str; "price" float', request="mean price by city", draft="", error=""
    )
    return Prompt((Message("raw", text),))


async def test_it_answers_as_the_embedded_model_does(model, prompt):
    chunks = [chunk async for chunk in model.sample((prompt,), (Sampling(temperature=0.0, max_tokens=80),))]
    text = "".join(chunk.text for chunk in chunks)
    assert "groupby" in text
    assert "city" in text
    assert chunks[-1].finish == "stop"
    assert chunks[-1].logprob < 0


async def test_a_stop_sequence_ends_the_text_before_it(model, prompt):
    sampling = Sampling(temperature=0.0, max_tokens=80, stop=("groupby",))
    chunks = [chunk async for chunk in model.sample((prompt,), (sampling,))]
    text = "".join(chunk.text for chunk in chunks)
    assert text
    assert "groupby" not in text
    assert chunks[-1].finish == "stop"


async def test_closing_the_stream_cancels_and_the_next_request_is_served(model, prompt):
    hot = tuple(Sampling(temperature=1.5, top_p=1.0, max_tokens=400, seed=seed) for seed in range(8))
    stream = model.sample((prompt,) * 8, hot)
    await anext(stream)
    await stream.aclose()
    chunks = [chunk async for chunk in model.sample((prompt,), (GREEDY,))]
    assert chunks[-1].finish
