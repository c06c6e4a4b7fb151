"""Dead channels are drawn anew, and the network goes on saying what it said."""

from __future__ import annotations

import torch

from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.shape import NetworkShape
from stemviewer.simulation.generator.images import make_batch
from stemviewer.training.revive import revive

_SHAPE = NetworkShape((8, 12, 16), (0, 1, 1), (1, 1))


def _counts() -> torch.Tensor:
    return make_batch(3, 0, 12, 64, torch.device("cpu")).counts


def _network(shape: NetworkShape) -> LiveNet:
    torch.manual_seed(5)
    return LiveNet(shape).eval()


def _silenced() -> LiveNet:
    network = _network(_SHAPE)
    with torch.no_grad():
        network.down[1].bias[:5] = -100.0  # type: ignore[index]
        network.up[0].bias[:8] = -100.0  # type: ignore[index]
        # what is so far below zero must not be heard within its own block either
        network.encoder[2][0].first.weight[:, :5] = 0.0  # type: ignore[index,union-attr]
        network.decoder[0][0].first.weight[:, :2] = 0.0  # type: ignore[index,union-attr]
    return network


def test_dead_channels_are_found_and_live_again_while_the_answer_stays() -> None:
    network, counts = _silenced(), _counts()
    with torch.no_grad():
        before = network(counts)
    assert revive(network, counts) >= 7  # five in the depth, two on the way up, chance
    with torch.no_grad():
        after = network(counts)
    torch.testing.assert_close(after, before, rtol=0.02, atol=1e-3)
    assert revive(network, counts) < 3


def test_the_new_channels_get_a_gradient_to_be_listened_to() -> None:
    network, counts = _silenced(), _counts()
    revive(network, counts)
    network(counts).square().mean().backward()
    listener = network.up[1].weight
    assert isinstance(listener, torch.nn.Parameter)
    assert listener.grad is not None
    assert bool((listener[:, :5] == 0.0).all())
    assert bool((listener.grad[:, :5].abs().amax(dim=(0, 2, 3)) > 0.0).all())


def test_a_network_of_signed_blocks_is_left_alone() -> None:
    shape = NetworkShape((8, 12, 16), (0, 1, 1), (1, 1), signed=True)
    network = _network(shape)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    assert revive(network, _counts()) == 0
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())
