"""Paged attention in the place of flash-attn, so that ExLlamaV2 can batch without it.

Knows: the two functions ExLlamaV2 calls and their conventions (lower-right causal masks, a key/value cache in
pages). On a GPU the pages are read where they lie (`paged_kernel`); in plain torch each sequence's pages are
gathered first, which is slower and hungrier. The real flash-attn is used where it is installed.
Does not know: ExLlamaV2's own layers.
"""

from __future__ import annotations

import importlib.util
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

VERSION = "2.5.7"  # the oldest whose paged interface ExLlamaV2 accepts
Window = tuple[int, int]
_NAMES = ("flash_attn", "flash_attn_2_cuda")
_UNBOUNDED: Window = (-1, -1)
_CLOSE = 2e-2  # largest relative error of the kernels against plain torch in half precision
_log = logging.getLogger(__name__)


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
    if causal and q.is_cuda and k_cache.is_contiguous() and (kernels := gpu_kernels()) is not None:
        ends = cache_seqlens
        if k is not None and v is not None:
            kernels.write_pages(k_cache, v_cache, k.contiguous(), v.contiguous(), block_table, cache_seqlens)
            ends = cache_seqlens + k.shape[1]
        scale = q.shape[-1] ** -0.5 if softmax_scale is None else softmax_scale
        out: torch.Tensor = kernels.attend_pages(
            q.contiguous(), k_cache, v_cache, block_table, ends, scale, window_size[0]
        )
        return out
    return gather_and_attend(q, k_cache, v_cache, k, v, cache_seqlens, block_table, causal, softmax_scale, window_size)


def gather_and_attend(
    q: torch.Tensor,
    k_cache: torch.Tensor,
    v_cache: torch.Tensor,
    k: torch.Tensor | None,
    v: torch.Tensor | None,
    cache_seqlens: torch.Tensor,
    block_table: torch.Tensor,
    causal: bool = True,
    softmax_scale: float | None = None,
    window_size: Window = _UNBOUNDED,
) -> torch.Tensor:
    """`flash_attn_with_kvcache` in plain torch."""
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


@cache
def gpu_kernels() -> Any:
    """The Triton kernels, None (said once in the log) where they do not run or differ from plain torch."""
    try:
        from . import paged_kernel

        error = _error_of(paged_kernel)
    except Exception as failure:  # Triton needs a C compiler and a GPU it knows; plain torch serves the rest
        _log.warning("No Triton kernels for attention, so it will be slower: %s", failure)
        return None
    if not error < _CLOSE:
        _log.warning("The Triton kernels for attention are off by %.3g here, so they are not used.", error)
        return None
    return paged_kernel


def _error_of(kernels: Any) -> float:
    """Relative difference between the kernels and plain torch on a random case."""
    import torch

    random = torch.Generator("cuda").manual_seed(7)

    def made(*shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=random, device="cuda", dtype=torch.float16)

    q, k, v = made(2, 3, 6, 96), made(2, 3, 2, 96), made(2, 3, 2, 96)
    caches = made(8, 256, 2, 96), made(8, 256, 2, 96)
    table = torch.tensor([[3, 0, 5], [1, 7, 2]], dtype=torch.int32, device="cuda")
    starts = torch.tensor([5, 700], dtype=torch.int32, device="cuda")
    expected = gather_and_attend(q, caches[0].clone(), caches[1].clone(), k, v, starts, table)
    kernels.write_pages(*caches, k, v, table, starts)
    found = kernels.attend_pages(q, *caches, table, starts + 3, 96**-0.5)
    return float((found - expected).float().norm() / expected.float().norm())


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
