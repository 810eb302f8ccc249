"""Models of real shapes with random weights, written where a loader reads them: speed and memory, not sense.

Knows: the Hugging Face layout of Llama, Qwen2 and Phi-3, and EXL2's tensors, which are filled directly because
quantising takes hours and its result is as fast as any other bits. Needs torch.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from ..models.memory import Shape
from ..models.presets import presets

__all__ = ["MODELS", "Layout", "layout_of", "write_exl2", "write_half"]

#: preset names, most important first
MODELS = ("codellama-7b-instruct", "qwen2.5-coder-1.5b-instruct", "phi-3-mini-4k-instruct")
HEAD_BITS = 6
_GROUP = 128  # rows that share a scale
_CLASSES = {"llama": "LlamaForCausalLM", "qwen2": "Qwen2ForCausalLM", "phi3": "Phi3ForCausalLM"}
_SPREAD = 0.02  # of random weights
_KINDS = {torch.float16: "F16", torch.int32: "I32", torch.int16: "I16"}


@dataclass(frozen=True, slots=True)
class Layout:
    """What a model is built of; `biased` when its query, key and value matrices have a bias."""

    name: str
    architecture: str
    shape: Shape
    context: int = 4096

    @property
    def biased(self) -> bool:
        """As Qwen2 is."""
        return self.architecture == "qwen2"

    def matrices(self) -> Iterator[tuple[str, int, int]]:
        """Name, rows in and columns out of each layer's matrices."""
        s, kv = self.shape, self.shape.kv_heads * self.shape.head_width
        for layer in range(s.layers):
            at = f"model.layers.{layer}."
            yield f"{at}self_attn.q_proj", s.width, s.heads * s.head_width
            yield f"{at}self_attn.k_proj", s.width, kv
            yield f"{at}self_attn.v_proj", s.width, kv
            yield f"{at}self_attn.o_proj", s.heads * s.head_width, s.width
            yield f"{at}mlp.gate_proj", s.width, s.feed_forward
            yield f"{at}mlp.up_proj", s.width, s.feed_forward
            yield f"{at}mlp.down_proj", s.feed_forward, s.width

    def norms(self) -> Iterator[str]:
        """Names of the norms' weights."""
        for layer in range(self.shape.layers):
            yield f"model.layers.{layer}.input_layernorm.weight"
            yield f"model.layers.{layer}.post_attention_layernorm.weight"
        yield "model.norm.weight"

    def step_bytes(self, bits: float, tokens: int) -> float:
        """Fewest bytes one step reads: every matrix once, and the keys and values of `tokens` tokens."""
        s = self.shape
        head = s.vocabulary * s.width * (2 if bits == 16 else HEAD_BITS / 8)
        body = sum(rows * columns for _, rows, columns in self.matrices()) * bits / 8
        return body + head + tokens * 4 * s.layers * s.kv_heads * s.head_width

    def config(self, bits: float) -> dict[str, Any]:
        """Its config.json; `bits` other than 16 say that it is EXL2."""
        s = self.shape
        told = {
            "architectures": [_CLASSES[self.architecture]],
            "model_type": self.architecture,
            "vocab_size": s.vocabulary,
            "hidden_size": s.width,
            "intermediate_size": s.feed_forward,
            "num_hidden_layers": s.layers,
            "num_attention_heads": s.heads,
            "num_key_value_heads": s.kv_heads,
            "max_position_embeddings": self.context,
            "rms_norm_eps": 1e-5,
            "rope_theta": 10000.0,
            "hidden_act": "silu",
            "tie_word_embeddings": s.tied,
            "bos_token_id": 1,
            "eos_token_id": 2,
            "pad_token_id": 0,
            "dtype": "float16",
        }
        return told if bits == 16 else told | {"quantization_config": {"quant_method": "exl2", "bits": bits}}


def layout_of(name: str) -> Layout:
    """A preset's layout."""
    preset = presets()[name]
    return Layout(name, preset.architecture, preset.shape)


def write_half(layout: Layout, folder: Path, device: str = "cuda", spread: float = _SPREAD) -> Path:
    """The model in 16 bits; `spread` is the weights' standard deviation."""
    return _write(layout, folder, 16, _half(layout, device, spread))


def write_exl2(layout: Layout, folder: Path, bits: int = 4, device: str = "cuda") -> Path:
    """The model in EXL2 form at one number of bits for every matrix and six for the output's."""
    return _write(layout, folder, bits, _exl2(layout, bits, device))


def _half(layout: Layout, device: str, spread: float) -> Iterator[tuple[str, torch.Tensor]]:
    fused: dict[str, list[torch.Tensor]] = {}
    for name, rows, columns in layout.matrices():
        weight = _normal(device, spread, columns, rows)
        family, _, part = name.rpartition(".")
        if layout.architecture == "phi3" and part in ("q_proj", "k_proj", "v_proj", "gate_proj", "up_proj"):
            joined = f"{family}.{'qkv_proj' if part[1] == '_' else 'gate_up_proj'}.weight"
            fused.setdefault(joined, []).append(weight)
            if part in ("v_proj", "up_proj"):
                yield joined, torch.cat(fused.pop(joined))
        else:
            yield f"{name}.weight", weight
    yield from _vectors(layout, device, spread)
    if not layout.shape.tied:
        yield "lm_head.weight", _normal(device, spread, layout.shape.vocabulary, layout.shape.width)


def _exl2(layout: Layout, bits: int, device: str) -> Iterator[tuple[str, torch.Tensor]]:
    for name, rows, columns in layout.matrices():
        yield from _quantised(name, rows, columns, bits, device)
    yield from _vectors(layout, device, _SPREAD)
    yield from _quantised("lm_head", layout.shape.width, layout.shape.vocabulary, HEAD_BITS, device)


def _vectors(layout: Layout, device: str, spread: float) -> Iterator[tuple[str, torch.Tensor]]:
    yield "model.embed_tokens.weight", _normal(device, spread, layout.shape.vocabulary, layout.shape.width)
    for name in layout.norms():
        yield name, torch.ones(layout.shape.width, dtype=torch.float16, device=device)
    if layout.biased:
        for name, _, columns in layout.matrices():
            if name.endswith(("q_proj", "k_proj", "v_proj")):
                yield f"{name}.bias", _normal(device, spread, columns)


def _quantised(name: str, rows: int, columns: int, bits: int, device: str) -> Iterator[tuple[str, torch.Tensor]]:
    """EXL2's tensors: packed weights, a 4-bit scale for each group and column, the groups' bits and first rows."""
    groups = math.ceil(rows / _GROUP)
    padded = math.ceil(columns / 32) * 32
    starts = [group * _GROUP * bits // 32 for group in range(groups)]
    yield f"{name}.q_weight", _bits(device, rows * bits // 32, padded)
    yield f"{name}.q_scale", _bits(device, groups, padded // 8)
    # scales reach from 1/256 of the greatest to the greatest, weights around half of 2 ** bits of them
    greatest = _SPREAD * 6 / 2**bits
    yield f"{name}.q_scale_max", torch.full((groups,), greatest, dtype=torch.float16, device=device)
    pairs = [number for start in starts for number in (bits, start)]
    yield f"{name}.q_groups", torch.tensor(pairs, dtype=torch.int16, device=device)
    yield f"{name}.q_invperm", torch.arange(rows, dtype=torch.int32, device=device)


def _normal(device: str, spread: float, *shape: int) -> torch.Tensor:
    return torch.empty(shape, dtype=torch.float16, device=device).normal_(std=spread)


def _bits(device: str, *shape: int) -> torch.Tensor:
    return torch.randint(-(2**31), 2**31, shape, dtype=torch.int64, device=device).int()


def _write(layout: Layout, folder: Path, bits: float, tensors: Iterator[tuple[str, torch.Tensor]]) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(layout.config(bits)))
    (folder / "tokenizer.json").write_text(_tokenizer(layout.shape.vocabulary))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PreTrainedTokenizerFast"}))
    batch: list[tuple[str, torch.Tensor]] = []
    number = 0
    for name, tensor in tensors:
        batch.append((name, tensor))
        if sum(kept.nbytes for _, kept in batch) > 2**30:
            _write_file(folder / f"model-{number:03}.safetensors", batch)
            batch, number = [], number + 1
    _write_file(folder / f"model-{number:03}.safetensors", batch)
    _write_index(folder)
    return folder


def _write_file(path: Path, tensors: list[tuple[str, torch.Tensor]]) -> None:
    """One safetensors file, copied from the device straight into the mapped file."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, tensor in tensors:
        header[name] = {
            "dtype": _KINDS[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [end, end + tensor.nbytes],
        }
        end += tensor.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text)
    with path.open("r+b") as file:
        file.truncate(8 + len(text) + end)
    mapped = torch.from_file(str(path), shared=True, size=8 + len(text) + end, dtype=torch.uint8)
    at = 8 + len(text)
    for _, tensor in tensors:
        mapped[at : at + tensor.nbytes].copy_(tensor.reshape(-1).view(torch.uint8))
        at += tensor.nbytes


def _write_index(folder: Path) -> None:
    places: dict[str, str] = {}
    for file in sorted(folder.glob("*.safetensors")):
        with file.open("rb") as opened:
            header = json.loads(opened.read(int.from_bytes(opened.read(8), "little")))
        places |= {name: file.name for name in header if name != "__metadata__"}
    index = {"metadata": {}, "weight_map": places}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def _tokenizer(size: int) -> str:
    """A vocabulary of bytes and filler words: nothing is read or written with it but lengths."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    special = ["<pad>", "<s>", "</s>"]
    words = special + sorted(pre_tokenizers.ByteLevel.alphabet())
    words += [f"w{number}" for number in range(size - len(words))]
    tokenizer = Tokenizer(models.BPE({word: number for number, word in enumerate(words[:size])}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(word, special=True) for word in special])
    text: str = tokenizer.to_str()
    return text
