"""EXL2: a small random Llama is converted, opened again, and close to what it was."""

import pytest

torch = pytest.importorskip("torch")

from smallcode_nb.agent.types import Sampling  # noqa: E402
from smallcode_nb.models.memory import Shape  # noqa: E402
from smallcode_nb.models.options import LoadOptions  # noqa: E402

GREEDY = Sampling(temperature=0.0, max_tokens=4)


def test_a_converted_model_opens_and_is_close_to_its_source(tmp_path, draw):
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
    samples = {}
    for folder in (source, target):
        stepper = open_stepper(folder, read_json(folder / "config.json"), 1024, LoadOptions(), frozenset())
        samples[folder] = draw(stepper, prompts, [GREEDY] * 32)
        stepper.close()
    same = sum(a.ids[0] == b.ids[0] for a, b in zip(samples[source], samples[target], strict=True))
    assert same >= 24, "6 bits change few of the best tokens"
    first = [abs(a.logprob - b.logprob) for a, b in zip(*samples.values(), strict=True) if a.ids == b.ids]
    assert sum(first) / len(first) < 0.5
