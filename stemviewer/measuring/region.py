"""What a region holds: mean, spread, signal to noise, electrons per pixel, each with its error."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from stemviewer.measuring.plane import Plane
from stemviewer.measuring.shapes import Shape, cover


@dataclass(frozen=True, slots=True)
class RegionValues:
    """Numbers of one region of one picture.

    Parameters
    ----------
    pixels : int
        Whose centres lie in it and that were scanned.
    mean, sd : float
        Of their values; ``sd`` with n - 1 in the denominator. nan without enough pixels.
    error : float or None
        Standard error of the mean by counting, ``None`` where nothing is known of it. Of k
        electrons in n pixels it is sqrt(k) / n (Poisson), and that of one electron where none
        was counted.
    electrons : bool
        Whether the unit is electrons per pixel; else detector units.
    """

    pixels: int
    mean: float
    sd: float
    error: float | None
    electrons: bool

    @property
    def snr(self) -> float:
        """Mean over standard deviation (A. Rose's definition for a flat field); nan if flat."""
        return self.mean / self.sd if self.sd > 0.0 else math.nan

    @property
    def excess(self) -> float | None:
        """Spread over that of counting alone: 1 where the region is flat, more with structure."""
        if self.error is None or self.mean <= 0.0 or self.pixels < 2:
            return None
        return self.sd / (self.error * math.sqrt(self.pixels))


def region_values(plane: Plane, shape: Shape) -> RegionValues:
    """Return the numbers of a region.

    Parameters
    ----------
    plane : Plane
        Raw or processed.
    shape : Shape
        A rectangle, ellipse or polygon.
    """
    found = cover(shape, plane.shape)
    part = plane.part(found.rows, found.columns)
    values = part.values[found.mask]
    count = values.size
    mean = float(values.mean()) if count else math.nan
    sd = float(values.std(ddof=1)) if count > 1 else math.nan
    error: float | None = None
    if part.variance is not None and count:
        variance = float(np.sum(part.variance[found.mask]))
        # where nothing was counted the rate is not zero: one electron is the least error
        error = math.sqrt(max(variance, part.quantum**2)) / count
    return RegionValues(count, mean, sd, error, plane.electrons)
