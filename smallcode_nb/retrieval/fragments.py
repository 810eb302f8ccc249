"""What is indexed: one cell, definition or section of prose, and what was left out and why.

Knows nothing about files, stores or scores.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class FragmentKind(StrEnum):
    """What a fragment is a piece of."""

    CELL = "cell"
    MARKDOWN = "markdown"
    DEFINITION = "definition"
    SCRIPT = "script"
    LIVE = "live"


class SkipReason(StrEnum):
    """Why something stayed out of the index."""

    IGNORED = "ignored by .gitignore"
    SECRET = "looks like a secret"  # noqa: S105 — a reason, not a password
    BINARY = "binary"
    TOO_LARGE = "too large"
    GENERATED = "generated"
    ENCODING = "not UTF-8"
    INVALID = "not a valid notebook"
    LINK = "a link"
    VANISHED = "disappeared while it was read"
    UNREADABLE = "cannot be read"


@dataclass(frozen=True, slots=True)
class Skipped:
    """One thing left out: `place` is a path, or path#cell for a part of a file."""

    place: str
    reason: SkipReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Fragment:
    """One indexed piece. `lines` are 1-based within its file or cell; `path` is relative to the project."""

    kind: FragmentKind
    path: str
    text: str
    cell: str = ""
    lines: tuple[int, int] = (0, 0)
    #: headings above a cell, joined by " › ", or the dotted name of a definition
    title: str = ""
    signature: str = ""
    doc: str = ""
    defines: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    #: lines that call this definition
    call_sites: tuple[str, ...] = ()
    #: shapes of a cell's outputs, never their content
    outputs: str = ""

    def __deepcopy__(self, memo: object) -> Fragment:
        """Itself: it cannot change, and pipelines copy what they hand on."""
        return self

    @property
    def key(self) -> str:
        """Content hash; equal fragments of one place have equal keys, and any change makes a new one."""
        return hashlib.sha256(repr([getattr(self, name) for name in self.__slots__]).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one file gave."""

    fragments: tuple[Fragment, ...] = ()
    skipped: tuple[Skipped, ...] = ()
