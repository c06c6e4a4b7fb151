"""The conversion itself, and the choice among a few ways to do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.int8.net import Int8Net
from stemviewer.denoise.network.int8.weights import Int8Weights, quantise_weights
from stemviewer.training.int8.equalise import equalised
from stemviewer.training.int8.observe import Peaks, Ranges, watch

STRENGTHS = (0.5, 0.75, 1.0)
"""Of equalisation, that are tried."""

OUTLIERS = (0.0, 1e-4)
"""Shares of outlying features cut off, that are tried."""

_IN_8_BIT = ("encoder.", "down.", "up.", "decoder.", "head")


@dataclass(frozen=True, slots=True)
class Trial:
    """One way of conversion and its departure from the float network.

    ``error`` is the mean square difference of the logarithms of the two rates, in parts of their
    own noise (weighted by the rate), over the trial images.
    """

    strength: float
    outliers: float
    error: float


def convert(
    network: LiveNet, name: str, sha256: str, calibration: Sequence[Tensor], strength: float,
    outliers: float,
) -> Int8Weights:  # fmt: skip
    """Return a network in 8 bit.

    Parameters
    ----------
    network : LiveNet
        In float32.
    name, sha256 : str
        Of it and of its weights file.
    calibration : sequence of Tensor, shape (1, 1, rows, columns)
        Counts that bring out the whole range of every plane [electrons per pixel].
    strength, outliers : float
        See ``equalised`` and ``Ranges``.
    """
    level = equalised(network, peaks_of(network, calibration), strength)
    return _in_8_bit(level, name, sha256, _ranges(level, calibration, (outliers,))[0])


def _ranges(
    network: LiveNet, calibration: Sequence[Tensor], outliers: Sequence[float]
) -> list[Ranges]:
    """Return the ranges of all planes, for each share of outliers, from one run."""
    found = [Ranges(share) for share in outliers]

    def look(name: str, features: Tensor) -> None:
        for ranges in found:
            ranges.look(name, features)

    watch(network, calibration, look)
    return found


def _in_8_bit(level: LiveNet, name: str, sha256: str, ranges: Ranges) -> Int8Weights:
    convs = {
        key: quantise_weights(module.weight, module.bias)
        for key, module in level.named_modules()
        if isinstance(module, nn.Conv2d) and key.startswith(_IN_8_BIT) and module.bias is not None
    }
    floats = {
        key: value.detach().clone()
        for key, value in level.state_dict().items()
        if not key.startswith(_IN_8_BIT)
    }
    return Int8Weights(level.shape, name, sha256, convs, ranges.grids(), floats)


def peaks_of(network: LiveNet, calibration: Sequence[Tensor]) -> Peaks:
    """Return the largest magnitudes of all planes of a network on counts."""
    peaks = Peaks()
    watch(network, calibration, peaks.look)
    return peaks


def best_conversion(
    network: LiveNet,
    name: str,
    sha256: str,
    calibration: Sequence[Tensor],
    trials: Sequence[Tensor],
) -> tuple[Int8Weights, list[Trial]]:
    """Return the conversion that stays nearest to the float network, and all that were tried.

    Parameters
    ----------
    network, name, sha256, calibration
        As of :func:`convert`.
    trials : sequence of Tensor, shape (1, 1, rows, columns)
        Counts that decide; other ones than those of ``calibration``.
    """
    network = network.requires_grad_(False)
    with torch.no_grad():
        wanted = [network(counts) for counts in trials]
    peaks = peaks_of(network, calibration)
    found: list[tuple[Trial, Int8Weights]] = []
    for strength in STRENGTHS:
        level = equalised(network, peaks, strength)
        ranges = _ranges(level, calibration, OUTLIERS)
        for outliers, seen in zip(OUTLIERS, ranges, strict=True):
            weights = _in_8_bit(level, name, sha256, seen)
            error = _departure(Int8Net(weights), trials, wanted)
            found.append((Trial(strength, outliers, error), weights))
    best = min(found, key=lambda pair: pair[0].error)
    return best[1], [trial for trial, _ in found]


def _departure(network: Int8Net, trials: Sequence[Tensor], wanted: Sequence[Tensor]) -> float:
    errors = []
    with torch.inference_mode():
        for counts, rate in zip(trials, wanted, strict=True):
            ratio = torch.log(network(counts)) - torch.log(rate)
            # Poisson: the relative variance of a rate is its inverse
            errors.append(float((ratio.square() * rate).mean() / rate.mean()))
    return sum(errors) / len(errors)
