"""The mean of what a network says of a picture and of the same picture turned.

A network of convolutions learns to treat all directions alike only about; where it takes noise
for structure, it does so differently in a turned picture. The mean has less of that error, at the
price of a pass for each view.
"""

from __future__ import annotations

import torch
from torch import Tensor

from stemviewer.denoise.network.architecture import LiveNet, RateNetwork
from stemviewer.denoise.network.balance import Balanced
from stemviewer.denoise.network.int8.net import Int8Net
from stemviewer.denoise.network.shape import NetworkShape

VIEWS = (1, 2, 4)
"""Numbers of views there are: as it is; half a turn too; both mirrored at the diagonal too."""


class SeveralViews:
    """A network that looks at each picture several times.

    Parameters
    ----------
    network : RateNetwork
        What looks.
    views : int
        One of ``VIEWS``.

    Raises
    ------
    ValueError
        If there is no such number of views.
    """

    def __init__(self, network: RateNetwork, views: int) -> None:
        if views not in VIEWS:
            raise ValueError(f"views is {views}, not one of {VIEWS}")
        self.shape: NetworkShape = network.shape
        self._network = network
        self._views = views

    def __call__(self, counts: Tensor) -> Tensor:
        """Return the mean rate of all views.

        Parameters
        ----------
        counts : Tensor, shape (images, 1, rows, columns)
            Electrons per pixel; sides are multiples of ``shape.multiple``.
        """
        total = self._turned(counts) if self._views > 1 else self._network(counts)
        if self._views > 2:
            total = total + self._turned(counts.transpose(-2, -1)).transpose(-2, -1)
        return total / self._views

    def _turned(self, counts: Tensor) -> Tensor:
        """Return the sum of what is said of a picture and of it turned by half a turn."""
        turned = torch.flip(counts, (-2, -1)).contiguous()
        there = torch.flip(self._network(turned), (-2, -1))
        return self._network(counts.contiguous()) + there


def seen(network: LiveNet | Int8Net, views: int, *, balanced: bool = False) -> RateNetwork:
    """Return the network as it is to look at pictures.

    Parameters
    ----------
    network : LiveNet or Int8Net
        On its device.
    views : int
        One of ``VIEWS``; for one it is the network itself.
    balanced : bool
        Whether it may lean on its windowed estimate only so far (see ``balance``).

    Raises
    ------
    ValueError
        If there is no such number of views, or nothing to balance.
    """
    if balanced and isinstance(network, Int8Net):
        raise ValueError("a network in 8 bit has one answer only")
    one = Balanced(network) if balanced and isinstance(network, LiveNet) else network
    return one if views == 1 else SeveralViews(one, views)
