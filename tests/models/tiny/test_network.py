"""The network computes on packed rows what it computes on plain prompts."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from smallcode_nb.models.tiny.batches import make_batch
from smallcode_nb.models.tiny.network import Network, NetworkShape, attend, causal_mask, greedy, precision
from smallcode_nb.models.tiny.packing import Example, Record, pack
from smallcode_nb.models.tiny.tokenizer import Marker, encode_prompt, train_tokenizer

RECORDS = [
    Record(f'df: "col_{k}" float', tuple(Example(f"take {i} of col {k}", f'df["col_{k}"].head({i})') for i in range(5)))
    for k in range(4)
]
TOKENIZER = train_tokenizer((r.namespace + e.request + e.code for r in RECORDS for e in r.examples), 320)


def _network() -> Network:
    torch.manual_seed(1)
    return Network(NetworkShape(TOKENIZER.get_vocab_size(), layers=2, width=32, heads=2, feed_forward=48))


def test_an_example_in_a_packed_row_gets_the_logits_of_the_plain_sequence() -> None:
    network = _network()
    rows = pack(TOKENIZER, RECORDS, 128)
    batch = make_batch(rows, torch.arange(len(rows)).numpy(), torch.float32)
    hidden = network(batch.tokens, batch.positions, batch.mask).flatten(0, 1)
    packed = network.logits(hidden[batch.before])
    example = RECORDS[0].examples[0]
    prompt = encode_prompt(TOKENIZER, RECORDS[0].namespace, example.request)
    ids = [*prompt, *TOKENIZER.encode(example.code).ids]
    plain = network.logits(network(torch.tensor([ids]), torch.arange(len(ids))[None], causal_mask(len(ids)))[0])
    distances = (plain[len(prompt) - 1 :, None] - packed[None]).abs().amax(dim=-1)
    assert distances.amin(dim=1).max() < 1e-5


def test_the_last_namespace_token_does_not_see_the_examples() -> None:
    batch = make_batch(pack(TOKENIZER, RECORDS, 128), torch.arange(1).numpy(), torch.float32)
    allowed = batch.mask[0, 0] == 0
    assert not allowed.triu(1).any()
    assert allowed.diagonal().all()


def test_attention_in_blocks_is_ordinary_attention() -> None:
    torch.manual_seed(0)
    q, k, v = torch.randn(3, 2, 4, 32, 8)
    mask = causal_mask(32)
    expected = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    for block in (8, 12, 128):
        torch.testing.assert_close(attend(q, k, v, mask, block), expected)


def test_greedy_generation_stops_at_the_limit_and_is_repeatable() -> None:
    network = _network()
    prompt = encode_prompt(TOKENIZER, RECORDS[0].namespace, "take 3 of col 0")
    first = greedy(network, prompt, Marker.END, limit=5)
    assert first == greedy(network, prompt, Marker.END, limit=5)
    assert 1 <= len(first) <= 5


@pytest.mark.parametrize(
    ("able", "device", "wanted"),
    [
        ({"avx512_bf16": True}, "cpu", torch.bfloat16),
        ({"amx_bf16": True}, "cpu", torch.bfloat16),
        ({"avx2": True, "avx512_bf16": False}, "cpu", torch.float32),
        ({}, "cuda:0", torch.bfloat16),
    ],
)
def test_half_precision_is_used_where_the_processor_has_it(monkeypatch, able, device, wanted) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    assert precision(device) is wanted
