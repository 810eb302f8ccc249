"""One token for each row of scores, drawn on the device they lie on.

Knows: temperature, the nucleus, and how a seed and a sample's length give the same draw in any batch.
Does not know: models, text.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from smallcode_nb.agent.types import Sampling

if TYPE_CHECKING:
    import torch

Wish = tuple[Sampling, int]  #: how to draw, and how many tokens its sample has already


def pick_tokens(logits: torch.Tensor, wishes: Sequence[Wish]) -> torch.Tensor:
    """The chosen token and its log-probability before temperature (rows, 2) for logits (rows, vocabulary)."""
    import torch

    scores = logits.float()
    tokens = scores.argmax(-1)
    drawn = [row for row, (sampling, _) in enumerate(wishes) if sampling.temperature > 0]
    if drawn:
        rows = torch.tensor(drawn, device=logits.device)
        tokens[rows] = _draw(scores[rows], [wishes[row] for row in drawn])
    chosen = scores.gather(1, tokens[:, None])[:, 0]
    return torch.stack([tokens.float(), chosen - scores.logsumexp(-1)], dim=-1)


def _draw(scores: torch.Tensor, wishes: Sequence[Wish]) -> torch.Tensor:
    """A token of each row's nucleus: the likeliest ones that together reach `top_p`."""
    import torch

    told = [(s.temperature, s.top_p, uniform(s.seed, place)) for s, place in wishes]
    heat, share, point = torch.tensor(told, device=scores.device).unbind(1)
    shares, tokens = (scores / heat[:, None]).softmax(-1).sort(descending=True)
    reached = shares.cumsum(-1)
    inside = reached - shares < share[:, None]
    inside[:, 0] = True
    mass = (shares * inside).sum(-1)
    place = (reached < (point * mass)[:, None]).sum(-1)
    return tokens.gather(1, torch.minimum(place, inside.sum(-1) - 1)[:, None])[:, 0]


def uniform(seed: int, place: int) -> float:
    """A number in [0, 1) that depends on nothing but the seed and the token's place in its sample."""
    return random.Random(f"{seed}/{place}").random()
