"""The rate of a drift from where the specimen was, with its error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST = 4
"""Points from which a rate has an error."""

Point = tuple[float, float, float]
"""Time [s], down, right [Å]."""


@dataclass(frozen=True, slots=True)
class DriftRate:
    """Velocity of the specimen in the image, down and right [Å/s].

    ``error`` is the standard error of each component [Å/s].
    """

    down: float
    right: float
    error: float

    @property
    def speed(self) -> float:
        """Its length [Å/s]."""
        return math.hypot(self.down, self.right)

    @property
    def direction(self) -> float:
        """Anticlockwise from the right, 0 to 360 [degrees]."""
        return math.degrees(math.atan2(-self.down, self.right)) % 360.0


def drift_rate(past: Sequence[Point], seconds: float = 20.0, least: int = 8) -> DriftRate | None:
    """Return the slope of a straight line through the newest places, by least squares.

    The error is that of the slope from the scatter about the line, both axes together:
    s / sqrt(sum (t - mean t)^2), with 2 n - 4 degrees of freedom (P. Bevington, Data Reduction,
    1969, chapter 6). It is right where places scatter independently; a drift that changes
    within the time makes it larger.

    Parameters
    ----------
    past : sequence of (time, down, right)
        Ascending in time.
    seconds : float
        Older ones are left out [s] ...
    least : int
        ... unless they are among so many newest.

    Returns
    -------
    DriftRate or None
        ``None`` with fewer than ``FEWEST`` places.
    """
    recent = [point for point in past if point[0] >= past[-1][0] - seconds]
    used = np.array(recent if len(recent) >= least else past[-least:])
    if len(used) < FEWEST:
        return None
    times = used[:, 0] - used[:, 0].mean()
    spread = float(times @ times)
    if spread <= 0.0:
        return None
    slopes = times @ used[:, 1:] / spread
    rest = used[:, 1:] - used[:, 1:].mean(axis=0) - times[:, None] * slopes
    scatter = math.sqrt(float((rest**2).sum()) / (2 * len(used) - 4))
    return DriftRate(float(slopes[0]), float(slopes[1]), scatter / math.sqrt(spread))
