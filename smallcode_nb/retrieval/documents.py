"""Fragments ↔ Haystack documents.

Knows both shapes; imports Haystack only when one is made.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .database import from_mapping
from .fragments import Fragment
from .sense import readings

if TYPE_CHECKING:
    from haystack import Document


def sense_of(fragment: Fragment) -> str:
    """Hash of the texts its vector is made from."""
    return hashlib.sha256("\0".join(readings(fragment)).encode()).hexdigest()[:32]


def to_document(fragment: Fragment, **more: Any) -> Document:
    """A document whose content is the fragment's text, the rest in its meta."""
    from haystack import Document

    meta = asdict(fragment)
    text = meta.pop("text")
    return Document(id=fragment.key, content=text, meta={**meta, **more})


def to_hit(fragment: Fragment, score: float, why: str) -> Document:
    """A search result: the fragment itself rides along, and only the meta a ranker may want is spelled out."""
    from haystack import Document

    meta = {"path": fragment.path, "cell": fragment.cell, "title": fragment.title, "why": why, "fragment": fragment}
    return Document(id=fragment.key, content=fragment.text, meta=meta, score=score)


def to_fragment(document: Document) -> Fragment:
    """The fragment a document was made from; other meta entries are ignored."""
    held = document.meta.get("fragment")
    if isinstance(held, Fragment):
        return held
    names = Fragment.__dataclass_fields__
    data = {name: value for name, value in document.meta.items() if name in names}
    return from_mapping({**data, "text": document.content or ""})
