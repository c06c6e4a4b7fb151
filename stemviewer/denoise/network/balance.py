"""How far a network may lean on what repeats: not where the counts say otherwise.

A network with a windowed estimate has two answers: with the estimate it is sharp on lattices, and
pulls columns that are off their places back into line; without it a column is where its own
electrons are, and noisier. The picture is a mean of both in the logarithm. Its weight is fixed,
but for places where the two differ far more than they do around: there something does not repeat
(a displaced, missing, foreign column), and the answer without the estimate is taken.

The difference is counted in shot noise, d^2 = (a - b)^2 / b, summed over about a column. Noise
alone makes d^2 about equal everywhere near, so it is compared with its mean over some 50 px; the
mean is of square roots, so that the few columns one looks for do not raise it much.
"""

from __future__ import annotations

import torch
from torch import Tensor

from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.cells import CELL, enlarged, pooled, smooth
from stemviewer.denoise.network.shape import NetworkShape

SHARE = 0.3
"""Least weight of the answer without the estimate."""

USUAL, STRANGE = 2.0, 5.0
"""Times the difference around: below the first the weight is ``SHARE``, from the second on 1."""

_LEAST = 0.02
"""Least rate a difference is divided by [electrons per pixel]."""

_REACH = 5 * CELL
"""How far the mean around sees [px]."""


class BalancedShape(NetworkShape):
    """Of a network whose answers are balanced: it sees a little further."""

    @property
    def margin(self) -> int:
        """How far a pixel of the output can see, rounded up to ``multiple`` [px]."""
        inner = NetworkShape.margin.fget(self)  # type: ignore[attr-defined]
        return int(-(-(inner + _REACH) // self.multiple) * self.multiple)


class Balanced:
    """A network with a windowed estimate that may lean on it only so far.

    The answer without the estimate is asked for of the picture turned by half a turn: errors of
    direction then cancel in part, at no cost.

    Parameters
    ----------
    network : LiveNet
        Of spectral shape.

    Raises
    ------
    ValueError
        If the network has no windowed estimate.
    """

    def __init__(self, network: LiveNet) -> None:
        old = network.shape
        if not old.spectral:
            raise ValueError("a network without a windowed estimate has one answer only")
        self.shape: NetworkShape = BalancedShape(
            old.widths, old.encoder, old.decoder, old.spectral, old.signed
        )
        self._network = network

    def __call__(self, counts: Tensor) -> Tensor:
        """Return the balanced rate.

        Parameters
        ----------
        counts : Tensor, shape (images, 1, rows, columns)
            Electrons per pixel; sides are multiples of ``shape.multiple``.
        """
        leaning = self._network(counts)
        turned = torch.flip(counts, (-2, -1)).contiguous()
        alone, _ = self._network.forward_with_estimate(turned, spectral=False)
        return balanced(leaning, torch.flip(alone, (-2, -1)))


def balanced(leaning: Tensor, alone: Tensor) -> Tensor:
    """Return the mean in the logarithm of the answers with and without the estimate.

    Parameters
    ----------
    leaning, alone : Tensor, shape (images, 1, rows, columns)
        Positive electrons per pixel; sides are multiples of ``CELL``.
    """
    leaning, alone = leaning.float(), alone.float()
    weight = alone_weight(leaning, alone)
    return torch.exp(torch.lerp(torch.log(leaning), torch.log(alone), weight))


def alone_weight(leaning: Tensor, alone: Tensor) -> Tensor:
    """Return the weight of the answer without the estimate, ``SHARE`` to 1; same shape."""
    apart = (alone - leaning).square() / smooth(alone).clamp_min(_LEAST)
    here = smooth(apart)
    around = enlarged(smooth(pooled(here.sqrt(), CELL)), CELL).square()
    times = here / around.clamp_min(1e-12)
    along = ((times - USUAL) / (STRANGE - USUAL)).clamp(0.0, 1.0)
    return smooth(SHARE + (1.0 - SHARE) * along.square() * (3.0 - 2.0 * along))
