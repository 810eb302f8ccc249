"""The seam between the pipelines and where fragments and vectors are kept.

Knows keys, fragments and scores; knows nothing about files or how a shelf stores them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self

from .fragments import Fragment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entry:
    """A fragment with its stored unit vector; `sense` is the hash of the texts the vector was made from."""

    fragment: Fragment
    vector: Floats
    sense: str


@dataclass(frozen=True, slots=True)
class Scored:
    """One candidate: BM25 over the query's ideal (0…1), cosine, hubness; and the query terms it holds."""

    key: str
    cosine: float = 0.0
    lexical: float = 0.0
    hub: float = 0.0


class Uncopied:
    """Handed through a pipeline as it is; Haystack copies what its components exchange, number by number."""

    __slots__ = ()

    def __deepcopy__(self, memo: object) -> Self:
        """Itself."""
        return self


@dataclass(frozen=True, slots=True)
class Vector(Uncopied):
    """A query's unit vector."""

    values: Floats


class Embedding(Uncopied, list[float]):
    """A fragment's unit vector as Haystack holds one."""


@dataclass(frozen=True, slots=True)
class Candidates(Uncopied):
    """What one retriever found."""

    scored: tuple[Scored, ...]


class Shelf(Protocol):
    """Keeps entries and answers the two kinds of question."""

    def count(self) -> int:
        """How many entries there are."""
        ...

    def keys(self) -> tuple[str, ...]:
        """The key of every entry."""
        ...

    def add(self, entries: Sequence[Entry]) -> None:
        """Keep entries; one whose key is there already is replaced."""
        ...

    def remove(self, keys: Sequence[str]) -> None:
        """Forget entries; unknown keys are ignored."""
        ...

    def semantic(self, vector: Floats, limit: int) -> tuple[Scored, ...]:
        """Nearest by cosine, with `cosine` and `hub` set."""
        ...

    def lexical(self, query: str, limit: int, also: Sequence[str] = ()) -> tuple[Scored, ...]:
        """Best by BM25, and those of `also` whatever they score, with `lexical` set."""
        ...

    def cosines(self, vector: Floats, keys: Sequence[str]) -> tuple[Scored, ...]:
        """`cosine` and `hub` of the named entries."""
        ...

    def vectors(self, keys: Sequence[str]) -> Floats:
        """[keys, width] float32; zeros for an entry that is gone meanwhile."""
        ...

    def fetch(self, keys: Sequence[str]) -> tuple[Fragment, ...]:
        """The fragments of those keys, in that order; one that is gone meanwhile is left out."""
        ...

    def by_sense(self, senses: Sequence[str]) -> dict[str, Floats]:
        """Vectors already made of the same texts."""
        ...

    def settle(self, cancelled: Callable[[], bool]) -> None:
        """Do ahead what the first queries would else do; outside a transaction."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


class Collecting:
    """A shelf that answers like another one and keeps aside what is added to it."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.entries: list[Entry] = []

    def add(self, entries: Sequence[Entry]) -> None:
        """Keep aside."""
        self.entries += entries

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shelf, name)
