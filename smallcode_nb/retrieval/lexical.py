"""Identifier-aware BM25 over weighted fields, in memory, growing row by row.

Knows term hashes and rows; knows nothing about files, vectors or stores.
Scoring: Robertson and Zaragoza, 2009, with the fields' counts weighted before
saturation (BM25F).
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .fragments import Fragment, FragmentKind
from .terms import terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Hashes = NDArray[np.uint32]

K1 = 1.2
B = 0.75
#: rows a fresh block may hold before it is merged into the big one
_FRESH = 2000


@dataclass(frozen=True, slots=True)
class Bag:
    """The distinct terms of one fragment as CRC-32 hashes (uint32), with their weighted counts (float32)."""

    hashes: Hashes
    counts: Floats


def hash_term(term: str) -> int:
    """The 32-bit number that stands for a term."""
    return zlib.crc32(term.encode())


def bag(fragment: Fragment) -> Bag:
    """A name counts four times as much as code, a docstring twice, a heading as much as code."""
    import numpy as np

    counts: Counter[str] = Counter(terms(fragment.text))
    counts.update(terms(fragment.doc))
    if fragment.kind is FragmentKind.DEFINITION:
        for term in terms(fragment.title.rpartition(".")[2]):
            counts[term] += 3
    else:
        counts.update(terms(fragment.title))
    hashes = np.fromiter((hash_term(term) for term in counts), np.uint32, len(counts))
    return Bag(hashes, np.fromiter(counts.values(), np.float32, len(counts)))


class Lexical:
    """BM25 over rows 0, 1, 2, … in the order they were added."""

    def __init__(self) -> None:
        self._blocks: list[_Block] = []
        self._bags: list[Bag] = []
        self._lengths: Any = None
        self._fresh_from = 0

    def __len__(self) -> int:
        return len(self._bags)

    def add(self, bags: Sequence[Bag]) -> None:
        """Append rows."""
        import numpy as np

        self._bags.extend(bags)
        grown = np.fromiter((b.counts.sum() for b in bags), np.float32, len(bags))
        self._lengths = grown if self._lengths is None else np.concatenate([self._lengths, grown])
        merge = len(self._bags) - self._fresh_from > _FRESH
        self._fresh_from = 0 if merge else self._fresh_from
        kept = [] if merge else self._blocks[:1] if self._fresh_from else []
        self._blocks = [*kept, _Block.build(self._bags[self._fresh_from :], self._fresh_from)]
        if merge or self._fresh_from == 0:
            self._fresh_from = len(self._bags)

    def scores(self, query: str) -> tuple[Floats, float]:
        """(BM25 score of every row, the most any row could have) for the query's terms."""
        import numpy as np

        total = np.zeros(len(self._bags), np.float32)
        ideal = 0.0
        if not self._bags:
            return total, ideal
        norm = K1 * (1 - B + B * self._lengths / max(float(self._lengths.mean()), 1e-6))
        for term in dict.fromkeys(terms(query)):
            postings = [block.find(hash_term(term)) for block in self._blocks]
            seen = sum(len(rows) for rows, _ in postings)
            idf = float(np.log1p((len(self._bags) - seen + 0.5) / (seen + 0.5)))
            ideal += idf * (K1 + 1)
            for rows, counts in postings:
                total[rows] += idf * (K1 + 1) * counts / (counts + norm[rows])
        return total, ideal


@dataclass(frozen=True, slots=True)
class _Block:
    """Postings of a run of rows: rows and counts sorted by term hash, `starts` where each term begins."""

    hashes: Hashes
    starts: Any
    rows: Any
    counts: Floats

    @classmethod
    def build(cls, bags: Sequence[Bag], first: int) -> _Block:
        import numpy as np

        every = np.concatenate([b.hashes for b in bags]) if bags else np.zeros(0, np.uint32)
        rows = np.repeat(np.arange(first, first + len(bags), dtype=np.int32), [len(b.hashes) for b in bags])
        counts = np.concatenate([b.counts for b in bags]) if bags else np.zeros(0, np.float32)
        order = np.argsort(every, kind="stable")
        hashes, starts = np.unique(every[order], return_index=True)
        return cls(hashes, np.append(starts, len(order)), rows[order], counts[order])

    def find(self, term: int) -> tuple[Any, Floats]:
        import numpy as np

        at = int(np.searchsorted(self.hashes, np.uint32(term)))
        if at == len(self.hashes) or int(self.hashes[at]) != term:
            return self.rows[:0], self.counts[:0]
        span = slice(self.starts[at], self.starts[at + 1])
        return self.rows[span], self.counts[span]
