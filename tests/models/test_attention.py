import importlib.util
import sys

import pytest

torch = pytest.importorskip("torch")

from smallcode_nb.models.attention import flash_attn_func, flash_attn_with_kvcache, standing_in  # noqa: E402

HEADS, GROUPS, WIDTH, PAGE = 4, 2, 8, 4


def random(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape)), dtype=torch.float64)


def reference(q, k, v, first=0):
    """One sequence, written out: query i of q (Q, H, D) is at position K − Q + i and sees keys from `first` back."""
    out = torch.zeros_like(q)
    for i in range(len(q)):
        place = len(k) - len(q) + i
        for head in range(HEADS):
            group = head // (HEADS // GROUPS)
            keys = slice(max(0, place - first) if first else 0, place + 1)
            scores = k[keys, group] @ q[i, head] / WIDTH**0.5
            out[i, head] = scores.softmax(0) @ v[keys, group]
    return out


def test_a_whole_prompt_is_attended_causally():
    q, k, v = random(1, 6, HEADS, WIDTH), random(1, 6, GROUPS, WIDTH), random(1, 6, GROUPS, WIDTH)
    torch.testing.assert_close(flash_attn_func(q, k, v, causal=True)[0], reference(q[0], k[0], v[0]))


def test_a_window_hides_what_lies_further_back():
    q, k, v = random(1, 6, HEADS, WIDTH), random(1, 6, GROUPS, WIDTH), random(1, 6, GROUPS, WIDTH)
    out = flash_attn_func(q, k, v, causal=True, window_size=(2, 2))
    torch.testing.assert_close(out[0], reference(q[0], k[0], v[0], first=2))


def test_sequences_of_different_length_share_paged_caches():
    lengths, table = [5, 9], torch.tensor([[3, 0, 5], [1, 4, 2]], dtype=torch.int32)
    keys = [random(length + 2, GROUPS, WIDTH) for length in lengths]
    values = [random(length + 2, GROUPS, WIDTH) + 1 for length in lengths]
    k_cache, v_cache = (torch.full((6, PAGE, GROUPS, WIDTH), torch.nan, dtype=torch.float64) for _ in range(2))
    k_cache.nan_to_num_(nan=9.0)
    v_cache.nan_to_num_(nan=9.0)
    for row, length in enumerate(lengths):
        for at in range(length):
            k_cache[table[row, at // PAGE], at % PAGE] = keys[row][at]
            v_cache[table[row, at // PAGE], at % PAGE] = values[row][at]
    q = random(2, 2, HEADS, WIDTH)
    new_k = torch.stack([keys[row][length:] for row, length in enumerate(lengths)])
    new_v = torch.stack([values[row][length:] for row, length in enumerate(lengths)])
    out = flash_attn_with_kvcache(
        q, k_cache, v_cache, new_k, new_v, torch.tensor(lengths, dtype=torch.int32), table, causal=True
    )
    for row in range(2):
        torch.testing.assert_close(out[row], reference(q[row], keys[row], values[row]))
    assert torch.equal(k_cache[0, 2], keys[0][6]), "the new keys were written behind the old ones"


def test_keys_already_in_the_cache_are_not_written_again():
    k_cache, v_cache = random(2, PAGE, GROUPS, WIDTH), random(2, PAGE, GROUPS, WIDTH) + 1
    table, ends = torch.tensor([[1, 0]]), torch.tensor([6])
    q = random(1, 6, HEADS, WIDTH)
    out = flash_attn_with_kvcache(q, k_cache, v_cache, cache_seqlens=ends, block_table=table, causal=True)
    keys, values = (cache[[1, 0]].flatten(0, 1)[:6] for cache in (k_cache, v_cache))
    torch.testing.assert_close(out[0], reference(q[0], keys, values))


@pytest.mark.skipif(importlib.util.find_spec("flash_attn") is not None, reason="the real flash-attn is installed")
def test_the_stand_in_is_there_only_while_it_is_needed():
    with standing_in():
        import flash_attn

        assert flash_attn.flash_attn_with_kvcache is flash_attn_with_kvcache
    assert "flash_attn" not in sys.modules
    assert importlib.util.find_spec("flash_attn") is None
