"""Checkpoint → the files that inference engines read.

Knows: the Hugging Face directory layout for Llama, GGUF's tensor names and its interleaved rotary order, the manifest.
Does not know: how the network was trained.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from enum import StrEnum
from pathlib import Path
from typing import Any

import gguf
from safetensors.torch import save_file
from torch import Tensor

from smallcode_nb.models.tiny.checkpoint import load_network
from smallcode_nb.models.tiny.network import Network, NetworkShape, count_parameters
from smallcode_nb.models.tiny.tokenizer import Marker

PROMPT_NOTE = (
    "<|bos|><|ns|>namespace<|task|>request[<|draft|>code<|error|>error]<|code|>, then the code up to <|end|>; "
    "no chat template, nothing between the markers and the text"
)
_GGUF_LAYER = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}


class Quantisation(StrEnum):
    """How the matrices of a GGUF are stored."""

    Q8_0 = "q8_0"
    F16 = "f16"


def export(network: Network, tokenizer_file: Path, out: Path, quantisation: Quantisation = Quantisation.Q8_0) -> Path:
    """Write what ships (`model.gguf`, `tokenizer.json`, `manifest.json`) into `out`; returns the manifest's path.

    `words.txt` comes along when `lexicon.py` has left it beside the tokenizer.
    """
    out.mkdir(parents=True, exist_ok=True)
    model = write_gguf(network, tokenizer_file, out / "model.gguf", quantisation)
    tokenizer = Path(shutil.copyfile(tokenizer_file, out / "tokenizer.json"))
    words = tokenizer_file.with_name("words.txt")
    lexicon = [Path(shutil.copyfile(words, out / "words.txt"))] if words.exists() else []
    return write_manifest(out, [model, tokenizer, *lexicon], count_parameters(network))


def write_huggingface(network: Network, tokenizer_file: Path, folder: Path) -> Path:
    """Write a directory that `LlamaForCausalLM.from_pretrained` reads (float16 weights)."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"model.{name}": weight.detach().half().contiguous() for name, weight in network.state_dict().items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    _write_json(folder / "config.json", _config(network.shape))
    _write_json(folder / "generation_config.json", {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0})
    _write_json(folder / "tokenizer_config.json", _tokenizer_config(network.shape))
    shutil.copyfile(tokenizer_file, folder / "tokenizer.json")
    return folder


def write_gguf(network: Network, tokenizer_file: Path, path: Path, quantisation: Quantisation) -> Path:
    """Write one GGUF file; norms stay float32."""
    writer = gguf.GGUFWriter(path, "llama")
    _write_gguf_shape(writer, network.shape, quantisation)
    _write_gguf_vocabulary(writer, json.loads(tokenizer_file.read_text(encoding="utf-8")))
    for name, weight in network.state_dict().items():
        _write_gguf_tensor(writer, name, weight.detach().float(), network.shape.heads, quantisation)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def write_manifest(out: Path, files: list[Path], parameters: int) -> Path:
    """Write `manifest.json`: parameter count, prompt layout, and of each shipped file its bytes and sha256."""
    entries = {
        file.name: {"bytes": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
        for file in files
    }
    path = out / "manifest.json"
    _write_json(path, {"parameters": parameters, "prompt": PROMPT_NOTE, "files": entries})
    return path


def _config(shape: NetworkShape) -> dict[str, Any]:
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.width,
        "intermediate_size": shape.feed_forward,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.heads,
        "head_dim": shape.head_width,
        "hidden_act": "silu",
        "max_position_embeddings": shape.context,
        "rms_norm_eps": shape.norm_epsilon,
        "rope_theta": shape.rope_theta,
        "rope_parameters": {"rope_type": "default", "rope_theta": shape.rope_theta},
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": True,
        "bos_token_id": int(Marker.BOS),
        "eos_token_id": int(Marker.END),
        "pad_token_id": int(Marker.PAD),
        "dtype": "float16",
    }


def _tokenizer_config(shape: NetworkShape) -> dict[str, Any]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": Marker.BOS.text,
        "eos_token": Marker.END.text,
        "pad_token": Marker.PAD.text,
        "additional_special_tokens": [marker.text for marker in Marker if marker > Marker.END],
        "clean_up_tokenization_spaces": False,
        "model_max_length": shape.context,
        "prompt_note": PROMPT_NOTE,
    }


def _write_gguf_shape(writer: gguf.GGUFWriter, shape: NetworkShape, quantisation: Quantisation) -> None:
    kinds = {Quantisation.Q8_0: gguf.LlamaFileType.MOSTLY_Q8_0, Quantisation.F16: gguf.LlamaFileType.MOSTLY_F16}
    writer.add_name("smallcode-nb tiny")
    writer.add_file_type(kinds[quantisation])
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_layer_norm_rms_eps(shape.norm_epsilon)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_rope_freq_base(shape.rope_theta)
    writer.add_vocab_size(shape.vocabulary)


def _write_gguf_vocabulary(writer: gguf.GGUFWriter, tokenizer: dict[str, Any]) -> None:
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    special = {token["content"] for token in tokenizer["added_tokens"]}
    tokens = sorted(vocabulary, key=vocabulary.__getitem__)
    kinds = [gguf.TokenType.CONTROL if token in special else gguf.TokenType.NORMAL for token in tokens]
    merges = tokenizer["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in merges])
    writer.add_bos_token_id(Marker.BOS)
    writer.add_eos_token_id(Marker.END)
    writer.add_pad_token_id(Marker.PAD)
    writer.add_add_bos_token(False)


def _write_gguf_tensor(
    writer: gguf.GGUFWriter, name: str, weight: Tensor, heads: int, quantisation: Quantisation
) -> None:
    if name.endswith(("q_proj.weight", "k_proj.weight")):
        weight = interleave(weight, heads)
    target = gguf_name(name)
    if weight.dim() == 1:
        writer.add_tensor(target, weight.numpy())
    elif quantisation is Quantisation.F16:
        writer.add_tensor(target, weight.half().numpy())
    else:
        kind = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(target, gguf.quants.quantize(weight.numpy(), kind), raw_dtype=kind)


def gguf_name(name: str) -> str:
    """Name in a GGUF of one of the network's parameters."""
    if not name.startswith("layers."):
        return {"embed_tokens.weight": "token_embd.weight", "norm.weight": "output_norm.weight"}[name]
    _, index, rest = name.split(".", 2)
    return f"blk.{index}.{_GGUF_LAYER[rest.removesuffix('.weight')]}.weight"


def interleave(weight: Tensor, heads: int) -> Tensor:
    """Reorder rows from half-split to the interleaved rotary order of GGUF's Llama."""
    rows, columns = weight.shape
    halves = weight.reshape(heads, 2, rows // heads // 2, columns)
    return halves.transpose(1, 2).reshape(rows, columns).contiguous()


def _write_json(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Export from the command line: `python -m smallcode_nb.models.tiny.export --run DIR --out DIR`."""
    parser = argparse.ArgumentParser(description="Export a trained embedded model.")
    parser.add_argument("--run", type=Path, required=True, help="folder that training wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for model.gguf, tokenizer.json, manifest.json")
    parser.add_argument("--quantisation", type=Quantisation, choices=list(Quantisation), default=Quantisation.Q8_0)
    parser.add_argument("--huggingface", type=Path, help="also write a Hugging Face directory here")
    options = parser.parse_args()
    network = load_network(options.run)
    tokenizer_file = options.run / "tokenizer.json"
    if options.huggingface:
        write_huggingface(network, tokenizer_file, options.huggingface)
    print(export(network, tokenizer_file, options.out, options.quantisation))


if __name__ == "__main__":
    main()
