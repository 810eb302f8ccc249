"""EXL2: a small random Llama is converted, opened again, and close to what it was."""

import pytest

torch = pytest.importorskip("torch")

from smallcode_nb.agent.types import Sampling  # noqa: E402
from smallcode_nb.models.memory import Shape  # noqa: E402
from smallcode_nb.models.options import LoadOptions  # noqa: E402

GREEDY = Sampling(temperature=0.0, max_tokens=1)


def test_a_converted_model_opens_and_is_close_to_its_source(tmp_path, draw, make_reference):
    from smallcode_nb.bench.gpu_models import Layout, write_half
    from smallcode_nb.models.exllamav2_files import weight_bytes
    from smallcode_nb.models.exllamav2_opening import open_stepper
    from smallcode_nb.models.quantise import Conversion, quantise
    from smallcode_nb.models.tokens import read_json

    torch.manual_seed(3)
    layout = Layout("random", "llama", Shape(2, 256, 4, 2, 512, 512), 1024)
    source = write_half(layout, tmp_path / "source", spread=0.08)
    target = tmp_path / "target"
    quantise(Conversion(source, target, tmp_path / "work", bits=6.0, head_bits=8, length=256))
    assert weight_bytes(target) < 0.75 * weight_bytes(source)
    prompts = [tuple(range(10 + n, 10 + n + 5 * (n + 1))) for n in range(32)]
    stepper = open_stepper(target, read_json(target / "config.json"), 1024, LoadOptions(), frozenset())
    samples = draw(stepper, prompts, [GREEDY] * 32)
    stepper.close()
    reference = make_reference(source)
    misses = [reference.misses(prompt, sample.ids)[0] for prompt, sample in zip(prompts, samples, strict=True)]
    # random weights have many tokens that are nearly as good: plain rounding of these to 6 bits misses the best by
    # 0.05 nats on average, to 5 bits by 0.11, to 4 bits by 0.55, to 3 bits by 1.9
    assert sum(misses) / len(misses) < 0.1
    assert max(misses) < 1.0
