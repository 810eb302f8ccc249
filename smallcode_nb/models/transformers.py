"""Any Hugging Face causal model in a local directory, on torch.

Knows: how one padded batch is prefilled once per distinct prompt, continued token by token with each row's own
temperature and seed, and shrunk as rows end. Does not know: text. A seed fixes a sample only within the same
batch: other rows change the padding, and with it the last bits of the arithmetic.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from smallcode_nb.agent.types import Sampling

from .steps import Draw, Growth

if TYPE_CHECKING:
    import torch

_SEEDS = 2**63


@dataclass(slots=True)
class Row:
    """One growing sample of a batch."""

    draw: Draw
    generator: torch.Generator
    drawn: int = 0


@dataclass(slots=True)
class Batch:
    """Rows that advance together; `cache`, `mask` and `last` have one entry per row."""

    rows: list[Row]
    cache: Any = None
    mask: Any = None
    last: Any = None
    cancelled: set[int] = field(default_factory=set)


class TransformersStepper:
    """A `Stepper` over a causal model; each `add` is a batch of its own."""

    def __init__(self, model: Any, stop_ids: frozenset[int]) -> None:
        self._model = model
        self._stop_ids = stop_ids
        self._batches: list[Batch] = []

    @property
    def busy(self) -> bool:
        """As in `Stepper`."""
        return bool(self._batches)

    def add(self, draws: Sequence[Draw]) -> None:
        """As in `Stepper`."""
        rows = [Row(draw, _generator(draw.sampling)) for draw in draws]
        if rows:
            self._batches.append(Batch(rows))

    def cancel(self, key: int) -> None:
        """As in `Stepper`."""
        for batch in self._batches:
            batch.cancelled.add(key)

    def step(self) -> list[Growth]:
        """As in `Stepper`."""
        import torch

        growths: list[Growth] = []
        with torch.inference_mode():
            for batch in self._batches:
                self._drop(batch, batch.cancelled)
                if batch.rows:
                    growths += self._advance(batch)
        self._batches = [batch for batch in self._batches if batch.rows]
        return growths

    def close(self) -> None:
        """As in `Stepper`."""
        self._batches.clear()
        self._model = None

    def _advance(self, batch: Batch) -> list[Growth]:
        import torch

        logits = (self._prefill(batch) if batch.cache is None else self._continue(batch)).float()
        picked = [pick(row, r.draw.sampling, r.generator) for row, r in zip(logits, batch.rows, strict=True)]
        logprobs = logits.log_softmax(-1)[torch.arange(len(picked)), picked].tolist()
        batch.last = torch.tensor(picked, device=logits.device)[:, None]
        growths = [self._grow(*parts) for parts in zip(batch.rows, picked, logprobs, strict=True)]
        self._drop(batch, {growth.key for growth in growths if growth.ended})
        return growths

    def _grow(self, row: Row, token: int, logprob: float) -> Growth:
        row.drawn += 1
        ended = "stop" if token in self._stop_ids else "length" if row.drawn >= row.draw.limit else ""
        return Growth(row.draw.key, (token,), logprob, ended)

    def _prefill(self, batch: Batch) -> torch.Tensor:
        """Logits (rows, vocabulary) after the prompts, each distinct prompt computed once."""
        import torch

        prompts = list(dict.fromkeys(row.draw.ids for row in batch.rows))
        ids, mask = _pad(prompts, self._model.device)
        out = self._model(
            input_ids=ids, attention_mask=mask, position_ids=_positions(mask), use_cache=True, logits_to_keep=1
        )
        place = {prompt: index for index, prompt in enumerate(prompts)}
        order = torch.tensor([place[row.draw.ids] for row in batch.rows], device=ids.device)
        batch.cache = getattr(out, _cache_name(self._model))
        batch.cache.batch_select_indices(order)
        batch.mask = mask[order]
        logits: torch.Tensor = out.logits[order, -1]
        return logits

    def _continue(self, batch: Batch) -> torch.Tensor:
        import torch

        one = batch.mask.new_ones(len(batch.rows), 1)
        batch.mask = torch.cat([batch.mask, one], dim=1)
        positions = batch.mask.sum(1, keepdim=True) - 1
        out = self._model(
            input_ids=batch.last,
            attention_mask=batch.mask,
            position_ids=positions,
            use_cache=True,
            **{_cache_name(self._model): batch.cache},
        )
        logits: torch.Tensor = out.logits[:, -1]
        return logits

    def _drop(self, batch: Batch, keys: set[int]) -> None:
        """Take rows out of the batch and its cache."""
        keep = [index for index, row in enumerate(batch.rows) if row.draw.key not in keys]
        batch.cancelled = set()
        if len(keep) == len(batch.rows):
            return
        batch.rows = [batch.rows[index] for index in keep]
        if batch.cache is None or not keep:
            return
        import torch

        order = torch.tensor(keep, device=batch.mask.device)
        batch.cache.batch_select_indices(order)
        batch.mask, batch.last = batch.mask[order], batch.last[order]


def pick(logits: torch.Tensor, sampling: Sampling, generator: torch.Generator) -> int:
    """One token from logits (vocabulary): the likeliest at temperature 0, else drawn from the nucleus."""
    import torch

    if sampling.temperature <= 0:
        return int(logits.argmax())
    shares, tokens = (logits / sampling.temperature).softmax(-1).cpu().sort(descending=True)
    inside = shares.cumsum(-1) - shares < sampling.top_p
    inside[0] = True
    choice = torch.multinomial(shares * inside, 1, generator=generator)
    return int(tokens[choice])


def _generator(sampling: Sampling) -> torch.Generator:
    import torch

    return torch.Generator().manual_seed(sampling.seed % _SEEDS)


def _pad(prompts: Sequence[tuple[int, ...]], device: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and mask (prompts, longest), padded on the left."""
    import torch

    longest = max(map(len, prompts))
    ids = torch.zeros(len(prompts), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, prompt in enumerate(prompts):
        ids[row, longest - len(prompt) :] = torch.tensor(prompt)
        mask[row, longest - len(prompt) :] = 1
    return ids.to(device), mask.to(device)


def _positions(mask: torch.Tensor) -> torch.Tensor:
    return (mask.cumsum(1) - 1).clamp(min=0)


def _cache_name(model: Any) -> str:
    """What the model calls its cache, going in and coming out: transformers 5.24 renames it, model by model."""
    return "cache" if "cache" in inspect.signature(model.forward).parameters else "past_key_values"
