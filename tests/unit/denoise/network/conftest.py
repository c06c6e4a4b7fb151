from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.shape import NetworkShape

SMALL = NetworkShape((4, 6, 8), (0, 1, 1), (1, 1))


@pytest.fixture
def small_network() -> LiveNet:
    """Return an untrained network whose weights are large enough to leave a mark."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = LiveNet(SMALL)
        for parameter in network.parameters():
            parameter.data += 0.05 * torch.randn_like(parameter)
    return network.eval().requires_grad_(False)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Run torch on one thread: two wait for each other on a machine that is busy."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
