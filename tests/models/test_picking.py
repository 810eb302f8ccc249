import pytest

torch = pytest.importorskip("torch")

from smallcode_nb.agent.types import Sampling  # noqa: E402
from smallcode_nb.models.picking import pick_tokens, uniform  # noqa: E402

GREEDY = Sampling(temperature=0.0)


def scores(rows, size=50, seed=0):
    return torch.randn(rows, size, generator=torch.Generator().manual_seed(seed)) * 3


def hot(seed, **options):
    return Sampling(temperature=options.pop("temperature", 1.0), seed=seed, **options)


def test_the_likeliest_token_and_its_log_probability_before_temperature():
    logits = scores(3)
    picked = pick_tokens(logits, [(GREEDY, 0)] * 3)
    assert picked[:, 0].tolist() == logits.argmax(-1).tolist()
    torch.testing.assert_close(picked[:, 1], logits.log_softmax(-1).max(-1).values)


def test_a_row_is_drawn_alike_whatever_stands_beside_it():
    logits = scores(4)
    wishes = [(hot(seed, top_p=0.9), seed) for seed in range(4)]
    together = pick_tokens(logits, wishes)
    for row in range(4):
        torch.testing.assert_close(pick_tokens(logits[row : row + 1], [wishes[row]])[0], together[row])
    mixed = pick_tokens(logits, [wishes[0], (GREEDY, 0), wishes[2], (GREEDY, 0)])
    torch.testing.assert_close(mixed[[0, 2]], together[[0, 2]])


def test_nothing_outside_the_nucleus_is_ever_drawn():
    logits = torch.tensor([[0.55, 0.3, 0.1, 0.05]]).log().repeat(400, 1)
    picked = pick_tokens(logits, [(hot(7, top_p=0.8), place) for place in range(400)])[:, 0]
    assert set(picked.tolist()) == {0.0, 1.0}
    only = pick_tokens(logits, [(hot(7, top_p=0.01), place) for place in range(400)])[:, 0]
    assert set(only.tolist()) == {0.0}, "the likeliest token is always inside"


def test_tokens_come_as_often_as_the_model_says():
    shares = torch.tensor([0.5, 0.3, 0.15, 0.05])
    picked = pick_tokens(shares.log().repeat(4000, 1), [(hot(3, top_p=1.0), place) for place in range(4000)])[:, 0]
    found = torch.bincount(picked.long(), minlength=4) / 4000
    assert (found - shares).abs().max() < 0.03


def test_temperature_sharpens_the_draw_but_not_the_log_probability():
    logits = torch.tensor([[2.0, 1.0]]).repeat(500, 1)
    cold = pick_tokens(logits, [(hot(1, temperature=0.1, top_p=1.0), place) for place in range(500)])
    assert (cold[:, 0] == 0).float().mean() > 0.99
    assert cold[0, 1] == pytest.approx(float(logits[0].log_softmax(-1)[0]), abs=1e-6)


def test_the_number_behind_a_draw_depends_on_seed_and_place_only():
    assert uniform(5, 2) == uniform(5, 2)
    assert len({uniform(seed, place) for seed in range(5) for place in range(5)}) == 25
