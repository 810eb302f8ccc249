"""The Triton kernels against attention written out in double precision."""

import pytest

torch = pytest.importorskip("torch")

from smallcode_nb.models import attention  # noqa: E402

PAGE = 256
CASES = [  # sequences, queries, heads, groups, width, window
    (1, 1, 32, 32, 128, -1),
    (16, 1, 12, 2, 128, -1),
    (3, 2, 32, 32, 96, 512),
    (2, 5, 4, 4, 64, -1),
    (1, 700, 12, 2, 128, -1),
    (1, 300, 4, 4, 96, 100),
]


def made(shape, seed):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).half().cuda()


def written_out(q, keys, values, window):
    """Queries (Q, H, D) at the end of keys and values (K, G, D)."""
    per_group = q.shape[1] // keys.shape[1]
    keys, values = (part.double().repeat_interleave(per_group, 1) for part in (keys, values))
    scores = torch.einsum("qhd,khd->hqk", q.double(), keys) * q.shape[-1] ** -0.5
    place = torch.arange(len(keys) - len(q), len(keys), device=q.device)[:, None]
    key = torch.arange(len(keys), device=q.device)[None]
    seen = (key <= place) & ((key >= place - window) | (window < 0))
    return torch.einsum("hqk,khd->qhd", scores.masked_fill(~seen, -torch.inf).softmax(-1), values)


def test_they_run_here():
    assert attention.gpu_kernels() is not None


@pytest.mark.parametrize(("batch", "queries", "heads", "groups", "width", "window"), CASES)
def test_attention_over_pages_is_exact_to_half_precision(batch, queries, heads, groups, width, window):
    pages = batch * 8 + 3
    k_cache, v_cache = made((pages, PAGE, groups, width), 1), made((pages, PAGE, groups, width), 2)
    q, k, v = (made((batch, queries, count, width), 3 + count) for count in (heads, groups, groups))
    order = torch.randperm(pages, generator=torch.Generator().manual_seed(4))[: batch * 8]
    table = order.view(batch, 8).int().cuda()
    starts = torch.tensor([(row * 389) % (8 * PAGE - queries) for row in range(batch)], dtype=torch.int32).cuda()
    before = k_cache.clone(), v_cache.clone()
    out = attention.flash_attn_with_kvcache(
        q, k_cache, v_cache, k, v, starts, table, causal=True, window_size=(window, window)
    )
    plain = attention.gather_and_attend(q, *before, k, v, starts, table, window_size=(window, window))
    assert torch.equal(k_cache, before[0])
    assert torch.equal(v_cache, before[1])
    for row in range(batch):
        end = int(starts[row]) + queries
        keys, values = (cache[table[row].long()].flatten(0, 1)[:end] for cache in (k_cache, v_cache))
        expected = written_out(q[row], keys, values, window)
        for found in (out[row], plain[row]):
            assert float((found.double() - expected).norm() / expected.norm()) < 3e-3
