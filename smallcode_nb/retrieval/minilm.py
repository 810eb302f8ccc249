"""all-MiniLM-L6-v2 as an OpenVINO graph, built from its safetensors without torch.

Knows the network's shape (BERT, mean pooling, unit length) and nothing about code,
documents or stores. Architecture: Devlin et al., 2019 (arXiv:1810.04805).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..native import import_openvino
from .encoders import Graph

Tensors = dict[str, Any]
_EPS = 1e-12


def compile_encoder(folder: Path, *, threads: int = 0) -> Graph:
    """The graph, compiled by OpenVINO.

    `folder` holds config.json and model.safetensors; `threads` 0 leaves the choice to
    OpenVINO. Runs in bfloat16 where the processor has it, else in float32.
    """
    from safetensors.numpy import load_file

    ov = import_openvino()
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    model = _graph(load_file(folder / "model.safetensors"), config)
    core = ov.Core()
    options: dict[str, Any] = {"PERFORMANCE_HINT": "LATENCY"}
    if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        options["INFERENCE_PRECISION_HINT"] = "bf16"
    if threads:
        options["INFERENCE_NUM_THREADS"] = threads
    compiled = core.compile_model(model, "CPU", options)
    return lambda ids, mask: compiled([ids, mask])[0]


def _graph(weights: Tensors, config: dict[str, Any]) -> Any:
    import numpy as np
    from openvino import Model
    from openvino import opset13 as ops

    ids = ops.parameter([-1, -1], np.int64, name="ids")
    mask = ops.parameter([-1, -1], np.int64, name="mask")
    allowed = ops.unsqueeze(ops.unsqueeze(ops.convert(mask, "boolean"), 1), 1)
    state = _embed(weights, ids)
    for layer in range(config["num_hidden_layers"]):
        state = _layer(weights, f"encoder.layer.{layer}", state, allowed, config["num_attention_heads"])
    return Model([ops.result(_pool(state, mask))], [ids, mask], "minilm")


def _embed(weights: Tensors, ids: Any) -> Any:
    from openvino import opset13 as ops

    words = ops.gather(weights["embeddings.word_embeddings.weight"], ids, 0)
    length = ops.gather(ops.shape_of(ids), 1, 0)
    places = ops.gather(weights["embeddings.position_embeddings.weight"], ops.range(0, length, 1, "i64"), 0)
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    return _norm(weights, "embeddings.LayerNorm", ops.add(ops.add(words, places), kind))


def _layer(weights: Tensors, name: str, state: Any, allowed: Any, heads: int) -> Any:
    from openvino import opset13 as ops

    query, key, value = (
        _split_heads(_dense(weights, f"{name}.attention.self.{part}", state), heads)
        for part in ("query", "key", "value")
    )
    mixed = ops.transpose(ops.scaled_dot_product_attention(query, key, value, allowed), [0, 2, 1, 3])
    joined = ops.reshape(mixed, [0, 0, -1], special_zero=True)
    attended = _dense(weights, f"{name}.attention.output.dense", joined)
    state = _norm(weights, f"{name}.attention.output.LayerNorm", ops.add(attended, state))
    inner = ops.gelu(_dense(weights, f"{name}.intermediate.dense", state), "erf")
    return _norm(weights, f"{name}.output.LayerNorm", ops.add(_dense(weights, f"{name}.output.dense", inner), state))


def _split_heads(state: Any, heads: int) -> Any:
    from openvino import opset13 as ops

    return ops.transpose(ops.reshape(state, [0, 0, heads, -1], special_zero=True), [0, 2, 1, 3])


def _dense(weights: Tensors, name: str, state: Any) -> Any:
    from openvino import opset13 as ops

    return ops.add(ops.matmul(state, weights[f"{name}.weight"], False, True), weights[f"{name}.bias"])


def _norm(weights: Tensors, name: str, state: Any) -> Any:
    from openvino import opset13 as ops

    unit = ops.mvn(state, [-1], True, _EPS, "inside_sqrt")
    return ops.add(ops.multiply(unit, weights[f"{name}.weight"]), weights[f"{name}.bias"])


def _pool(state: Any, mask: Any) -> Any:
    import numpy as np
    from openvino import opset13 as ops

    kept = ops.unsqueeze(ops.convert(mask, "f32"), -1)
    total = ops.reduce_sum(ops.multiply(state, kept), np.array([1]))
    return ops.normalize_l2(total, np.array([1]), _EPS, "add")
