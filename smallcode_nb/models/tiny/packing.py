"""Corpus records → fixed-length rows of token ids on disk.

Knows: shared-prefix packing. A namespace stands once and its examples follow; each example sees the namespace and
itself only, and its positions go on right after the namespace, so that it is exactly what inference sees at a
fraction of the tokens. Does not know: networks, optimisers, how the records were made.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smallcode_nb.models.tiny.asking import asked
from smallcode_nb.models.tiny.tokenizer import Failure, Marker, encode_namespace, encode_task

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from smallcode_nb.models.tiny.aliases import Lexicon

ROW_LENGTH = 640
_FIELDS = ("tokens", "positions", "records", "examples", "targets")
_OPEN_ROWS = 200


@dataclass(frozen=True)
class Example:
    """One request and its code; `failure` makes it a repair example, `others` are further wordings of the request."""

    request: str
    code: str
    failure: Failure | None = None
    others: tuple[str, ...] = ()

    def asked(self, turn: int) -> str:
        """The wording of one turn; they come round again when there are fewer."""
        wordings = (self.request, *self.others)
        return wordings[turn % len(wordings)]


@dataclass(frozen=True)
class Record:
    """One described namespace and the examples on it."""

    namespace: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Segment:
    """Token ids of one namespace or one example; the last `answer` ids are learned."""

    ids: list[int]
    answer: int = 0


@dataclass
class Row:
    """A row being filled with records."""

    length: int
    free: int
    groups: list[list[Segment]] = field(default_factory=list)

    def add(self, group: list[Segment], size: int) -> None:
        """Append a group of `size` tokens."""
        self.groups.append(group)
        self.free -= size


@dataclass(frozen=True)
class Rows:
    """Packed rows, all arrays (N, T): ids, positions, record in row, example in record (0: namespace), answer flag."""

    tokens: NDArray[np.uint16]
    positions: NDArray[np.uint16]
    records: NDArray[np.uint8]
    examples: NDArray[np.uint8]
    targets: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.tokens)

    def take(self, chosen: NDArray[np.int64]) -> Rows:
        """Some rows, by number."""
        return Rows(*(getattr(self, name)[chosen] for name in _FIELDS))


def read_records(paths: Iterable[Path]) -> Iterator[Record]:
    """Records of JSON-lines corpus files, in order."""
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield _record(json.loads(line))


def record_texts(records: Iterable[Record]) -> Iterator[str]:
    """Every text of the records: what the tokenizer learns from."""
    for record in records:
        yield record.namespace
        for example in record.examples:
            yield example.request
            yield example.code
            if example.failure:
                yield example.failure.error


def pack(
    tokenizer: Tokenizer,
    records: Iterable[Record],
    length: int = ROW_LENGTH,
    seed: int = 0,
    turn: int = 0,
    lexicon: Lexicon | None = None,
) -> Rows:
    """Fill rows of `length` tokens, each example asked as in this `turn`; what fits no row is left out.

    With a lexicon, requests and names are changed as `asking.asked` says.
    """
    if lexicon is not None:
        rng = random.Random(f"{seed}-{turn}")
        records = (asked(record, lexicon, rng, turn) for record in records)
    groups = (group for record in records for group in _groups(tokenizer, record, length, turn))
    filled = [_arrays(row) for row in _fill(groups, length)]
    random.Random(seed).shuffle(filled)
    return Rows(*(np.stack(column) for column in zip(*filled, strict=True)))


def save_rows(rows: Rows, folder: Path) -> None:
    """Write one .npy file per field."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _FIELDS:
        np.save(folder / f"{name}.npy", getattr(rows, name))


def load_rows(folder: Path) -> Rows:
    """Map the .npy files of a folder into memory."""
    return Rows(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in _FIELDS))


def join_rows(parts: list[Rows]) -> Rows:
    """The rows of several parts, in order."""
    return Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in _FIELDS))


def count_examples(rows: Rows) -> int:
    """How many examples the rows hold."""
    segments = rows.records.astype(np.uint16) << 8 | rows.examples
    starts = (segments[:, 1:] != segments[:, :-1]) & (rows.examples[:, 1:] > 0)
    return int(starts.sum())


def _record(data: dict[str, Any]) -> Record:
    return Record(data["namespace"], tuple(_example(item) for item in data["examples"]))


def _example(item: dict[str, Any]) -> Example:
    failure = Failure(item["draft"], item["error"] or "") if item.get("draft") is not None else None
    return Example(item["request"], item["code"], failure, tuple(item.get("others", ())))


def _groups(tokenizer: Tokenizer, record: Record, length: int, turn: int) -> Iterator[list[Segment]]:
    """Cut a record into namespace + examples groups of at most `length` tokens, each as full as can be, long first."""
    head = Segment(encode_namespace(tokenizer, record.namespace))
    segments = (_segment(tokenizer, example, turn) for example in record.examples)
    left = [segment for segment in segments if len(segment.ids) + len(head.ids) <= length]
    left.sort(key=lambda segment: len(segment.ids), reverse=True)
    while left:
        group, rest, room = [head], [], length - len(head.ids)
        for segment in left:
            if len(segment.ids) <= room:
                group.append(segment)
                room -= len(segment.ids)
            else:
                rest.append(segment)
        yield group
        left = rest


def _segment(tokenizer: Tokenizer, example: Example, turn: int) -> Segment:
    answer = [*tokenizer.encode(example.code).ids, Marker.END]
    return Segment(encode_task(tokenizer, example.asked(turn), example.failure) + answer, len(answer))


def _fill(groups: Iterable[list[Segment]], length: int) -> Iterator[Row]:
    """Best fit over a few open rows."""
    rows: list[Row] = []
    for group in groups:
        size = sum(len(segment.ids) for segment in group)
        fitting = [row for row in rows if row.free >= size]
        if fitting:
            min(fitting, key=lambda row: row.free).add(group, size)
            continue
        if len(rows) == _OPEN_ROWS:
            fullest = min(rows, key=lambda row: row.free)
            rows.remove(fullest)
            yield fullest
        rows.append(Row(length, length - size, [group]))
    yield from rows


def _arrays(row: Row) -> tuple[NDArray[Any], ...]:
    tokens, positions = (np.zeros(row.length, np.uint16) for _ in range(2))
    records, examples, targets = (np.zeros(row.length, np.uint8) for _ in range(3))
    start = 0
    for number, group in enumerate(row.groups, 1):
        offset = 0
        for index, segment in enumerate(group):
            end = start + len(segment.ids)
            tokens[start:end] = segment.ids
            positions[start:end] = np.arange(offset, offset + len(segment.ids))
            records[start:end], examples[start:end] = number, index
            targets[end - segment.answer : end] = 1
            offset = offset or len(segment.ids)
            start = end
    return tokens, positions, records, examples, targets
