"""The optimiser orthogonalises, keeps exact masters and comes back as it was saved."""

from __future__ import annotations

import torch
from torch import nn

from smallcode_nb.models.tiny.network import Network, NetworkShape
from smallcode_nb.models.tiny.optimiser import Optimiser, Rates, orthogonalise


def _network() -> Network:
    torch.manual_seed(0)
    return Network(NetworkShape(64, layers=1, width=16, heads=1, feed_forward=24)).to(torch.bfloat16)


def _fill_gradients(network: nn.Module, seed: int) -> None:
    torch.manual_seed(seed)
    for weight in network.parameters():
        weight.grad = torch.randn_like(weight)


def test_updates_have_singular_values_near_one_for_wide_and_tall_matrices() -> None:
    torch.manual_seed(0)
    for shape in ((3, 16, 48), (3, 48, 16)):
        values = torch.linalg.svdvals(orthogonalise(torch.randn(shape)))
        assert values.min() > 0.5
        assert values.max() < 1.5


def test_weights_follow_their_full_precision_masters() -> None:
    network = _network()
    optimiser = Optimiser(network, Rates())
    before = {name: weight.clone() for name, weight in network.named_parameters()}
    _fill_gradients(network, 1)
    optimiser.step(1.0)
    for name, weight in network.named_parameters():
        assert torch.equal(weight, optimiser.master[name].bfloat16())
        assert weight.grad is None
        assert not torch.equal(optimiser.master[name], before[name].float())


def test_a_factor_of_zero_changes_nothing() -> None:
    network = _network()
    optimiser = Optimiser(network, Rates())
    before = {name: weight.clone() for name, weight in optimiser.master.items()}
    _fill_gradients(network, 1)
    optimiser.step(0.0)
    assert all(torch.equal(before[name], weight) for name, weight in optimiser.master.items())


def test_a_restored_optimiser_takes_the_same_next_step() -> None:
    first, second = _network(), _network()
    a, b = Optimiser(first, Rates()), Optimiser(second, Rates())
    _fill_gradients(first, 1)
    a.step(1.0)
    b.load_state_dict(a.state_dict())
    for network, optimiser in ((first, a), (second, b)):
        _fill_gradients(network, 2)
        optimiser.step(1.0)
    assert all(torch.equal(a.master[name], b.master[name]) for name in a.master)
