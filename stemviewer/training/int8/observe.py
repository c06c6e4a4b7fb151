"""The float network run step by step, with a look at every plane of features on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional

from stemviewer.denoise.network.architecture import Block, LiveNet
from stemviewer.denoise.network.int8.weights import Grid, grid_over

Look = Callable[[str, Tensor], None]
"""Told the name of a plane of features and its values, (images, channels, rows, columns)."""


def watch(network: LiveNet, counts: Iterable[Tensor], look: Look) -> None:
    """Run the network on counts and look at the features that an 8-bit network holds.

    The names are those of the convolutions that they come out of: ``stem``, ``down.0``,
    ``encoder.1.0.first``, ``up.2`` (with its skip added), ...

    Parameters
    ----------
    network : LiveNet
        In float32.
    counts : iterable of Tensor, shape (images, 1, rows, columns)
        Electrons per pixel.
    look : callable
        Called for every plane of every item of ``counts``.
    """
    handles = [
        network.stem.register_forward_hook(
            lambda _m, _i, out: look("stem", functional.relu(out)),
        )
    ]
    for name, module in network.named_modules():
        if isinstance(module, Block):
            handles += _watch_block(module, name, look)
        elif name.startswith("down.") and isinstance(module, nn.Conv2d):
            handles.append(
                module.register_forward_hook(lambda _m, _i, out, key=name: look(key, out))
            )
    for level, blocks in enumerate(network.decoder):
        # what enters a decoder level is the up-convolution with the skip added
        handles.append(
            blocks.register_forward_pre_hook(
                lambda _m, inputs, key=f"up.{level}": look(key, inputs[0])
            )
        )
    try:
        with torch.no_grad():
            for item in counts:
                network(item)
    finally:
        for handle in handles:
            handle.remove()


def _watch_block(block: Block, name: str, look: Look) -> list[torch.utils.hooks.RemovableHandle]:
    return [
        block.first.register_forward_hook(
            lambda _m, _i, out: look(f"{name}.first", functional.relu(out))
        ),
        block.register_forward_hook(lambda _m, _i, out: look(f"{name}.second", out)),
    ]


_EVERY = 5
"""Not a divisor of any plane's width, so that all columns are seen."""


class Ranges:
    """The lowest and highest value of every plane, a share of outliers left out.

    Parameters
    ----------
    outliers : float
        Share of the values of each item that may lie beyond either end.
    """

    def __init__(self, outliers: float = 0.0) -> None:
        self._outliers = outliers
        self._ends: dict[str, tuple[float, float]] = {}

    def look(self, name: str, features: Tensor) -> None:
        """Widen the range of a plane to these values."""
        values = features.flatten()
        if self._outliers:
            values = values[::_EVERY]  # a share is as well known from every fifth value
        beyond = int(values.numel() * self._outliers)
        if beyond > 0:
            high = float(values.topk(beyond + 1).values[-1])
            low = float(values.topk(beyond + 1, largest=False).values[-1])
        else:
            low, high = float(values.min()), float(values.max())
        before = self._ends.get(name, (0.0, 0.0))
        self._ends[name] = (min(before[0], low), max(before[1], high))

    def grids(self) -> dict[str, Grid]:
        """Return the grid of every plane that was looked at."""
        return {name: grid_over(low, high) for name, (low, high) in self._ends.items()}


class Peaks:
    """The largest magnitude of every channel of every plane."""

    def __init__(self) -> None:
        self._largest: dict[str, Tensor] = {}

    def look(self, name: str, features: Tensor) -> None:
        """Take in one plane."""
        found = features.abs().amax(dim=(0, 2, 3))
        before = self._largest.get(name)
        self._largest[name] = found if before is None else torch.maximum(before, found)

    def of(self, names: Iterable[str]) -> Tensor:
        """Return the largest magnitude per channel over several planes of as many channels."""
        return torch.stack([self._largest[name] for name in names]).amax(dim=0)

    def dead(self) -> tuple[str, ...]:
        """Return the planes that were zero everywhere: parts of a network that do nothing."""
        return tuple(name for name, peak in self._largest.items() if float(peak.max()) == 0.0)
