"""A shelf as a Haystack document store, so that any Haystack component can read and write it.

Imports Haystack, so it is itself imported only by `pipelines.py` at first use.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from haystack import Document, default_to_dict
from haystack.document_stores.types import DuplicatePolicy
from haystack.utils.filters import document_matches_filter

from .documents import sense_of, to_document, to_fragment
from .shelf import Entry, Shelf
from .shelves import shelf_in_use


class ProjectStore:
    """The index that is in use (see `shelves.py`); a pipeline's YAML fits every project."""

    @property
    def shelf(self) -> Shelf:
        """The open shelf behind it; raises RetrievalError when none is open."""
        return shelf_in_use()

    def to_dict(self) -> dict[str, Any]:
        """For a pipeline's YAML."""
        return dict(default_to_dict(self))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ProjectStore:
        """From a pipeline's YAML."""
        del data
        return cls()

    def count_documents(self) -> int:
        """How many there are."""
        return self.shelf.count()

    def filter_documents(self, filters: dict[str, Any] | None = None) -> list[Document]:
        """Every document that matches Haystack's filter."""
        found = [to_document(fragment) for fragment in self.shelf.fetch(self.shelf.keys())]
        return [d for d in found if filters is None or document_matches_filter(filters, d)]

    def write_documents(self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE) -> int:
        """Documents need an embedding; an existing one is replaced, whatever the policy but SKIP says."""
        known = set(self.shelf.keys()) if policy is DuplicatePolicy.SKIP else set()
        fresh = [to_fragment(d) for d in documents]
        entries = [
            Entry(fragment, np.asarray(document.embedding, np.float32), sense_of(fragment))
            for fragment, document in zip(fresh, documents, strict=True)
            if fragment.key not in known
        ]
        self.shelf.add(entries)
        return len(entries)

    def delete_documents(self, document_ids: list[str]) -> None:
        """Unknown ids are ignored."""
        self.shelf.remove(document_ids)
