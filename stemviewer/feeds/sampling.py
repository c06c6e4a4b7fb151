"""Turning an image into low-dose counts: black level, scaling to a mean dose, Poisson noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import SettingsError
from stemviewer.core.stack import ImageStack

BLACK_PERCENTILE = 0.1
"""Share of pixels taken to be no darker than the black level [%]."""

MOST_ELECTRONS = 60_000.0
"""Largest expected count of a pixel: uint16 with room for its noise [electrons]."""

_SAMPLE_PIXELS = 1_000_000


@dataclass(frozen=True, slots=True)
class RateModel:
    """How a stack's units become a relative rate of mean 1.

    Parameters
    ----------
    black : float
        Estimated black level [detector units]; darker values count as nothing.
    scale : float
        Relative rate per unit above black.
    brightest : float
        Largest relative rate of the stack.
    """

    black: float
    scale: float
    brightest: float

    def rate(self, rows: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
        """Return the relative rate of rows [1]; its mean over the stack is 1."""
        above: npt.NDArray[np.float64] = np.subtract(rows, self.black, dtype=np.float64)
        np.maximum(above, 0.0, out=above)
        above *= self.scale
        if self.scale == 0.0:
            above += 1.0
        return above


def estimate_rates(stack: ImageStack) -> RateModel:
    """Estimate the black level of a stack as a low percentile, and its mean above it.

    A flat stack has nothing above its black level; it becomes an even rate.

    Raises
    ------
    SettingsError
        If it holds values that are not finite.
    """
    step = max(1, stack.data.size // _SAMPLE_PIXELS)
    sample = stack.data.reshape(-1)[::step].astype(np.float64)
    low, high = float(stack.data.min()), float(stack.data.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise SettingsError(
            f"{stack.path.name} holds values that are not finite.",
            "It cannot be scaled to a dose.",
            "Serve it without --dose, or mend the file.",
        )
    black = float(np.percentile(sample, BLACK_PERCENTILE))
    above = 0.0
    for plane in stack.data:  # one at a time: a stack may be as large as the memory
        above += float(np.maximum(np.subtract(plane, black, dtype=np.float64), 0.0).mean())
    mean = above / len(stack)
    if mean <= 0.0:
        return RateModel(black, 0.0, 1.0)
    return RateModel(black, 1.0 / mean, max(high - black, 0.0) / mean)


def generator(seed: int, number: int) -> np.random.Generator:
    """Return the random numbers of one frame: the same seed and number give the same frame."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, number])))


def sample_counts(
    rates: npt.NDArray[np.float64], dose: float, random: np.random.Generator
) -> npt.NDArray[np.uint16]:
    """Return Poisson counts [electrons] of mean ``rates * dose``; dose in electrons per pixel."""
    counts: npt.NDArray[np.uint16] = random.poisson(rates * dose).astype(np.uint16)
    return counts
