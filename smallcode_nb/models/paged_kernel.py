"""Paged attention as two Triton kernels: each block of queries reads its sequence's pages where they lie.

Knows: FlashAttention's running softmax, key/value pages, grouped heads, causal and sliding windows, and that a
few long sequences need splitting to fill a GPU. Does not know: ExLlamaV2, when it is used (see `attention`).
Importing it imports Triton.
"""

# Triton reads a kernel's annotations as code, so only `tl.constexpr` may be one
# ruff: noqa: ANN001, ANN202
# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-decorators

from __future__ import annotations

from typing import Any

import torch
import triton
import triton.language as tl

_KEYS = 64  # keys read at a time; pages hold a multiple of it
_SPLIT = 512  # keys of one split
_FEWEST_PROGRAMS = 256  # enough for any GPU: more splits would not help


def write_pages(
    k_cache: torch.Tensor, v_cache: torch.Tensor, k: torch.Tensor, v: torch.Tensor, table: torch.Tensor, starts: Any
) -> None:
    """Put k and v (B, Q, G, D) behind the first `starts` (B) tokens of each sequence's pages (see `attend_pages`)."""
    batch, queries, groups, width = k.shape
    row = groups * width
    padded = triton.next_power_of_2(row)
    _write[(batch * queries,)](
        k_cache, v_cache, k, v, table, starts, queries, table.stride(0), k_cache.shape[1], row, padded
    )


def attend_pages(
    q: torch.Tensor,
    k_cache: torch.Tensor,
    v_cache: torch.Tensor,
    table: torch.Tensor,
    ends: torch.Tensor,
    scale: float,
    window: int = -1,
) -> torch.Tensor:
    """Causal attention of q (B, Q, H, D), the last Q of the `ends` (B) tokens in pages (pages, page, G, D).

    `table` (B, n) lists each sequence's pages; `window` hides keys further back than that, -1 hides none.
    """
    batch, queries, heads, width = q.shape
    groups = k_cache.shape[2]
    rows = queries * (heads // groups)
    block = 16 if rows <= 16 else 64
    blocks = triton.cdiv(rows, block)
    keys = table.shape[1] * k_cache.shape[1]
    splits = 1 if batch * groups * blocks >= _FEWEST_PROGRAMS else triton.cdiv(keys, _SPLIT)
    out = torch.empty_like(q)
    shape = (batch, groups, rows, splits)
    parts = torch.empty((*shape, width), dtype=torch.float32, device=q.device) if splits > 1 else out
    norms = torch.empty((2, *shape), dtype=torch.float32, device=q.device) if splits > 1 else parts
    padded = triton.next_power_of_2(width)
    _attend[(batch * groups, blocks, splits)](
        q, k_cache, v_cache, table, ends, out, parts, norms, scale, window, queries, heads, groups, table.stride(0),
        k_cache.shape[1], triton.cdiv(triton.cdiv(keys, splits), _KEYS) * _KEYS, splits, width, padded, block, _KEYS,
        splits == 1, num_warps=4,
    )  # fmt: skip
    if splits > 1:
        _merge[(batch * groups, rows)](
            out, parts, norms, queries, heads, groups, splits, width, padded, triton.next_power_of_2(splits)
        )
    return out


@triton.jit
def _write(
    k_cache,
    v_cache,
    k,
    v,
    table,
    starts,
    queries,
    table_stride,
    page,
    row,
    padded: tl.constexpr,
):
    """One new token of one sequence: its row of all heads, copied to its place."""
    token = tl.program_id(0)
    sequence = token // queries
    place = tl.load(starts + sequence) + token % queries
    number = tl.load(table + sequence * table_stride + place // page).to(tl.int64)
    target = (number * page + place % page) * row
    lane = tl.arange(0, padded)
    inside = lane < row
    source = token.to(tl.int64) * row
    tl.store(k_cache + target + lane, tl.load(k + source + lane, mask=inside), mask=inside)
    tl.store(v_cache + target + lane, tl.load(v + source + lane, mask=inside), mask=inside)


@triton.jit
def _attend(
    q,
    k_cache,
    v_cache,
    table,
    ends,
    out,
    parts,
    norms,
    scale,
    window,
    queries,
    heads,
    groups,
    table_stride,
    page,
    split_keys,
    splits,
    width: tl.constexpr,
    padded: tl.constexpr,
    block: tl.constexpr,
    keys: tl.constexpr,
    whole: tl.constexpr,
):
    """One block of query rows of one sequence and group over one split of its keys.

    A row is a query and one of the group's heads: row = query × heads per group + head.
    """
    sequence = tl.program_id(0) // groups
    group = tl.program_id(0) % groups
    split = tl.program_id(2)
    per_group = heads // groups
    rows = queries * per_group
    row = tl.program_id(1) * block + tl.arange(0, block)
    channel = tl.arange(0, padded)
    query = row // per_group
    head = group * per_group + row % per_group
    at = ((sequence * queries + query) * heads + head).to(tl.int64) * width
    real = (row < rows)[:, None] & (channel < width)[None, :]
    asked = tl.load(q + at[:, None] + channel[None, :], mask=real, other=0.0)
    end = tl.load(ends + sequence).to(tl.int32)
    place = end - queries + query
    last = tl.minimum(end, end - queries + (tl.program_id(1) * block + block - 1) // per_group + 1)
    stop = tl.minimum((split + 1) * split_keys, last)
    best = tl.full((block,), -1e30, tl.float32)
    total = tl.zeros((block,), tl.float32)
    mixed = tl.zeros((block, padded), tl.float32)
    for start in range(split * split_keys, stop, keys):
        number = tl.load(table + sequence * table_stride + start // page).to(tl.int64)
        lane = tl.arange(0, keys)
        place_k = start + lane
        source = ((number * page + start % page + lane) * groups + group) * width
        there = (place_k < end)[:, None] & (channel < width)[None, :]
        key = tl.load(k_cache + source[:, None] + channel[None, :], mask=there, other=0.0)
        value = tl.load(v_cache + source[:, None] + channel[None, :], mask=there, other=0.0)
        scores = tl.dot(asked, tl.trans(key), input_precision="ieee") * scale
        seen = (place_k[None, :] <= place[:, None]) & ((window < 0) | (place_k[None, :] >= place[:, None] - window))
        scores = tl.where(seen, scores, -1e30)
        higher = tl.maximum(best, tl.max(scores, 1))
        shares = tl.where(seen, tl.exp(scores - higher[:, None]), 0.0)
        fade = tl.exp(best - higher)
        total = total * fade + tl.sum(shares, 1)
        mixed = mixed * fade[:, None] + tl.dot(shares.to(value.dtype), value, input_precision="ieee")
        best = higher
    if whole:
        result = mixed / tl.maximum(total, 1e-30)[:, None]
        tl.store(out + at[:, None] + channel[None, :], result.to(asked.dtype), mask=real)
    else:
        slot = (tl.program_id(0) * rows + row).to(tl.int64) * splits + split
        tl.store(parts + slot[:, None] * width + channel[None, :], mixed, mask=real)
        count = tl.num_programs(0).to(tl.int64) * rows * splits
        tl.store(norms + slot, best, mask=row < rows)
        tl.store(norms + count + slot, total, mask=row < rows)


@triton.jit
def _merge(
    out,
    parts,
    norms,
    queries,
    heads,
    groups,
    splits,
    width: tl.constexpr,
    padded: tl.constexpr,
    padded_splits: tl.constexpr,
):
    """One query row: its splits, weighted as if they had been one."""
    sequence = tl.program_id(0) // groups
    group = tl.program_id(0) % groups
    row = tl.program_id(1)
    rows = tl.num_programs(1)
    per_group = heads // groups
    split = tl.arange(0, padded_splits)
    channel = tl.arange(0, padded)
    slot = (tl.program_id(0) * rows + row).to(tl.int64) * splits + split
    count = tl.num_programs(0).to(tl.int64) * rows * splits
    best = tl.load(norms + slot, mask=split < splits, other=-1e30)
    total = tl.load(norms + count + slot, mask=split < splits, other=0.0)
    weight = tl.exp(best - tl.max(best, 0))
    real = (split < splits)[:, None] & (channel < width)[None, :]
    mixed = tl.load(parts + slot[:, None] * width + channel[None, :], mask=real, other=0.0)
    result = tl.sum(mixed * weight[:, None], 0) / tl.maximum(tl.sum(total * weight, 0), 1e-30)
    at = (sequence * queries + row // per_group) * heads + group * per_group + row % per_group
    tl.store(out + at.to(tl.int64) * width + channel, result.to(out.dtype.element_ty), mask=channel < width)
