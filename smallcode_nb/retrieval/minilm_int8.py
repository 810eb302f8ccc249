"""all-MiniLM-L6-v2 in 8-bit integers for onnxruntime, built from its safetensors without torch.

For processors that multiply no bfloat16: there the products are the time, and take little more than half of it so.
Knows the network's shape (BERT, mean pooling, unit length) and how its weights are rounded; nothing about code,
documents or stores. Rounding: Jacob et al., 2018 (arXiv:1712.05877), activations scaled anew for every batch.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .encoders import Graph

Tensors = dict[str, Any]
#: onnxruntime's own operators, which fuse what BERT needs
_FUSED = "com.microsoft"
_EPS = 1e-12
#: of a weight, so that seven bits suffice: AVX2 adds two products in sixteen bits, which full eight overflow
_MOST = 63


def compile_encoder(folder: Path) -> Graph:
    """The graph, compiled by onnxruntime.

    `folder` holds config.json and model.safetensors. Raises ImportError without onnx or onnxruntime.
    """
    import onnxruntime
    from safetensors.numpy import load_file

    onnxruntime.disable_telemetry_events()  # on Windows it would report to its maker
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    model = _model(load_file(folder / "model.safetensors"), config)
    options = onnxruntime.SessionOptions()
    # its threads would go on looking for work after it was done, on cores that kernels need
    options.add_session_config_entry("session.force_spinning_stop", "1")
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda ids, mask: session.run(None, {"ids": ids, "mask": mask})[0]


@dataclass
class _Graph:
    """Nodes and constants so far; each method returns the name of what it added."""

    weights: Tensors
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, value: Any) -> str:
        import numpy as np
        from onnx import numpy_helper

        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        name = f"value{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def dense(self, name: str, state: str) -> str:
        """Weights rounded per output, the state per batch."""
        import numpy as np

        weight = self.weights[f"{name}.weight"].T.astype(np.float32)
        scale = np.maximum(np.abs(weight).max(axis=0), _EPS) / _MOST
        rounded = np.round(weight / scale).astype(np.int8)
        bias = self.constant(self.weights[f"{name}.bias"])
        parts = (state, self.constant(rounded), self.constant(scale), "", bias)
        return self.node("DynamicQuantizeMatMul", *parts, domain=_FUSED)

    def norm(self, name: str, state: str, other: str) -> str:
        """Of the sum of both."""
        scale, shift = (self.constant(self.weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.node("SkipLayerNormalization", state, other, scale, shift, domain=_FUSED, epsilon=_EPS)


def _model(weights: Tensors, config: dict[str, Any]) -> Any:
    from onnx import TensorProto, helper

    graph = _Graph(weights)
    state = _embed(graph)
    allowed = graph.node("Cast", "mask", to=TensorProto.INT32)
    for layer in range(config["num_hidden_layers"]):
        state = _layer(graph, f"encoder.layer.{layer}", state, allowed, config["num_attention_heads"])
    _pool(graph, state)
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [None, None]) for name in ("ids", "mask")]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, [None, config["hidden_size"]])]
    whole = helper.make_graph(graph.nodes, "minilm", inputs, outputs, graph.constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(whole, opset_imports=opsets, ir_version=9)


def _embed(graph: _Graph) -> str:
    import numpy as np

    kind = graph.weights["embeddings.token_type_embeddings.weight"][0]
    places = graph.constant(graph.weights["embeddings.position_embeddings.weight"] + kind)
    words = graph.node("Gather", graph.constant(graph.weights["embeddings.word_embeddings.weight"]), "ids")
    first = graph.constant(np.array([0]))
    placed = graph.node("Slice", places, first, graph.node("Shape", "ids", start=1, end=2), first)
    scale, shift = (graph.constant(graph.weights[f"embeddings.LayerNorm.{part}"]) for part in ("weight", "bias"))
    return graph.node("LayerNormalization", graph.node("Add", words, placed), scale, shift, epsilon=_EPS)


def _layer(graph: _Graph, name: str, state: str, allowed: str, heads: int) -> str:
    query, key, value = (graph.dense(f"{name}.attention.self.{part}", state) for part in ("query", "key", "value"))
    mixed = graph.node("MultiHeadAttention", query, key, value, "", allowed, domain=_FUSED, num_heads=heads)
    attended = graph.dense(f"{name}.attention.output.dense", mixed)
    state = graph.norm(f"{name}.attention.output.LayerNorm", attended, state)
    inner = graph.node("Gelu", graph.dense(f"{name}.intermediate.dense", state), domain=_FUSED)
    return graph.norm(f"{name}.output.LayerNorm", graph.dense(f"{name}.output.dense", inner), state)


def _pool(graph: _Graph, state: str) -> None:
    import numpy as np
    from onnx import TensorProto, helper

    kept = graph.node("Cast", graph.node("Unsqueeze", "mask", graph.constant(np.array([2]))), to=TensorProto.FLOAT)
    tokens = graph.constant(np.array([1]))
    total = graph.node("ReduceSum", graph.node("Mul", state, kept), tokens, keepdims=0)
    graph.nodes.append(helper.make_node("LpNormalization", [total], ["vectors"], axis=1, p=2))
