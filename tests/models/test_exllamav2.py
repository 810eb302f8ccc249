import pytest

from smallcode_nb.models.exllamav2 import ExLlamaV2Stepper

torch = pytest.importorskip("torch")


class ScriptedGenerator:
    """Gives back results in the form ExLlamaV2's generator documents."""

    def __init__(self, steps):
        self.steps = iter(steps)
        self.cancelled = []

    def enqueue(self, job):
        pass

    def iterate(self):
        return next(self.steps)

    def cancel(self, job):
        self.cancelled.append(job)


def stepper(*steps):
    made = ExLlamaV2Stepper(ScriptedGenerator(steps), frozenset({2}), 3)
    made._jobs = {7: "job seven", 8: "job eight"}
    return made


def streaming(key, ids, eos=False, reason=""):
    logits = torch.tensor([[[0.0, 1.0, 2.0, 99.0]] * len(ids)])
    result = {"stage": "streaming", "identifier": key, "eos": eos, "eos_reason": reason}
    return result | ({"token_ids": torch.tensor([ids]), "logits": logits} if ids else {})


def test_results_become_growths_with_the_models_own_log_probability():
    made = stepper([{"stage": "prefill", "eos": False}, streaming(7, [1, 0])])
    (growth,) = made.step()
    expected = torch.tensor([0.0, 1.0, 2.0]).log_softmax(0)
    assert (growth.key, growth.ids, growth.ended) == (7, (1, 0), "")
    assert growth.logprob == pytest.approx(float(expected[1] + expected[0]), abs=1e-5)


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
