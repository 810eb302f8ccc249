"""Exported files make other engines compute what the network computes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import torch

from smallcode_nb.models.tiny.export import Quantisation, export, gguf_name, interleave, write_huggingface
from smallcode_nb.models.tiny.network import Network, NetworkShape, causal_mask, greedy
from smallcode_nb.models.tiny.tokenizer import Marker, encode_prompt, train_tokenizer

TEXTS = ["df: price float; region str a, b", "mean price by region", 'df.groupby("region")["price"].mean()']
TOKENIZER = train_tokenizer(TEXTS, 330)
PROMPTS = [encode_prompt(TOKENIZER, TEXTS[0], f"{word} price by region") for word in ("mean", "sum", "top 3", "plot")]


@pytest.fixture(scope="module")
def network() -> Network:
    """A random network whose greedy continuation is not one repeated token."""
    torch.manual_seed(3)
    network = Network(NetworkShape(TOKENIZER.get_vocab_size(), layers=2, width=64, heads=2, feed_forward=96))
    with torch.no_grad():
        for name, weight in network.named_parameters():
            if name.endswith(("o_proj.weight", "down_proj.weight")):
                weight.mul_(30)
    return network.half().float()


@pytest.fixture(scope="module")
def tokenizer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    TOKENIZER.save(str(path))
    return path


def _openvino_greedy(model: Path, prompt: list[int], limit: int) -> list[int]:
    genai = pytest.importorskip("openvino_genai")
    openvino = pytest.importorskip("openvino")
    pipeline = genai.ContinuousBatchingPipeline(
        str(model), genai.SchedulerConfig(), "CPU", {"INFERENCE_PRECISION_HINT": "f32"}
    )
    config = genai.GenerationConfig()
    config.max_new_tokens, config.do_sample, config.stop_token_ids = limit, False, {int(Marker.END)}
    ids = openvino.Tensor(torch.tensor([prompt]).numpy())
    result: list[int] = pipeline.generate([ids], [config])[0].m_generation_ids[0]
    return result


@pytest.mark.parametrize("prompt", PROMPTS)
def test_openvino_continues_a_prompt_like_the_network(
    network: Network, tokenizer_file: Path, tmp_path: Path, prompt: list[int]
) -> None:
    export(network, tokenizer_file, tmp_path, Quantisation.F16)
    expected = greedy(network, prompt, Marker.END, limit=12)
    assert len(set(expected)) > 2
    assert _openvino_greedy(tmp_path / "model.gguf", prompt, 12) == expected


def test_transformers_reads_the_directory_and_gives_the_same_logits(
    network: Network, tokenizer_file: Path, tmp_path: Path
) -> None:
    transformers = pytest.importorskip("transformers")
    folder = write_huggingface(network, tokenizer_file, tmp_path)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    ids = torch.tensor([PROMPTS[0]])
    length = ids.shape[1]
    expected = network.logits(network(ids, torch.arange(length)[None], causal_mask(length)))
    torch.testing.assert_close(model(ids).logits, expected, atol=2e-3, rtol=1e-3)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    assert tokenizer("<|bos|><|ns|>mean price<|code|>").input_ids[:2] == [Marker.BOS, Marker.NS]


def test_the_manifest_names_hash_and_size_of_every_shipped_file(
    network: Network, tokenizer_file: Path, tmp_path: Path
) -> None:
    manifest = json.loads(export(network, tokenizer_file, tmp_path).read_text(encoding="utf-8"))
    assert set(manifest["files"]) == {"model.gguf", "tokenizer.json"}
    for name, entry in manifest["files"].items():
        data = (tmp_path / name).read_bytes()
        assert entry == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assert manifest["parameters"] == sum(weight.numel() for weight in network.parameters())


def test_eight_bit_weights_take_about_half_the_space_of_sixteen_bit(
    network: Network, tokenizer_file: Path, tmp_path: Path
) -> None:
    export(network, tokenizer_file, tmp_path / "8", Quantisation.Q8_0)
    export(network, tokenizer_file, tmp_path / "16", Quantisation.F16)
    small, large = ((tmp_path / kind / "model.gguf").stat().st_size for kind in ("8", "16"))
    weights = 2 * sum(weight.numel() for weight in network.parameters())
    assert large - small == pytest.approx(weights * 15 / 32, rel=0.02)


def test_rows_of_query_matrices_are_interleaved_per_head() -> None:
    rows = interleave(torch.arange(8.0)[:, None], heads=2)[:, 0]
    assert rows.tolist() == [0, 2, 1, 3, 4, 6, 5, 7]


def test_every_weight_has_its_gguf_name(network: Network) -> None:
    names = [gguf_name(name) for name in network.state_dict()]
    assert len(set(names)) == len(names)
    assert "blk.1.ffn_down.weight" in names
