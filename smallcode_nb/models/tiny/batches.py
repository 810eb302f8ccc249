"""Packed rows → the batches of a training run.

Knows: which rows a step reads, the shared-prefix mask, which positions are learned.
Does not know: the network, the optimiser, files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from smallcode_nb.models.tiny.packing import Rows, count_examples

Indices = NDArray[np.int64]
UNLEARNED = -100
_BLOCKED = -30000.0
#: answers are padded to a multiple of this: oneDNN keeps a compiled kernel for every shape it meets
_ANSWER_STEP = 512


@dataclass(frozen=True)
class Batch:
    """One batch: ids and positions (B, T), additive mask (B, 1, T, T), flat indices (A,) and ids (A,) to predict.

    A is a multiple of `_ANSWER_STEP`; ids past the `learned` first are UNLEARNED.
    """

    tokens: Tensor
    positions: Tensor
    mask: Tensor
    before: Tensor
    answers: Tensor
    learned: int
    examples: int


@dataclass(frozen=True)
class Order:
    """Which rows are read when: `rows` of each batch, epochs shuffled by `seed`.

    The first `early_steps` steps draw from the first `early_rows` rows only, so that a run can start on the first
    shards of a corpus while the others are being made.
    """

    rows: int
    seed: int
    early_steps: int = 0
    early_rows: int = 0

    def batches(self, total: int, start: int, stop: int) -> Iterator[tuple[int, Indices]]:
        """(step, row numbers) for the steps from `start` to before `stop`, out of `total` rows."""
        for step in range(start, stop):
            yield step, self.at(total, step)

    def at(self, total: int, step: int) -> Indices:
        """Row numbers of one step; given by seed, epoch and step alone."""
        begun, available = (0, self.early_rows) if step < self.early_steps else (self.early_steps, total)
        epoch, place = divmod(step - begun, available // self.rows)
        order = _shuffled(self.seed, begun, epoch, available)
        return np.sort(order[place * self.rows : (place + 1) * self.rows])


@lru_cache(maxsize=2)
def _shuffled(seed: int, begun: int, epoch: int, available: int) -> Indices:
    return np.random.default_rng((seed, begun, epoch)).permutation(available)


def make_batch(rows: Rows, chosen: Indices, dtype: torch.dtype = torch.bfloat16, device: str = "cpu") -> Batch:
    """Gather rows and build their mask: earlier, same record, and namespace or same example."""
    picked = rows.take(chosen)
    tokens = torch.from_numpy(picked.tokens.astype(np.int64))
    positions = torch.from_numpy(picked.positions.astype(np.int64))
    wanted = torch.from_numpy(picked.targets).flatten().nonzero()[:, 0]
    mask = prefix_mask(picked, device).to(dtype)
    spare = (0, -len(wanted) % _ANSWER_STEP)
    before = functional.pad(wanted - 1, spare)
    answers = functional.pad(tokens.flatten()[wanted], spare, value=UNLEARNED)
    tokens, positions, before, answers = (
        part.to(device, non_blocking=True) for part in (tokens, positions, before, answers)
    )
    return Batch(tokens, positions, mask, before, answers, len(wanted), count_examples(picked))


def prefix_mask(rows: Rows, device: str = "cpu") -> Tensor:
    """Additive float mask (B, 1, T, T) of packed rows, made on `device`."""
    record = torch.from_numpy(rows.records.astype(np.int32)).to(device) << 8
    segment = record + torch.from_numpy(rows.examples.astype(np.int32)).to(device)
    own = segment[:, :, None] == segment[:, None, :]
    shared = record[:, :, None] == segment[:, None, :]
    causal = torch.ones(segment.shape[1], segment.shape[1], dtype=torch.bool, device=device).tril()
    return torch.where((own | shared) & causal, 0.0, _BLOCKED)[:, None]
