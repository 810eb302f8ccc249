"""The network: a Llama-style decoder in plain PyTorch.

Knows: RMSNorm, rotary positions (half-split, as Hugging Face's Llama), SwiGLU, tied embeddings, and that logits
are wanted at a few positions only. Does not know: text, tasks, optimisers.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class NetworkShape:
    """Sizes of the decoder; `context` is the longest sequence served at inference."""

    vocabulary: int
    layers: int = 8
    width: int = 256
    heads: int = 4
    feed_forward: int = 704
    context: int = 1024
    rope_theta: float = 10000.0
    norm_epsilon: float = 1e-5

    @property
    def head_width(self) -> int:
        """Channels of one attention head."""
        return self.width // self.heads


class Attention(nn.Module):
    """Self-attention under an additive mask."""

    def __init__(self, shape: NetworkShape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.q_proj = nn.Linear(shape.width, shape.width, bias=False)
        self.k_proj = nn.Linear(shape.width, shape.width, bias=False)
        self.v_proj = nn.Linear(shape.width, shape.width, bias=False)
        self.o_proj = nn.Linear(shape.width, shape.width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        """Mix positions: x (B, T, D), cos and sin (B, 1, T, head/2), mask (B, 1, T, T)."""
        batch, length, width = x.shape
        weight = torch.cat([self.q_proj.weight, self.k_proj.weight, self.v_proj.weight])
        qkv = functional.linear(x, weight).view(batch, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        y = attend(_rotate(q, cos, sin), _rotate(k, cos, sin), v, mask)
        out: Tensor = self.o_proj(y.transpose(1, 2).reshape(batch, length, width))
        return out


class FeedForward(nn.Module):
    """SwiGLU."""

    def __init__(self, shape: NetworkShape) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(shape.width, shape.feed_forward, bias=False)
        self.up_proj = nn.Linear(shape.width, shape.feed_forward, bias=False)
        self.down_proj = nn.Linear(shape.feed_forward, shape.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Transform each position of x (B, T, D)."""
        out: Tensor = self.down_proj(functional.silu(self.gate_proj(x)) * self.up_proj(x))
        return out


class Block(nn.Module):
    """One pre-norm decoder layer."""

    def __init__(self, shape: NetworkShape) -> None:
        super().__init__()
        self.input_layernorm = nn.RMSNorm(shape.width, eps=shape.norm_epsilon)
        self.self_attn = Attention(shape)
        self.post_attention_layernorm = nn.RMSNorm(shape.width, eps=shape.norm_epsilon)
        self.mlp = FeedForward(shape)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        """Shapes as in `Attention.forward`."""
        x = x + self.self_attn(self.input_layernorm(x), cos, sin, mask)
        out: Tensor = x + self.mlp(self.post_attention_layernorm(x))
        return out


class Network(nn.Module):
    """The decoder; parameter names are those of Hugging Face's Llama below `model.`."""

    def __init__(self, shape: NetworkShape) -> None:
        super().__init__()
        self.shape = shape
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.layers = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=shape.norm_epsilon)
        self._initialise()

    def _initialise(self) -> None:
        for name, weight in self.named_parameters():
            if name.startswith("embed"):
                nn.init.normal_(weight, std=0.02)
            elif weight.dim() == 2:
                nn.init.normal_(weight, std=0.7 / weight.shape[1] ** 0.5)
            if "o_proj" in name or "down_proj" in name:
                weight.data.mul_((2 * self.shape.layers) ** -0.5)

    def forward(self, tokens: Tensor, positions: Tensor, mask: Tensor) -> Tensor:
        """Hidden states (B, T, D) of tokens and positions (B, T) under an additive mask (B, 1, T, T)."""
        x = self.embed_tokens(tokens).to(mask.dtype)
        cos, sin = rotary(positions, self.shape, x.dtype)
        for layer in self.layers:
            x = layer(x, cos, sin, mask)
        out: Tensor = self.norm(x)
        return out

    def logits(self, hidden: Tensor) -> Tensor:
        """Vocabulary scores (N, V) of hidden states (N, D)."""
        return functional.linear(hidden, self.embed_tokens.weight.to(hidden.dtype))


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, block: int = 128) -> Tensor:
    """Softmax attention (B, H, T, C) under a causal additive mask, in blocks of queries that skip later keys.

    Spelled out because the CPU's fused kernel is slow backwards: compiled, this trains faster. A GPU has a fused
    kernel that takes a mask.
    """
    if q.is_cuda:
        return functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    length = q.shape[2]
    scaled = q * q.shape[-1] ** -0.5
    parts = []
    for start in range(0, length, block):
        end = min(start + block, length)
        scores = scaled[:, :, start:end] @ k[:, :, :end].transpose(-1, -2) + mask[:, :, start:end, :end]
        parts.append(scores.softmax(-1) @ v[:, :, :end])
    return torch.cat(parts, dim=2)


def precision(device: str) -> torch.dtype:
    """Half precision where the processor multiplies in it; elsewhere that was measured fifty times slower."""
    able = torch.cpu.get_capabilities()
    halves = device.startswith("cuda") or able.get("avx512_bf16") or able.get("amx_bf16")
    return torch.bfloat16 if halves else torch.float32


def count_parameters(network: Network) -> int:
    """Number of weights; the tied output matrix counts once."""
    return sum(weight.numel() for weight in network.parameters())


def rotary(positions: Tensor, shape: NetworkShape, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Cosines and sines (B, 1, T, head/2) for positions (B, T)."""
    half = torch.arange(0, shape.head_width, 2, device=positions.device) / shape.head_width
    angles = positions[:, None, :, None].float() * shape.rope_theta**-half
    return angles.cos().to(dtype), angles.sin().to(dtype)


def causal_mask(length: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Additive mask (1, 1, T, T) for one plain sequence."""
    return torch.full((1, 1, length, length), -torch.inf, dtype=dtype).triu(1)


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


@torch.no_grad()
def greedy(network: Network, prompt: list[int], stop: int, limit: int = 160) -> list[int]:
    """Continue `prompt` greedily until `stop` or `limit` tokens; slow, for checks only."""
    ids = list(prompt)
    while len(ids) < len(prompt) + limit:
        tokens = torch.tensor([ids])
        hidden = network(tokens, torch.arange(len(ids))[None], causal_mask(len(ids)))
        ids.append(int(network.logits(hidden[0, -1:]).argmax()))
        if ids[-1] == stop:
            break
    return ids[len(prompt) :]
