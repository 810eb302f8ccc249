"""A GGUF file of a preset's exact shape with random 4-bit weights: what it takes in memory, without a download.

Matrices are Q4_0 and the embedding Q8_0, filled with random bits; 4.5 bits a weight in all but the embedding.
Knows: GGUF's names for Qwen2 and Llama shapes. Needs gguf (the train extra).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import MissingExtra, UnknownOption
from ..models.presets import Preset, family_template, presets

__all__ = ["write_random_gguf"]

_BLOCK = 32  # weights that share a scale
_SPREAD = 0.02
_SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")


def write_random_gguf(name: str, path: Path) -> Path:
    """The file for a preset. Raises UnknownModel, UnknownOption, MissingExtra."""
    preset = _known(name)
    try:
        import gguf
    except ImportError as error:
        raise MissingExtra("gguf is not installed.", "pip install 'smallcode-nb[train]'") from error
    writer = gguf.GGUFWriter(path, preset.architecture)
    _write_shape(writer, preset)
    _write_vocabulary(writer, gguf, preset)
    rng = np.random.default_rng(7)
    for tensor, rows, columns, kind in _tensors(preset, gguf.GGMLQuantizationType):
        writer.add_tensor(tensor, _random(rng, rows, columns, kind.name), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _known(name: str) -> Preset:
    preset = presets().get(name)
    if preset is None or preset.architecture not in ("qwen2", "llama"):
        able = [known.name for known in presets().values() if known.architecture == "qwen2"]
        raise UnknownOption(f"{name} has no shape that is written here.", f"Choose one of: {', '.join(able)}.")
    return preset


def _write_shape(writer: Any, preset: Preset) -> None:
    shape = preset.shape
    writer.add_name(f"{preset.name} random")
    writer.add_context_length(preset.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_rope_freq_base(1e6)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_file_type(2)  # mostly Q4_0


def _write_vocabulary(writer: Any, gguf: Any, preset: Preset) -> None:
    """Bytes, filler words and control tokens; one merge, because readers expect some."""
    from tokenizers import pre_tokenizers

    words = sorted(pre_tokenizers.ByteLevel.alphabet())
    merged = words[65] + words[66]
    filler = preset.shape.vocabulary - len(words) - len(_SPECIAL) - 1
    tokens = [*words, merged, *(f"w{number}" for number in range(filler)), *_SPECIAL]
    kinds = [gguf.TokenType.NORMAL] * (len(tokens) - len(_SPECIAL)) + [gguf.TokenType.CONTROL] * len(_SPECIAL)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([f"{words[65]} {words[66]}"])
    writer.add_bos_token_id(len(tokens) - 3)
    writer.add_eos_token_id(len(tokens) - 1)
    writer.add_add_bos_token(False)
    writer.add_chat_template(family_template(preset.template))


def _tensors(preset: Preset, kinds: Any) -> Iterator[tuple[str, int, int, Any]]:
    """Name, rows, columns (1 row is a vector) and form of every tensor."""
    s, kv = preset.shape, preset.shape.kv_heads * preset.shape.head_width
    yield "token_embd.weight", s.vocabulary, s.width, kinds.Q8_0
    for layer in range(s.layers):
        at = f"blk.{layer}."
        for name, rows, columns in (
            ("attn_q", s.width, s.width), ("attn_k", kv, s.width), ("attn_v", kv, s.width),
            ("attn_output", s.width, s.width), ("ffn_gate", s.feed_forward, s.width),
            ("ffn_up", s.feed_forward, s.width), ("ffn_down", s.width, s.feed_forward),
        ):  # fmt: skip
            yield f"{at}{name}.weight", rows, columns, kinds.Q4_0
            if preset.architecture == "qwen2" and name in ("attn_q", "attn_k", "attn_v"):
                yield f"{at}{name}.bias", 1, rows, kinds.F32
        yield f"{at}attn_norm.weight", 1, s.width, kinds.F32
        yield f"{at}ffn_norm.weight", 1, s.width, kinds.F32
    yield "output_norm.weight", 1, s.width, kinds.F32
    if not s.tied:
        yield "output.weight", s.vocabulary, s.width, kinds.Q8_0


def _random(rng: np.random.Generator, rows: int, columns: int, kind: str) -> Any:
    """Blocks of one half-precision scale and 32 random weights; vectors are ones or small."""
    if kind == "F32":
        return np.ones(columns, np.float32)
    size = {"Q4_0": 16, "Q8_0": 32}[kind]
    blocks = rng.integers(0, 256, (rows * columns // _BLOCK, 2 + size), dtype=np.uint8)
    scale = np.float16(_SPREAD / (4.6 if kind == "Q4_0" else 74.0))
    blocks[:, :2] = np.frombuffer(scale.tobytes(), np.uint8)
    return blocks.reshape(rows, columns // _BLOCK * (2 + size))
