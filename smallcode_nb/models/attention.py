"""Paged attention in plain torch, in the place of flash-attn, so that ExLlamaV2 can batch without it.

Knows: the two functions ExLlamaV2 calls and their conventions (lower-right causal masks, a key/value cache in
pages). Slower and hungrier than flash-attn: it gathers each sequence's pages before it attends. The real
flash-attn is used where it is installed. Does not know: ExLlamaV2's own layers.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

VERSION = "2.5.7"  # the oldest whose paged interface ExLlamaV2 accepts
Window = tuple[int, int]
_NAMES = ("flash_attn", "flash_attn_2_cuda")
_UNBOUNDED: Window = (-1, -1)


def flash_attn_func(
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    causal: bool = False,
    softmax_scale: float | None = None,
    window_size: Window = _UNBOUNDED,
) -> torch.Tensor:
    """Attention of q (B, Q, H, D) over k and v (B, K, G, D), H a multiple of G; returns (B, Q, H, D)."""
    import torch

    batch, queries, keys = q.shape[0], q.shape[1], k.shape[1]
    ends = torch.full((batch,), keys, device=q.device)
    return _attend(q, k, v, _visible(ends, queries, keys, causal, window_size), softmax_scale)


def flash_attn_with_kvcache(
    q: torch.Tensor,
    k_cache: torch.Tensor,
    v_cache: torch.Tensor,
    k: torch.Tensor | None = None,
    v: torch.Tensor | None = None,
    cache_seqlens: torch.Tensor | None = None,
    block_table: torch.Tensor | None = None,
    causal: bool = False,
    softmax_scale: float | None = None,
    window_size: Window = _UNBOUNDED,
) -> torch.Tensor:
    """Attention of q (B, Q, H, D) over paged caches (pages, page, G, D), after writing k and v (B, Q, G, D) to them.

    `block_table` (B, n) lists each sequence's pages, `cache_seqlens` (B) its tokens before k and v.
    """
    if cache_seqlens is None or block_table is None:
        raise NotImplementedError("only the paged form is provided")
    pages, ends = block_table.long(), cache_seqlens.long()
    if k is not None and v is not None:
        _write(k_cache, k, pages, ends)
        _write(v_cache, v, pages, ends)
        ends = ends + k.shape[1]
    keys, values = (cache[pages].flatten(1, 2) for cache in (k_cache, v_cache))
    visible = _visible(ends, q.shape[1], keys.shape[1], causal, window_size)
    return _attend(q, keys, values, visible, softmax_scale)


def flash_attn_varlen_func(*_args: object, **_options: object) -> torch.Tensor:
    """Imported by ExLlamaV2 but not called in paged mode."""
    raise NotImplementedError("ragged batches need the real flash-attn")


@contextmanager
def standing_in() -> Iterator[None]:
    """While ExLlamaV2 is imported, let `import flash_attn` find this module unless the real one is installed."""
    if importlib.util.find_spec("flash_attn") is not None:
        yield
        return
    sys.modules.update({name: _module(name) for name in _NAMES})
    try:
        yield
    finally:
        # other libraries must not take the stand-in for the real thing
        for name in _NAMES:
            del sys.modules[name]


def _module(name: str) -> ModuleType:
    module = ModuleType(name)
    module.__spec__ = ModuleSpec(name, None)
    vars(module).update(
        __version__=VERSION,
        flash_attn_func=flash_attn_func,
        flash_attn_varlen_func=flash_attn_varlen_func,
        flash_attn_with_kvcache=flash_attn_with_kvcache,
    )
    return module


def _write(cache: torch.Tensor, new: torch.Tensor, pages: torch.Tensor, starts: torch.Tensor) -> None:
    """Put `new` (B, Q, G, D) into the pages at each sequence's own position."""
    import torch

    page = cache.shape[1]
    positions = starts[:, None] + torch.arange(new.shape[1], device=new.device)
    cache[pages.gather(1, positions // page), positions % page] = new


def _visible(ends: torch.Tensor, queries: int, keys: int, causal: bool, window: Window) -> torch.Tensor:
    """Which keys (B, Q, K) each query sees, the last query being the last of the `ends` (B) keys."""
    import torch

    key = torch.arange(keys, device=ends.device)
    place = ends[:, None, None] - queries + torch.arange(queries, device=ends.device)[:, None]
    left, right = window
    right = 0 if causal else right
    seen = (key < ends[:, None, None]).expand(len(ends), queries, keys)
    if right >= 0:
        seen = seen & (key <= place + right)
    return seen & (key >= place - left) if left >= 0 else seen


def _attend(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, visible: torch.Tensor, scale: float | None
) -> torch.Tensor:
    from torch.nn.functional import scaled_dot_product_attention

    q, k, v = (part.transpose(1, 2) for part in (q, k, v))
    out = scaled_dot_product_attention(
        q, k, v, attn_mask=visible[:, None], scale=scale, enable_gqa=q.shape[1] != k.shape[1]
    )
    return out.transpose(1, 2).contiguous()
