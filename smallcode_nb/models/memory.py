"""How much memory a decoder of a given shape takes: arithmetic on its sizes, nothing measured.

Knows: weights, the key/value cache, a flat allowance for a library's own buffers.
Does not know: what a machine has free.
"""

from __future__ import annotations

from dataclasses import dataclass

_CACHE_BYTES = 2  # keys and values in 16 bits
_BUFFERS = 300_000_000  # libraries' own code and scratch, order of magnitude


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a Llama-like decoder; `tied` when the output matrix is the input embedding."""

    layers: int
    width: int
    heads: int
    kv_heads: int
    feed_forward: int
    vocabulary: int
    tied: bool = False

    @property
    def head_width(self) -> int:
        """Channels of one attention head."""
        return self.width // self.heads

    @property
    def embedding_parameters(self) -> int:
        """Entries of the input and output matrices."""
        return self.vocabulary * self.width * (1 if self.tied else 2)

    @property
    def parameters(self) -> int:
        """All entries but biases."""
        attention = self.width * self.head_width * (2 * self.heads + 2 * self.kv_heads)
        layer = attention + 3 * self.width * self.feed_forward + 2 * self.width
        return self.embedding_parameters + self.layers * layer + self.width


@dataclass(frozen=True, slots=True)
class Memory:
    """An estimate in bytes."""

    weights: int
    cache: int
    buffers: int = _BUFFERS

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.cache + self.buffers


def estimate_memory(shape: Shape, *, bits: float, prompt: int, n: int = 8, new: int = 256) -> Memory:
    """Bytes for one request: a `prompt` shared by `n` samples of `new` tokens each, weights at `bits` per entry."""
    per_token = 2 * shape.layers * shape.kv_heads * shape.head_width * _CACHE_BYTES
    return Memory(int(shape.parameters * bits / 8), per_token * (prompt + n * new))
