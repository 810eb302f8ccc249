"""Packed rows hold every example exactly as inference would see it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from smallcode_nb.models.tiny.packing import (
    Example,
    Record,
    count_examples,
    join_rows,
    load_rows,
    pack,
    read_records,
    record_texts,
    save_rows,
)
from smallcode_nb.models.tiny.tokenizer import Failure, Marker, encode_prompt, train_tokenizer

REPAIR = Example("again", "df", Failure("dff", "NameError: name 'dff' is not defined"))


def _record(k: int) -> Record:
    plain = [Example(f"mean of col {k} row {i}", f'df["col_{k}"].head({i}).mean()') for i in range(4)]
    return Record(f'df: "col_{k}" float; "name {k}" str a, b', (*plain, REPAIR))


RECORDS = [_record(k) for k in range(12)]
TOKENIZER = train_tokenizer(record_texts(RECORDS), 400)


def _unpacked(rows_length: int) -> set[tuple[int, ...]]:
    """Every example as namespace + itself, in position order, read back out of the rows."""
    rows = pack(TOKENIZER, RECORDS, rows_length)
    found = set()
    for tokens, positions, records, examples in zip(
        rows.tokens, rows.positions, rows.records, rows.examples, strict=True
    ):
        for record in set(records.tolist()) - {0}:
            for example in set(examples[records == record].tolist()) - {0}:
                chosen = (records == record) & ((examples == 0) | (examples == example))
                assert positions[chosen].tolist() == list(range(chosen.sum()))
                found.add(tuple(tokens[chosen].tolist()))
    return found


def _expected() -> set[tuple[int, ...]]:
    return {
        (
            *encode_prompt(TOKENIZER, record.namespace, example.request, example.failure),
            *TOKENIZER.encode(example.code).ids,
            Marker.END,
        )
        for record in RECORDS
        for example in record.examples
    }


def test_each_example_with_its_namespace_is_exactly_the_inference_sequence() -> None:
    assert _unpacked(512) == _expected()


def test_a_record_longer_than_a_row_is_split_and_its_namespace_repeated() -> None:
    assert _unpacked(160) == _expected()


def test_an_example_longer_than_a_row_is_left_out() -> None:
    long = Record("df: x", (Example("mean", "x = 1\n" * 200), Example("sum", "df.x.sum()")))
    rows = pack(TOKENIZER, [long], 128)
    assert count_examples(rows) == 1


def test_only_code_and_its_end_are_learned() -> None:
    rows = pack(TOKENIZER, RECORDS, 512)
    answers = sum(len(TOKENIZER.encode(e.code).ids) + 1 for r in RECORDS for e in r.examples)
    assert int(rows.targets.sum()) == answers
    assert not set(rows.tokens[rows.targets == 1].tolist()) & {Marker.CODE, Marker.TASK, Marker.NS, Marker.PAD}


def test_packing_is_the_same_for_the_same_seed() -> None:
    first, second = (pack(TOKENIZER, RECORDS, 256, seed=3) for _ in range(2))
    assert np.array_equal(first.tokens, second.tokens)


def test_saved_rows_come_back_whole_and_can_be_joined(tmp_path: Path) -> None:
    rows = pack(TOKENIZER, RECORDS, 256)
    save_rows(rows, tmp_path)
    loaded = load_rows(tmp_path)
    assert np.array_equal(join_rows([loaded, loaded]).targets, np.concatenate([rows.targets, rows.targets]))
    assert count_examples(loaded) == sum(len(record.examples) for record in RECORDS)


def test_corpus_lines_are_read_with_their_failures(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    plain = {"skill": "s", "request": "r", "code": "c", "draft": None, "error": None}
    repair = plain | {"draft": "d", "error": "E: x"}
    path.write_text(json.dumps({"namespace": "n", "seed": 1, "examples": [plain, repair]}) + "\n", encoding="utf-8")
    (record,) = read_records([path])
    assert record == Record("n", (Example("r", "c"), Example("r", "c", Failure("d", "E: x"))))
