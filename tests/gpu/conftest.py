"""Models for a GPU: the embedded weights as a Hugging Face directory, a random Llama, and ways to look at both.

Rounding in half precision depends on how many rows a matrix product has, so the best token can change where two
are as good as equal: the reference says by how much each chosen token misses the best.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from smallcode_nb.models.embedded import WEIGHTS
from smallcode_nb.models.exllamav2_files import available
from smallcode_nb.models.steps import Draw

REQUESTS = ("mean price by city", "rows where units is above 10", "plot price by day", "the 3 largest prices")
NAMESPACE = 'sales: frame "city" str; "price" float; "units" int; "day" datetime'


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    reason = "no NVIDIA GPU with ExLlamaV2 here"
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.gpu)
            if not available():
                item.add_marker(pytest.mark.skip(reason=reason))


@dataclass
class Drawn:
    """One sample: its tokens, their log-probability in all, why it ended."""

    ids: list[int]
    logprob: float = 0.0
    ended: str = ""


@pytest.fixture(scope="session")
def embedded_folder(tmp_path_factory):
    """The embedded model's weights as transformers and ExLlamaV2 read them, in half precision."""
    import torch

    gguf = pytest.importorskip("gguf", reason="reading a GGUF needs the train extra")
    from smallcode_nb.models.tiny.export import gguf_name, write_huggingface
    from smallcode_nb.models.tiny.network import Network, NetworkShape

    reader = gguf.GGUFReader(WEIGHTS / "model.gguf")
    field = {name: entry.contents() for name, entry in reader.fields.items()}
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    heads = field["llama.attention.head_count"]
    shape = NetworkShape(
        vocabulary=len(field["tokenizer.ggml.tokens"]),
        layers=field["llama.block_count"],
        width=field["llama.embedding_length"],
        heads=heads,
        feed_forward=field["llama.feed_forward_length"],
        context=field["llama.context_length"],
        rope_theta=field["llama.rope.freq_base"],
        norm_epsilon=field["llama.attention.layer_norm_rms_epsilon"],
    )
    network = Network(shape)
    state = {}
    for name, weight in network.state_dict().items():
        stored = tensors[gguf_name(name)]
        values = torch.from_numpy(gguf.quants.dequantize(stored.data, stored.tensor_type).copy())
        values = values.float().reshape(weight.shape)
        if name.endswith(("q_proj.weight", "k_proj.weight")):
            rows, columns = values.shape
            values = values.reshape(heads, rows // heads // 2, 2, columns).transpose(1, 2).reshape(rows, columns)
        state[name] = values
    network.load_state_dict(state)
    return write_huggingface(network, WEIGHTS / "tokenizer.json", tmp_path_factory.mktemp("embedded") / "tiny")


@pytest.fixture(scope="session")
def vocabulary(embedded_folder):
    from smallcode_nb.models.tokens import read_vocabulary

    return read_vocabulary(embedded_folder, stop=("<|end|>",), bos="<|bos|>")


@pytest.fixture(scope="session")
def requests(vocabulary):
    """Prompts as the loop writes them."""
    from smallcode_nb.agent import prompts

    texts = [prompts.render("tiny", namespace=NAMESPACE, request=asked, draft="", error="") for asked in REQUESTS]
    return [tuple(vocabulary.encode(text)) for text in texts]


@pytest.fixture(scope="session")
def mixed(vocabulary):
    """64 prompts of random tokens, from 4 to 600 of them; every fourth begins as the one before."""
    made, prompts = random.Random(5), []
    for number in range(64):
        length = made.choice((4, 9, 30, 100, 257, 300, 600))
        ids = tuple(made.randrange(16, 2000) for _ in range(length))
        prompts.append(prompts[-1] + ids[:5] if number % 4 == 3 else ids)
    return prompts


class Reference:
    """The same weights on transformers in single precision."""

    def __init__(self, folder):
        import torch
        from transformers import AutoModelForCausalLM

        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).to("cuda").eval()

    def scores(self, prompt, ids):
        """Log-probabilities (tokens, vocabulary) at each place of the continuation `ids`."""
        import torch

        with torch.inference_mode():
            tokens = torch.tensor([[*prompt, *ids]], device="cuda")
            return self.model(tokens).logits[0, len(prompt) - 1 : -1].float().log_softmax(-1).cpu()

    def misses(self, prompt, ids):
        """How far in nats each token lies below the best one there."""
        return [float(row.max() - row[token]) for row, token in zip(self.scores(prompt, ids), ids, strict=True)]

    def logprob(self, prompt, ids):
        return sum(float(row[token]) for row, token in zip(self.scores(prompt, ids), ids, strict=True))


@pytest.fixture(scope="session")
def make_reference():
    return Reference


@pytest.fixture(scope="session")
def reference(embedded_folder):
    return Reference(embedded_folder)


@pytest.fixture(scope="session")
def open_embedded(embedded_folder):
    """Opens the embedded weights on ExLlamaV2 with some options."""
    from smallcode_nb.models.exllamav2_opening import open_stepper
    from smallcode_nb.models.options import LoadOptions
    from smallcode_nb.models.tokens import read_json

    def opened(**options):
        config = read_json(embedded_folder / "config.json")
        return open_stepper(embedded_folder, config, 1024, LoadOptions(**options), frozenset({2}))

    return opened


@pytest.fixture(scope="session")
def stepper(open_embedded):
    opened = open_embedded()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def draw():
    """Draws one sample for each (prompt, sampling) pair in one batch."""

    def drawn(stepper, prompts, samplings):
        wanted = list(zip(prompts, samplings, strict=True))
        stepper.add([Draw(key, ids, sampling, sampling.max_tokens) for key, (ids, sampling) in enumerate(wanted)])
        out = [Drawn([]) for _ in wanted]
        while stepper.busy:
            for growth in stepper.step():
                sample = out[growth.key]
                sample.ids += growth.ids
                sample.logprob += growth.logprob or 0.0
                sample.ended = growth.ended or sample.ended
        return out

    return drawn
