"""Every step reads the rows it must, and each example sees its namespace and itself only."""

from __future__ import annotations

import numpy as np
import torch

from smallcode_nb.models.tiny.batches import Order, make_batch, prefix_mask
from smallcode_nb.models.tiny.packing import Example, Record, pack
from smallcode_nb.models.tiny.tokenizer import Marker, train_tokenizer

RECORD = Record("df: a", (Example("one", "df.a"), Example("two", "df.b")))
TOKENIZER = train_tokenizer(["df: a one two df.a df.b"], 300)
ROWS = pack(TOKENIZER, [RECORD, RECORD], 64)


def test_an_example_sees_its_namespace_and_itself_but_no_other_example() -> None:
    allowed = (prefix_mask(ROWS) == 0)[0, 0]
    records, examples = ROWS.records[0], ROWS.examples[0]
    for i in range(64):
        seen = {(int(records[j]), int(examples[j])) for j in torch.nonzero(allowed[i])[:, 0]}
        assert seen <= {(int(records[i]), 0), (int(records[i]), int(examples[i]))}
        assert not allowed[i, i + 1 :].any()


def test_the_learned_tokens_are_the_codes_and_their_ends() -> None:
    batch = make_batch(ROWS, np.arange(len(ROWS)))
    assert batch.examples == 4
    assert int((batch.answers == Marker.END).sum()) == 4
    starts = batch.tokens.flatten()[batch.before]
    assert int((starts == Marker.CODE).sum()) == 4


def test_an_epoch_reads_every_row_once_and_the_next_in_another_order() -> None:
    order = Order(rows=4, seed=1)
    first, second = ([order.at(32, step) for step in range(epoch * 8, epoch * 8 + 8)] for epoch in (0, 1))
    assert sorted(np.concatenate(first).tolist()) == sorted(np.concatenate(second).tolist()) == list(range(32))
    assert not np.array_equal(np.concatenate(first), np.concatenate(second))


def test_a_run_may_start_on_the_first_rows_and_take_in_the_rest_later() -> None:
    order = Order(rows=2, seed=1, early_steps=8, early_rows=8)
    alone = [rows for _, rows in order.batches(8, 0, 8)]
    whole = [rows for _, rows in order.batches(16, 0, 16)]
    assert all(np.array_equal(a, b) for a, b in zip(alone, whole[:8], strict=True))
    assert sorted(np.concatenate(whole[8:]).tolist()) == list(range(16))
