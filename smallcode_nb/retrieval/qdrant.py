"""A shelf on Qdrant, through Haystack's own document store: a local folder, a server, a cluster.

Knows Qdrant's points: a dense vector, and BM25 as a sparse one, so that one collection
answers both questions and a cluster shards both. Which keys there are, how many
fragments hold a term and a sample to measure hubness against stay in the local ledger.
"""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtra, RetrievalError
from .database import Database
from .documents import to_document, to_fragment
from .encoder import WIDTH
from .fragments import Fragment
from .fusion import hubness
from .ledger import Ledger
from .lexical import K1, B, bag, hash_term
from .pipelines import haystack
from .shelf import Entry, Scored
from .terms import terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: a sparse vector is made once, before the mean length of all fragments is known
_USUAL_LENGTH = 60.0
_REMEMBERED = 4_000


class QdrantShelf:
    """One collection per project, named after its index folder."""

    def __init__(self, store: Any, database: Database) -> None:
        self._store = store
        self._ledger = Ledger(database)
        self._recent: OrderedDict[str, Any] = OrderedDict()

    @classmethod
    def open(
        cls, place: str, key_variable: str, database: Database, *, shards: int = 0, replicas: int = 0
    ) -> QdrantShelf:
        """`place` is "path:FOLDER" or a server's address; raises MissingExtra, RetrievalError.

        `shards` and `replicas` are of a collection that is made now; 0 leaves them to the server.
        """
        haystack()
        try:
            from haystack.utils import Secret
            from haystack_integrations.document_stores.qdrant import QdrantDocumentStore
        except ImportError as error:
            raise MissingExtra(
                "The Qdrant store needs qdrant-haystack, which is not installed.",
                "Install it with: pip install 'smallcode-nb[qdrant]'",
            ) from error
        where: dict[str, Any] = {"path": place[5:]} if place.startswith("path:") else {"url": place}
        if "url" in where and os.environ.get(key_variable):
            where["api_key"] = Secret.from_env_var(key_variable)
        store = QdrantDocumentStore(
            **where,
            index=_collection(database),
            embedding_dim=WIDTH,
            similarity="cosine",
            use_sparse_embeddings=True,
            return_embedding=True,
            progress_bar=False,
            shard_number=shards or None,
            replication_factor=replicas or None,
            # it would warn from a thread of its own, where nobody can catch it
            client_kwargs={"check_compatibility": False} if "url" in where else None,
        )
        try:
            store.count_documents()
        except Exception as error:  # the client raises a different kind for each way to fail
            raise RetrievalError(
                f"Qdrant at {place} cannot be used: {error}.", "Check the address, the key and that it is running."
            ) from error
        return cls(store, database)

    def count(self) -> int:
        """Entries of the ledger that Qdrant should have."""
        return self._ledger.count()

    def keys(self) -> tuple[str, ...]:
        """From the ledger."""
        return self._ledger.keys()

    def add(self, entries: Sequence[Entry]) -> None:
        """Points first, then the ledger, so that a killed run leaves no key without its point."""
        from haystack.dataclasses import SparseEmbedding
        from haystack.document_stores.types import DuplicatePolicy

        if not entries:
            return
        documents = []
        for entry in entries:
            indices, values = _sparse(entry.fragment)
            document = to_document(entry.fragment)
            sparse = SparseEmbedding(indices=indices, values=values)
            documents.append(replace(document, embedding=entry.vector.tolist(), sparse_embedding=sparse))
        self._store.write_documents(documents, policy=DuplicatePolicy.OVERWRITE)
        self._ledger.add(entries)

    def remove(self, keys: Sequence[str]) -> None:
        """From the ledger, then from Qdrant."""
        known = self._ledger.known(keys)
        if not known:
            return
        held = self._documents(list(known))
        self._ledger.remove({key: bag(to_fragment(document)) for key, document in held.items()})
        self._store.delete_documents(list(known))
        for key in known:
            self._recent.pop(key, None)

    def semantic(self, vector: Floats, limit: int) -> tuple[Scored, ...]:
        """Qdrant's nearest; exact in a local folder, approximate (HNSW) on a server."""
        from haystack_integrations.components.retrievers.qdrant import QdrantEmbeddingRetriever

        retriever = QdrantEmbeddingRetriever(self._store, top_k=limit, scale_score=False, return_embedding=True)
        found = self._remember(retriever.run(query_embedding=vector.tolist())["documents"])
        return self._scored(vector, found)

    def cosines(self, vector: Floats, keys: Sequence[str]) -> tuple[Scored, ...]:
        """Computed here from the stored vectors."""
        return self._scored(vector, list(self._documents(keys)))

    def lexical(self, query: str, limit: int, also: Sequence[str] = ()) -> tuple[Scored, ...]:
        """BM25 as a product of sparse vectors; the query's side holds the inverse document frequencies."""
        from haystack.dataclasses import SparseEmbedding
        from haystack_integrations.components.retrievers.qdrant import QdrantSparseEmbeddingRetriever

        weights = self._ledger.idf(hash_term(term) for term in dict.fromkeys(terms(query)))
        ideal = sum(weights.values()) * (K1 + 1)
        if not weights or ideal <= 0:
            return ()
        retriever = QdrantSparseEmbeddingRetriever(self._store, top_k=limit, scale_score=False, return_embedding=True)
        embedding = SparseEmbedding(indices=list(weights), values=list(weights.values()))
        found = self._remember(retriever.run(query_sparse_embedding=embedding)["documents"])
        documents = self._documents(list(dict.fromkeys([*found, *also])))
        return tuple(Scored(key, lexical=_product(weights, d) / ideal) for key, d in documents.items())

    def vectors(self, keys: Sequence[str]) -> Floats:
        """As Qdrant returns them."""
        import numpy as np

        held = self._documents(keys)
        gone = [0.0] * WIDTH
        rows = [held[key].embedding if key in held else gone for key in keys]
        return np.array(rows, np.float32).reshape(len(keys), WIDTH)

    def fetch(self, keys: Sequence[str]) -> tuple[Fragment, ...]:
        """Made from the points' payloads."""
        held = self._documents(keys)
        return tuple(to_fragment(held[key]) for key in keys if key in held)

    def by_sense(self, senses: Sequence[str]) -> dict[str, Floats]:
        """The ledger knows which key has which sense."""
        import numpy as np

        keys = self._ledger.by_sense(senses)
        held = self._documents(list(keys.values()))
        return {s: np.array(held[key].embedding, np.float32) for s, key in keys.items() if key in held}

    def settle(self, cancelled: Callable[[], bool]) -> None:
        """Nothing: the server keeps its indexes itself, and hubness is measured against a small sample."""

    def close(self) -> None:
        """Lets go of a local folder's lock."""
        self._store.close()

    def _documents(self, keys: Sequence[str]) -> dict[str, Any]:
        """Documents in the order asked, from memory or from Qdrant."""
        missing = [key for key in keys if key not in self._recent]
        if missing:
            self._remember(self._store.get_documents_by_id(missing))
        return {key: self._recent[key] for key in keys if key in self._recent}

    def _remember(self, documents: Iterable[Any]) -> list[str]:
        """Keys of those that the ledger knows; a point a killed run left behind is not one of them."""
        held = {document.id: document for document in documents}
        known = self._ledger.known(list(held))
        for key in known:
            self._recent[key] = held[key]
            self._recent.move_to_end(key)
        while len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)
        return [key for key in held if key in known]

    def _scored(self, vector: Floats, keys: Sequence[str]) -> tuple[Scored, ...]:
        if not keys:
            return ()
        vectors = self.vectors(keys)
        hubs = hubness(vectors, self._ledger.reference())
        near = vectors @ vector
        return tuple(
            Scored(key, float(cosine), hub=float(hub)) for key, cosine, hub in zip(keys, near, hubs, strict=True)
        )


def _collection(database: Database) -> str:
    return "smallcode-" + re.sub(r"[^A-Za-z0-9_-]", "-", database.path.parent.name)


def _sparse(fragment: Fragment) -> tuple[list[int], list[float]]:
    words = bag(fragment)
    norm = K1 * (1 - B + B * float(words.counts.sum()) / _USUAL_LENGTH)
    return words.hashes.tolist(), (words.counts * (K1 + 1) / (words.counts + norm)).tolist()


def _product(weights: dict[int, float], document: Any) -> float:
    sparse = document.sparse_embedding
    return float(
        sum(weights.get(index, 0.0) * value for index, value in zip(sparse.indices, sparse.values, strict=True))
    )
