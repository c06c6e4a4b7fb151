"""How far the network may lean on what repeats."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.balance import SHARE, Balanced, alone_weight, balanced
from stemviewer.denoise.network.inference import NetworkDenoiser
from stemviewer.denoise.network.shape import NetworkShape
from stemviewer.denoise.network.weights import LoadedNetwork

SIDE = 192


def _lattice(missing: tuple[int, int] | None = None) -> Tensor:
    """Return a square lattice of columns 12 px apart; of one of them nothing is there."""
    axis = torch.arange(SIDE, dtype=torch.float32)
    picture = torch.full((SIDE, SIDE), 0.5)
    for row in range(6, SIDE, 12):
        for column in range(6, SIDE, 12):
            if (row, column) != missing:
                down, across = (torch.exp(-((axis - at) ** 2) / 8.0) for at in (row, column))
                picture = picture + 10.0 * torch.outer(down, across)
    return picture[None, None]


def _noisy(picture: Tensor) -> Tensor:
    noise = np.random.default_rng(4).normal(0.0, 0.05, (SIDE, SIDE)).astype(np.float32)
    return picture * torch.exp(torch.from_numpy(noise))


def test_a_missing_column_stays_missing() -> None:
    filled, empty = _lattice(), _noisy(_lattice(missing=(90, 90)))
    weight = alone_weight(filled, empty)[0, 0]
    assert float(weight[90, 90]) > 0.99
    assert float(weight[30:60].mean()) < SHARE + 0.15  # noise as usual elsewhere
    picture = balanced(filled, empty)[0, 0]
    assert float(picture[90, 90]) == pytest.approx(float(empty[0, 0, 90, 90]), rel=0.05)


def test_answers_that_agree_are_not_changed() -> None:
    picture = _lattice()
    assert torch.allclose(balanced(picture, picture), picture, rtol=1e-5)


def test_a_network_without_the_estimate_cannot_be_balanced() -> None:
    with pytest.raises(ValueError, match="one answer"):
        Balanced(LiveNet(NetworkShape((8, 12), (1, 1), (1,))))


def _spectral() -> LiveNet:
    torch.manual_seed(3)
    network = LiveNet(NetworkShape((8, 12), (1, 1), (1,), spectral=True, signed=True))
    return network.eval().requires_grad_(False)


def test_it_sees_further_than_the_network_alone() -> None:
    network = _spectral()
    assert Balanced(network).shape.margin > network.shape.margin
    assert Balanced(network).shape.margin % network.shape.multiple == 0


def test_any_frame_is_denoised_and_the_step_says_how() -> None:
    network = _spectral()
    loaded = LoadedNetwork(network, "tried", "0" * 64, verified=False)
    denoiser = NetworkDenoiser(loaded, balanced=True, warm_up=(64, 64))
    counts = np.random.default_rng(1).poisson(3.0, (97, 130)).astype(np.float32)
    found = denoiser.apply(counts)
    assert found.image.shape == counts.shape
    assert found.step.parameters["lean"] == "balanced"
    with torch.inference_mode():
        alone = network(torch.zeros(1, 1, 64, 64) + 3.0)
    assert torch.isfinite(alone).all()
    assert not np.allclose(found.image, NetworkDenoiser(loaded).apply(counts).image, rtol=1e-3)
