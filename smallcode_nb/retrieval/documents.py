"""Fragments ↔ Haystack documents.

Knows both shapes; imports Haystack only when one is made.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from .database import from_mapping
from .fragments import Fragment
from .sense import readings

if TYPE_CHECKING:
    from haystack import Document


class Meta(dict[str, Any]):
    """What a document says of its fragment: values that never change, so a copy of the outer dict is a whole one."""

    def __deepcopy__(self, memo: object) -> Meta:
        """Haystack makes one for each component that a document is handed to."""
        return Meta(self)


def sense_of(fragment: Fragment) -> str:
    """Hash of the texts its vector is made from."""
    return hashlib.sha256("\0".join(readings(fragment)).encode()).hexdigest()[:32]


def to_document(fragment: Fragment, **more: Any) -> Document:
    """A document whose content is the fragment's text, the rest in its meta."""
    from haystack import Document

    meta = {name: getattr(fragment, name) for name in Fragment.__slots__ if name != "text"}
    return Document(id=fragment.key, content=fragment.text, meta=Meta({**meta, **more, "fragment": fragment}))


def to_fragment(document: Document) -> Fragment:
    """The fragment a document was made from; other meta entries are ignored."""
    held = document.meta.get("fragment")
    if isinstance(held, Fragment):
        return held
    names = Fragment.__dataclass_fields__
    data = {name: value for name, value in document.meta.items() if name in names}
    return from_mapping({**data, "text": document.content or ""})
