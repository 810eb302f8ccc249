from types import SimpleNamespace

import pytest

from smallcode_nb.agent.types import Sampling
from smallcode_nb.models.exllamav2 import ExLlamaV2Stepper, Picker

torch = pytest.importorskip("torch")


class ScriptedGenerator:
    """Gives back results in the form ExLlamaV2's generator documents."""

    def __init__(self, steps, ngrams=False, draft=None):
        self.steps = iter(steps)
        self.cancelled = []
        self.use_ngram_draft = ngrams
        self.draft_model = draft

    def enqueue(self, job):
        pass

    def iterate(self):
        return next(self.steps)

    def cancel(self, job):
        self.cancelled.append(job)


def stepper(*steps, **guessing):
    made = ExLlamaV2Stepper(ScriptedGenerator(steps, **guessing), frozenset({2}))
    made._jobs = {7: "job seven", 8: "job eight"}
    return made


def streaming(key, ids, eos=False, reason="", held=()):
    result = {"stage": "streaming", "identifier": key, "eos": eos, "eos_reason": reason}
    return result | (told(ids) if ids else {}) | ({"held": told(held)} if held else {})


def told(ids):
    """Tokens, each with a log-probability of its own in the place of its scores."""
    return {"token_ids": torch.tensor([ids]), "logits": torch.tensor([[[token, -0.5 - token] for token in ids]])}


def test_results_become_growths_with_the_models_own_log_probability():
    made = stepper([{"stage": "prefill", "eos": False}, streaming(7, [1, 0])])
    (growth,) = made.step()
    assert (growth.key, growth.ids, growth.ended) == (7, (1, 0), "")
    assert growth.logprob == pytest.approx(-2.0)


def test_the_stop_token_and_what_was_held_back_with_it_are_told():
    (growth,) = stepper([streaming(7, [], eos=True, reason="stop_token", held=[1, 2])]).step()
    assert (growth.ids, growth.ended) == ((1, 2), "stop")
    assert growth.logprob == pytest.approx(-4.0)


@pytest.mark.parametrize(("reason", "ended"), [("max_new_tokens", "length"), ("stop_token", "stop")])
def test_the_reason_for_an_end_is_translated(reason, ended):
    made = stepper([streaming(7, [1], eos=True, reason=reason)], [streaming(8, [], eos=True, reason=reason)])
    assert made.step()[0].ended == ended
    assert made.busy
    assert made.step()[0].ended == ended
    assert not made.busy


def test_text_that_is_held_back_is_no_growth():
    assert stepper([streaming(7, [])]).step() == []


def test_cancelling_reaches_the_generator_once():
    made = stepper()
    made.cancel(7)
    made.cancel(7)
    assert made._generator.cancelled == ["job seven"]


def test_guesses_are_made_only_while_few_samples_are_drawn():
    made = stepper([], [], [], ngrams=True, draft="small model")
    generator = made._generator
    made.step()
    assert generator.use_ngram_draft
    assert generator.draft_model == "small model"
    made._jobs[9] = "job nine"
    made.step()
    assert not generator.use_ngram_draft
    assert generator.draft_model is None
    made.cancel(9)
    made._short.add(8)
    made.step()
    assert not generator.use_ngram_draft, "n-grams look further back than a prompt of two tokens reaches"


def test_the_generator_sees_the_drawn_token_in_place_of_the_scores():
    scores = torch.tensor([[[0.0, 1.0, 2.0, 99.0], [3.0, 1.0, 2.0, 99.0]]])
    model = SimpleNamespace(
        forward_chunk=lambda **options: {} if options.get("preprocess_only") else {"logits": scores}
    )
    picker = Picker(model, 3)
    ready = SimpleNamespace(sampling=Sampling(temperature=0.0), new_tokens=5, is_prefill_done=lambda: True)
    waiting = SimpleNamespace(is_prefill_done=lambda: False)
    picker.generator = SimpleNamespace(active_jobs=[waiting, ready])
    assert picker.forward_chunk(preprocess_only=True) == {}
    picked = picker.forward_chunk()["logits"]
    assert picked.shape == (1, 2, 2)
    assert picked[0, :, 0].tolist() == [2.0, 0.0], "the padding behind the vocabulary is never drawn"
    assert picked[0, 0, 1] == pytest.approx(float(torch.tensor([0.0, 1.0, 2.0]).log_softmax(0)[2]))
