"""What the histogram of whole numbers says on whether they are counts, whatever the picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_FEWEST = 10
"""Pixels of a shade that is looked at."""

_MOST = 4096
"""A histogram of more shades is too thin to tell."""


def spike_score(whole: npt.NDArray[Any]) -> float:
    """Return by how many standard errors the worst shade is too frequent for counts.

    Counts of any picture are a mixture of Poisson numbers: of the pixels P(n) = E[r^n exp(-r)]
    / n! hold n. By Cauchy's and Schwarz's inequality the moments obey E[r^n e^-r]^2 <=
    E[r^(n-1) e^-r] E[r^(n+1) e^-r], and a geometric mean is below the arithmetic one, so that

        P(n - 1) + P(n + 1) >= 2 P(n) sqrt(n / (n + 1))

    for every n > 0. No structure can break it. A picture that was stretched or squeezed does:
    shades that two numbers fall on, or none, stand beside shades of one.

    Parameters
    ----------
    whole : ndarray
        Whole numbers.

    Returns
    -------
    float
        The largest excess over its standard error; below 4 for counts.
    """
    values = np.asarray(whole).ravel()
    values = values[(values >= 0) & (values < _MOST)].astype(np.int64)
    pixels = np.bincount(values, minlength=3).astype(np.float64)
    level = np.arange(1, pixels.size - 1)
    level = level[pixels[level] >= _FEWEST]
    if level.size == 0:
        return 0.0
    weight = 2.0 * np.sqrt(level / (level + 1.0))
    beside = pixels[level - 1] + pixels[level + 1]
    excess = weight * pixels[level] - beside
    error = np.sqrt(np.square(weight) * pixels[level] + beside)
    return float((excess / error).max())


def levels_present(whole: npt.NDArray[np.float64]) -> float:
    """Return the share of the whole numbers from the 1st to the 90th percentile that occur."""
    low, high = np.percentile(whole, (1.0, 90.0))
    span = int(high - low) + 1
    if span > whole.size // 64:
        return 1.0  # so many levels need not all occur
    inside = whole[(whole >= low) & (whole <= high)]
    return float(np.unique(inside).size) / span
