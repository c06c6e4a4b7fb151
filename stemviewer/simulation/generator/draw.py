"""Seeded random draws: numbers on the CPU, fields on the device where images are made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

import torch
from torch import Tensor

T = TypeVar("T")

_MASK = (1 << 63) - 1
_ODD = 0x9E3779B97F4A7C15  # golden-ratio constant of splitmix64 (Steele et al., OOPSLA 2014)


def mixed_seed(*parts: int) -> int:
    """Return one 63-bit seed from several integers; neighbouring inputs give unrelated seeds."""
    state = 0
    for part in parts:
        state = (state + part + _ODD) & ((1 << 64) - 1)
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & ((1 << 64) - 1)
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & ((1 << 64) - 1)
        state ^= state >> 31
    return state & _MASK


class Draw:
    """Random numbers and fields of one image; the same seed gives the same image.

    Parameters
    ----------
    seed : int
        Any non-negative integer.
    device : torch.device
        Where fields are made. Fields differ between device types, numbers do not.
    """

    def __init__(self, seed: int, device: torch.device) -> None:
        self.device = device
        self._numbers = torch.Generator().manual_seed(mixed_seed(seed, 1))
        self._fields = torch.Generator(device=device).manual_seed(mixed_seed(seed, 2))

    def uniform(self, low: float, high: float) -> float:
        """Return a number from [low, high)."""
        return low + (high - low) * float(torch.rand((), generator=self._numbers))

    def log_uniform(self, low: float, high: float) -> float:
        """Return a number from [low, high), uniform in its logarithm."""
        return math.exp(self.uniform(math.log(low), math.log(high)))

    def integer(self, low: int, high: int) -> int:
        """Return an integer from low to high, both included."""
        return int(torch.randint(low, high + 1, (), generator=self._numbers))

    def chance(self, probability: float) -> bool:
        """Return whether an event of this probability happened."""
        return self.uniform(0.0, 1.0) < probability

    def choice(self, items: Sequence[T]) -> T:
        """Return one of the items, each as likely."""
        return items[self.integer(0, len(items) - 1)]

    def uniforms(self, *shape: int) -> Tensor:
        """Return a tensor of numbers from [0, 1)."""
        return torch.rand(shape, generator=self._fields, device=self.device)

    def normals(self, *shape: int) -> Tensor:
        """Return a tensor of standard normal numbers."""
        return torch.randn(shape, generator=self._fields, device=self.device)

    def poisson(self, rate: Tensor) -> Tensor:
        """Return Poisson counts of expected value ``rate``, same shape."""
        return torch.poisson(rate, generator=self._fields)
