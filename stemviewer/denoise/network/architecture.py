"""The network: a U-Net that works at half resolution and knows no dose.

The counts are turned into two stabilised contrasts against a wide local mean, which carries the
dose; the network answers with the logarithm of the rate over that mean. So the output is
positive, scales with the local dose, and an untrained network returns the local mean. A network
of spectral shape also sees, and may lean on, a Wiener estimate made in windows.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from stemviewer.denoise.network.shape import MEAN_WINDOW, NetworkShape
from stemviewer.denoise.network.spectral import WindowedWiener

ANSCOMBE = 0.375
"""Offset of Anscombe's transform 2 sqrt(x + 3/8) (Biometrika 35 (1948) 246)."""

FLOOR = 0.02
"""Smallest local mean [electrons per pixel] that contrasts are taken against."""

LEAN_AT_START = 2.0
"""An untrained network takes over the sigmoid of minus this of the windowed estimate."""

MAX_LOG_RATIO = 7.0
"""Bound of |log(rate / local mean)|: a factor of a thousand either way."""


class Block(nn.Module):
    """Two 3x3 convolutions on a residual path; starts as the identity.

    Parameters
    ----------
    width : int
        Channels.
    signed : bool
        Whether the result may be negative; else a rectifier ends the block.
    """

    def __init__(self, width: int, *, signed: bool = False) -> None:
        super().__init__()
        self._signed = signed
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        with torch.no_grad():
            self.second.weight.mul_(0.1)

    def forward(self, features: Tensor) -> Tensor:
        """Return the features, refined; same shape."""
        inner = functional.relu(self.first(features), inplace=True)
        change: Tensor = self.second(inner)
        change = change.add_(features)
        return change if self._signed else functional.relu(change, inplace=True)


class LiveNet(nn.Module):
    """Counts to expected electrons per pixel.

    Parameters
    ----------
    shape : NetworkShape
        Size of the network.
    """

    def __init__(self, shape: NetworkShape | None = None) -> None:
        super().__init__()
        self.shape = shape or NetworkShape()
        widths = self.shape.widths
        self.spectral = WindowedWiener() if self.shape.spectral else None
        # 4 phases of two contrasts each, and the level of the local mean; then those of the
        # windowed estimate
        self.stem = nn.Conv2d(13 if self.shape.spectral else 9, widths[0], 3, padding=1)

        def blocks(width: int, count: int) -> nn.Sequential:
            return nn.Sequential(*(Block(width, signed=self.shape.signed) for _ in range(count)))

        self.encoder = nn.ModuleList(
            blocks(width, count) for width, count in zip(widths, self.shape.encoder, strict=True)
        )
        self.down = nn.ModuleList(
            nn.Conv2d(wide, deep, 2, stride=2) for wide, deep in itertools.pairwise(widths)
        )
        self.up = nn.ModuleList(
            nn.Conv2d(deep, wide * 4, 1) for wide, deep in itertools.pairwise(widths)
        )
        self.decoder = nn.ModuleList(
            blocks(width, count)
            for width, count in zip(widths[:-1], self.shape.decoder, strict=True)
        )
        self.head = nn.Conv2d(widths[0], 8 if self.shape.spectral else 4, 3, padding=1)
        with torch.no_grad():
            self.head.weight.mul_(0.1)

    def forward(self, counts: Tensor) -> Tensor:
        """Return the rate of counts whose sides are multiples of ``shape.multiple``.

        Parameters
        ----------
        counts : Tensor, shape (images, 1, rows, columns)
            Electrons per pixel; may be slightly negative from readout noise.

        Returns
        -------
        Tensor, same shape
            Expected electrons per pixel, positive.
        """
        return self.forward_with_estimate(counts)[0]

    def forward_with_estimate(
        self, counts: Tensor, *, spectral: bool = True
    ) -> tuple[Tensor, Tensor | None]:
        """Return the rate, and the windowed estimate it leans on where there is one.

        Parameters
        ----------
        counts : Tensor, shape (images, 1, rows, columns)
            Electrons per pixel.
        spectral : bool
            False leaves the windowed estimate out: faster, and what the network says without it.
        """
        mean = local_mean(counts)
        seen = [log_contrast(counts, mean), root_contrast(counts, mean)]
        estimate = None
        if self.spectral is not None:
            estimate = self.spectral(counts) if spectral else None
            seen.append(
                torch.zeros_like(mean) if estimate is None else log_contrast(estimate, mean)
            )
        half = functional.pixel_unshuffle(torch.cat(seen, dim=1), 2)
        level = functional.avg_pool2d(torch.log(mean), 2) * 0.25
        features = functional.relu(self.stem(torch.cat([half, level], dim=1)), inplace=True)
        answer = functional.pixel_shuffle(self.head(self._u_net(features)), 2).float()
        log_ratio = answer[:, :1]
        if estimate is not None:
            lean = torch.sigmoid(answer[:, 1:] - LEAN_AT_START)
            log_ratio = log_ratio + lean * torch.log(estimate / mean)
        rate = mean * torch.exp(log_ratio.clamp(-MAX_LOG_RATIO, MAX_LOG_RATIO))
        return rate, estimate

    def _u_net(self, features: Tensor) -> Tensor:
        skips = []
        last = len(self.down)
        for number in range(last):
            features = self.encoder[number](features)
            skips.append(features)
            features = self.down[number](features)
        features = self.encoder[last](features)
        for number in reversed(range(last)):
            features = functional.pixel_shuffle(self.up[number](features), 2).add_(skips[number])
            features = self.decoder[number](features)
        return features


def local_mean(counts: Tensor) -> Tensor:
    """Return the mean over about 48 px, at least ``FLOOR``, same shape [electrons per pixel]."""
    coarse = functional.avg_pool2d(counts, MEAN_WINDOW)
    padded = functional.pad(coarse, (1, 1, 1, 1), mode="replicate")
    smooth = functional.avg_pool2d(padded, 3, stride=1)
    size: Sequence[int] = counts.shape[-2:]
    wide = functional.interpolate(smooth, size=list(size), mode="bilinear", align_corners=False)
    return wide.clamp_min(FLOOR)


def log_contrast(counts: Tensor, mean: Tensor) -> Tensor:
    """Return log((x + 1) / (m + 1)): bounded at high dose, where it is nearly the answer."""
    return torch.log1p(counts.clamp_min(0.0)) - torch.log1p(mean)


def root_contrast(counts: Tensor, mean: Tensor) -> Tensor:
    """Return the difference of Anscombe's transforms of counts and mean.

    Below zero (readout noise) the root is continued by its tangent.
    """
    root = torch.sqrt(counts.clamp_min(0.0) + ANSCOMBE)
    tangent = counts.clamp_max(0.0) * (0.5 / ANSCOMBE**0.5)
    contrast: Tensor = root + tangent - torch.sqrt(mean + ANSCOMBE)
    return contrast


class RateNetwork(Protocol):
    """What is run on counts: a network in float32 or in 8 bit."""

    shape: NetworkShape

    def __call__(self, counts: Tensor) -> Tensor:
        """Return the rate of counts whose sides are multiples of ``shape.multiple``."""


def denoise_counts(network: RateNetwork, counts: Tensor) -> Tensor:
    """Return the rate of counts of any shape, padded by reflection and cropped.

    Parameters
    ----------
    network : RateNetwork
        Trained network.
    counts : Tensor, shape (images, 1, rows, columns)
        Electrons per pixel.
    """
    rows, columns = int(counts.shape[-2]), int(counts.shape[-1])
    multiple = network.shape.multiple
    below, right = -rows % multiple, -columns % multiple
    padded = counts
    # reflection cannot reach further than the image: repeat it for very small ones
    while below or right:
        step_below = min(below, padded.shape[-2] - 1)
        step_right = min(right, padded.shape[-1] - 1)
        if step_below <= 0 and step_right <= 0:
            padded = functional.pad(padded, (0, right, 0, below), mode="replicate")
            break
        padded = functional.pad(padded, (0, step_right, 0, step_below), mode="reflect")
        below, right = below - step_below, right - step_right
    rate: Tensor = network(padded)
    return rate[..., :rows, :columns]
