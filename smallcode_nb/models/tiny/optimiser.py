"""Muon for the matrices, AdamW for the rest, over float32 master weights.

Knows: Newton–Schulz orthogonalisation, batched over matrices of one shape; the schedule's factor is handed in.
Does not know: what the network computes, when to stop.
Source of Muon: Jordan et al. 2024; the scale that matches AdamW's update size: Liu et al. 2025 (Moonlight).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from smallcode_nb.models.tiny.network import precision

_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
_NEWTON_SCHULZ_STEPS = 5


@dataclass(frozen=True)
class Rates:
    """Peak learning rates, momentum and decay."""

    matrices: float = 0.006
    rest: float = 0.004
    momentum: float = 0.95
    decay: float = 0.05
    clip: float = 1.0


class Optimiser:
    """Keeps float32 master copies of a network, mostly a bfloat16 one, and updates both."""

    def __init__(self, network: nn.Module, rates: Rates) -> None:
        self.rates = rates
        self.parameters = dict(network.named_parameters())
        self.master = {name: weight.detach().float().clone() for name, weight in self.parameters.items()}
        matrices = [name for name, weight in self.master.items() if weight.dim() == 2 and "embed" not in name]
        self.momentum = {name: torch.zeros_like(self.master[name]) for name in matrices}
        self.shapes = _by_shape(self.momentum)
        self.rest = [name for name in self.master if name not in self.momentum]
        groups = [{"params": [self.master[name]], "weight_decay": 0.0} for name in self.rest]
        self.adam = torch.optim.AdamW(groups, lr=rates.rest, betas=(0.9, 0.95), fused=True)

    @torch.no_grad()
    def step(self, factor: float) -> Tensor:
        """Apply and clear the gradients with both rates scaled by `factor`; returns the gradient's norm."""
        gradients = {name: weight.grad.float() for name, weight in self.parameters.items() if weight.grad is not None}
        norm: Tensor = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(list(gradients.values()))))
        scale = torch.clamp(self.rates.clip / (norm + 1e-6), max=1.0)  # stays on the device: no wait for it
        for names in self.shapes:
            self._step_matrices(names, gradients, scale, factor)
        self._step_rest(gradients, scale, factor)
        for name, weight in self.parameters.items():
            weight.copy_(self.master[name])
            weight.grad = None
        return norm

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on exactly."""
        return {"master": self.master, "momentum": self.momentum, "adam": self.adam.state_dict()}

    @torch.no_grad()
    def load_weights(self, weights: Mapping[str, Tensor]) -> None:
        """Begin with these weights, by name."""
        for name, weight in self.master.items():
            weight.copy_(weights[name])
            self.parameters[name].copy_(weight)

    @torch.no_grad()
    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from `state_dict`."""
        self.load_weights(state["master"])
        for name, buffer in self.momentum.items():
            buffer.copy_(state["momentum"][name])
        self.adam.load_state_dict(deepcopy(state["adam"]))

    def _step_matrices(self, names: list[str], gradients: dict[str, Tensor], scale: Tensor, factor: float) -> None:
        momentum = [self.momentum[name] for name in names]
        scaled = [gradients[name] * scale for name in names]
        torch._foreach_mul_(momentum, self.rates.momentum)
        torch._foreach_add_(momentum, scaled)
        nesterov = torch.stack(scaled).add_(torch.stack(momentum), alpha=self.rates.momentum)
        update = orthogonalise(nesterov)
        size = 0.2 * max(update.shape[-2:]) ** 0.5
        rate = self.rates.matrices * factor
        for name, direction in zip(names, update, strict=True):
            self.master[name].mul_(1 - rate * self.rates.decay).add_(direction, alpha=-rate * size)

    def _step_rest(self, gradients: dict[str, Tensor], scale: Tensor, factor: float) -> None:
        for name, group in zip(self.rest, self.adam.param_groups, strict=True):
            group["lr"] = self.rates.rest * factor
            self.master[name].grad = gradients[name] * scale
        self.adam.step()


def orthogonalise(matrices: Tensor) -> Tensor:
    """Nearest semi-orthogonal matrices (N, R, C), roughly, by Newton–Schulz in the device's `precision`."""
    a, b, c = _NEWTON_SCHULZ
    tall = matrices.shape[-2] > matrices.shape[-1]
    x = (matrices.mT if tall else matrices).to(precision(matrices.device.type))
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(_NEWTON_SCHULZ_STEPS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    result: Tensor = (x.mT if tall else x).float()
    return result


def _by_shape(tensors: dict[str, Tensor]) -> list[list[str]]:
    shapes: dict[torch.Size, list[str]] = defaultdict(list)
    for name, tensor in tensors.items():
        shapes[tensor.shape].append(name)
    return list(shapes.values())
