import pytest

from smallcode_nb.models.memory import Shape, estimate_memory
from smallcode_nb.models.presets import presets


@pytest.mark.parametrize(
    ("name", "billions"),
    [
        ("codellama-7b-instruct", 6.74),
        ("deepseek-coder-6.7b-instruct", 6.74),
        ("phi-3-mini-4k-instruct", 3.82),
        ("stable-code-3b", 2.80),
        ("qwen2.5-coder-0.5b-instruct", 0.494),
        ("qwen2.5-coder-1.5b-instruct", 1.54),
        ("qwen2.5-coder-3b-instruct", 3.09),
        ("qwen2.5-coder-7b-instruct", 7.62),
    ],
)
def test_shapes_add_up_to_the_published_sizes(name, billions):
    assert presets()[name].parameters == pytest.approx(billions, rel=0.005)


def test_memory_grows_with_bits_with_samples_and_with_the_prompt():
    shape = Shape(layers=2, width=8, heads=2, kv_heads=1, feed_forward=16, vocabulary=10)
    base = estimate_memory(shape, bits=4, prompt=10, n=1, new=5)
    assert estimate_memory(shape, bits=8, prompt=10, n=1, new=5).weights == 2 * base.weights
    assert estimate_memory(shape, bits=4, prompt=10, n=4, new=5).cache > base.cache
    assert estimate_memory(shape, bits=4, prompt=20, n=1, new=5).cache > base.cache
    assert base.cache == 2 * 2 * 1 * 4 * 2 * 15


def test_a_7b_model_at_four_bits_fits_a_consumer_card_and_at_sixteen_bits_does_not_fit_8_gb():
    preset = presets()["codellama-7b-instruct"]
    assert preset.memory(prompt=2048).total < 8e9
    assert estimate_memory(preset.shape, bits=16, prompt=2048).total > 8e9
