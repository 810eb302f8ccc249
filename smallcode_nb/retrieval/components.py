"""The Haystack components of the index and query pipelines.

Each wraps one function of this package and holds only what its YAML says. Imports
Haystack, so it is itself imported only by `pipelines.py` at first use.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from haystack import Document, component, default_from_dict, default_to_dict

from .documents import sense_of, to_fragment
from .encoder import Encoder, encode_fragments, open_encoder
from .fusion import HUB_WEIGHT, LEXICAL_WEIGHT, diversify, fuse
from .haystack_store import ProjectStore
from .reasons import why
from .sense import readings
from .shelf import Candidates, Embedding, Uncopied, Vector


@lru_cache(maxsize=4)
def shared_encoder(runtime: str, weights: str) -> Encoder:
    """One encoder per process and kind, whatever the number of components that use it."""
    return open_encoder(runtime, weights)


class Hit(Uncopied, Document):
    """A search result, made for one query: the fragment rides along, with what a ranker may want spelled out."""


class _WithStore:
    """(De)serialisation shared by the components that hold a store and plain numbers."""

    store: ProjectStore
    _numbers: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For a pipeline's YAML."""
        numbers = {name: getattr(self, name) for name in self._numbers}
        return dict(default_to_dict(self, store=self.store.to_dict(), **numbers))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Any:
        """From a pipeline's YAML."""
        parameters = data["init_parameters"]
        parameters["store"] = ProjectStore.from_dict(parameters["store"])
        return default_from_dict(cls, data)


@component
class FragmentEmbedder(_WithStore):
    """Documents → documents with embeddings; a text encoded before is not encoded again."""

    _numbers = ("runtime", "weights")

    def __init__(self, store: ProjectStore, runtime: str = "auto", weights: str = "") -> None:
        self.store, self.runtime, self.weights = store, runtime, weights

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Encode what is new."""
        fragments = {sense_of(fragment): fragment for fragment in map(to_fragment, documents)}
        known = self.store.shelf.by_sense(list(fragments))
        fresh = [sense for sense in fragments if sense not in known]
        encoder = shared_encoder(self.runtime, self.weights)
        vectors = encode_fragments(encoder, [readings(fragments[sense]) for sense in fresh])
        known.update(zip(fresh, vectors, strict=True))
        embedded = [replace(d, embedding=Embedding(known[sense_of(to_fragment(d))].tolist())) for d in documents]
        return {"documents": embedded}


@component
class QueryEmbedder:
    """Query → unit vector."""

    def __init__(self, runtime: str = "auto", weights: str = "") -> None:
        self.runtime, self.weights = runtime, weights

    @component.output_types(embedding=Vector)
    def run(self, text: str) -> dict[str, Vector]:
        """384 numbers."""
        return {"embedding": Vector(shared_encoder(self.runtime, self.weights).encode([text])[0])}


@component
class SemanticRetriever(_WithStore):
    """Embedding (ours, or any Haystack embedder's list of numbers) → the nearest fragments."""

    _numbers = ("top_k",)

    def __init__(self, store: ProjectStore, top_k: int = 100) -> None:
        self.store, self.top_k = store, top_k

    @component.output_types(candidates=Candidates)
    def run(self, embedding: Any, top_k: int | None = None) -> dict[str, Candidates]:
        """With `cosine` and `hub`."""
        return {"candidates": Candidates(self.store.shelf.semantic(_numbers(embedding), top_k or self.top_k))}


@component
class LexicalRetriever(_WithStore):
    """Query → the best by BM25, and the scores of those already found."""

    _numbers = ("top_k",)

    def __init__(self, store: ProjectStore, top_k: int = 60) -> None:
        self.store, self.top_k = store, top_k

    @component.output_types(candidates=Candidates)
    def run(self, query: str, also: Any = None, top_k: int | None = None) -> dict[str, Candidates]:
        """With `lexical`."""
        named = [one.key for one in also.scored] if also else []
        return {"candidates": Candidates(self.store.shelf.lexical(query, top_k or self.top_k, named))}


@component
class CalibratedFusion(_WithStore):
    """Both kinds of candidates → documents with text and reasons, best first."""

    _numbers = ("lexical_weight", "hub_weight", "top_k")

    def __init__(
        self,
        store: ProjectStore,
        lexical_weight: float = LEXICAL_WEIGHT,
        hub_weight: float = HUB_WEIGHT,
        top_k: int = 30,
    ) -> None:
        self.store, self.lexical_weight, self.hub_weight, self.top_k = store, lexical_weight, hub_weight, top_k

    @component.output_types(documents=list[Document])
    def run(
        self, query: str, embedding: Any, semantic: Any, lexical: Any, top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """The scores a candidate lacks are asked for."""
        words = {one.key: one.lexical for one in lexical.scored}
        near = {one.key: one for one in semantic.scored}
        missing = [key for key in words if key not in near]
        near.update((one.key, one) for one in self.store.shelf.cosines(_numbers(embedding), missing))
        found = list(near.values())
        fused = fuse(
            np.array([one.cosine for one in found], np.float32),
            np.array([words.get(one.key, 0.0) for one in found], np.float32),
            np.array([one.hub for one in found], np.float32),
            self.lexical_weight,
            self.hub_weight,
        )
        best = {found[at].key: float(fused[at]) for at in np.argsort(-fused, kind="stable")[: top_k or self.top_k]}
        documents: list[Document] = []
        for fragment in self.store.shelf.fetch(list(best)):
            key = fragment.key
            reason = why(query, fragment, near[key].cosine, words.get(key, 0.0))
            meta = {"path": fragment.path, "cell": fragment.cell, "title": fragment.title, "why": reason}
            held = {**meta, "fragment": fragment}
            documents.append(Hit(id=key, content=fragment.text, meta=held, score=best[key]))
        return {"documents": documents}


@component
class StoredMMR(_WithStore):
    """Best first → best and different first, on stored vectors: nothing is encoded."""

    _numbers = ("trade", "top_k")

    def __init__(self, store: ProjectStore, trade: float = 0.97, top_k: int = 20) -> None:
        self.store, self.trade, self.top_k = store, trade, top_k

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document], top_k: int | None = None) -> dict[str, list[Document]]:
        """At most `top_k`."""
        if not documents:
            return {"documents": []}
        scores = np.array([d.score or 0.0 for d in documents], np.float32)
        vectors = self.store.shelf.vectors([d.id for d in documents])
        return {"documents": [documents[at] for at in diversify(scores, vectors, top_k or self.top_k, self.trade)]}


def _numbers(embedding: Any) -> Any:
    return embedding.values if isinstance(embedding, Vector) else np.asarray(embedding, np.float32)
