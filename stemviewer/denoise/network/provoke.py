"""Makes networks fail on purpose, the way they fail by themselves: for tests of what happens then.

Every pass of every network, in any number format, goes through one function; it is that which
raises what torch would raise, or gives back what a broken device would give.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import torch
from torch import Tensor

from stemviewer.denoise.network import tiling
from stemviewer.denoise.network.architecture import RateNetwork


class Failure(StrEnum):
    """What happens to a pass."""

    DEVICE = "device"
    """The device reports an error, as a GPU does that fell off the bus."""

    MEMORY = "memory"
    """There is not enough memory for a layer's result."""

    NUMBERS = "numbers"
    """The result holds values that are no numbers."""


class Provoked:
    """Fails passes of whatever network runs in this process, when told to.

    The first pass of a new network, over zeros, is left alone: its result is thrown away.
    """

    def __init__(self) -> None:
        self._armed: Failure | None = None
        self.failed = 0
        """Passes that were made to fail."""
        self._real = tiling.denoise_tiled
        tiling.denoise_tiled = self._instead

    def arm(self, failure: Failure) -> None:
        """Make the next pass fail, once."""
        self._armed = failure

    @property
    def armed(self) -> bool:
        """Whether a failure still waits for a pass."""
        return self._armed is not None

    def remove(self) -> None:
        """Leave networks alone from now on."""
        tiling.denoise_tiled = self._real

    def _instead(self, network: RateNetwork, counts: Tensor, side: int) -> Tensor:
        if not bool(counts.any()):
            return self._real(network, counts, side)
        failure, self._armed = self._armed, None
        result = self._real(network, counts, side)
        if failure is None:
            return result
        self.failed += 1
        return _FAIL[failure](result)


def _device(_: Tensor) -> Tensor:
    raise RuntimeError("CUDA error: device-side assert triggered")


def _memory(result: Tensor) -> Tensor:
    raise torch.OutOfMemoryError(f"not enough memory for {result.numel() * 4} bytes")


def _numbers(result: Tensor) -> Tensor:
    return torch.full_like(result, float("nan"))


_FAIL: dict[Failure, Callable[[Tensor], Tensor]] = {
    Failure.DEVICE: _device,
    Failure.MEMORY: _memory,
    Failure.NUMBERS: _numbers,
}
