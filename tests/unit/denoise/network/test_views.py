"""The mean over turned pictures."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.shape import NetworkShape
from stemviewer.denoise.network.views import VIEWS, SeveralViews, seen


def _network() -> LiveNet:
    torch.manual_seed(1)
    network = LiveNet(NetworkShape((8, 12), (1, 1), (1,)))
    with torch.no_grad():
        network.head.weight.mul_(10.0)  # far from untrained, so that directions differ
    return network.eval().requires_grad_(False)


def _counts() -> Tensor:
    return torch.poisson(torch.full((1, 1, 32, 64), 5.0), torch.Generator().manual_seed(2))


@pytest.mark.parametrize("views", VIEWS[1:])
def test_a_turned_picture_gives_the_turned_result(views: int) -> None:
    network, counts = SeveralViews(_network(), views), _counts()
    turned = torch.flip(network(torch.flip(counts, (-2, -1))), (-2, -1))
    assert torch.allclose(turned, network(counts), rtol=1e-4)
    alone = _network()
    apart = torch.flip(alone(torch.flip(counts, (-2, -1))), (-2, -1)) - alone(counts)
    assert float(apart.abs().max()) > 0.01  # the network itself has a direction


def test_four_views_know_no_diagonal() -> None:
    network, counts = SeveralViews(_network(), 4), _counts()
    mirrored = network(counts.transpose(-2, -1)).transpose(-2, -1)
    assert torch.allclose(mirrored, network(counts), rtol=1e-4)


def test_one_view_is_the_network_itself() -> None:
    network = _network()
    assert seen(network, 1) is network


def test_other_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="views is 3"):
        SeveralViews(_network(), 3)
