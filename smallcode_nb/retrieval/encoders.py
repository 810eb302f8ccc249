"""MiniLM run in three ways, each from texts to unit vectors.

Knows batches, tokens and the libraries that run the graph; knows neither which way is chosen nor what is indexed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtra
from ..native import on_passing_thread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

#: (ids, mask) int64 [batch, length] → float32 [batch, width], rows of length one
Graph = Callable[[Any, Any], Any]
NAME = "all-MiniLM-L6-v2"
WIDTH = 384
REMEDY = "Install it with: pip install 'smallcode-nb[retrieval]'"
#: tokens, as many as the model was trained on; 256 made nothing better to find (CoSQA dev nDCG@10 0.621 against 0.620,
#: notebook pairs 0.443 both) and cost more time
_LENGTH = 128
_BATCH = 16


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


class GraphEncoder:
    """MiniLM as a compiled graph; loaded at the first text."""

    def __init__(self, folder: Path, name: str, compiled: Callable[[Path], Graph]) -> None:
        self._folder = folder
        self._name = name
        self._compiled = compiled
        self._model: Graph | None = None
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

    def _load(self) -> Graph:
        if self._model is None:
            try:
                from tokenizers import Tokenizer

                self._model = on_passing_thread(lambda: self._compiled(self._folder))
            except ImportError as error:
                raise MissingExtra(f"The encoder needs {error.name}, which is not installed.", REMEDY) from error
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
        return NAME

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Batches by length, as the library does."""
        import numpy as np

        if self._model is None:
            try:
                from sentence_transformers import SentenceTransformer
            except ImportError as error:
                raise MissingExtra(f"The encoder needs {error.name}, which is not installed.", REMEDY) from error
            self._model = SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
            self._model.max_seq_length = _LENGTH
        found = self._model.encode(
            list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(found, np.float32).reshape(len(texts), WIDTH)
