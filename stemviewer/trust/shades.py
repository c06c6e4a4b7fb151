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
    E[r^(n-1) e^-r] E[r^(n+1) e^-r], so that

        ln P(n) - (ln P(n - 1) + ln P(n + 1)) / 2 <= ln((n + 1) / n) / 2

    for every n > 0, with equality for one flat brightness. No structure can break it. A picture
    that was stretched or squeezed does: shades that two numbers fall on, or none, stand beside
    shades of one.

    Parameters
    ----------
    whole : ndarray
        Whole numbers.

    Returns
    -------
    float
        The largest excess over its standard error; about 3 to 4 for counts, and less.
    """
    values = np.asarray(whole).ravel()
    values = values[(values >= 0) & (values < _MOST)].astype(np.int64)
    pixels = np.bincount(values, minlength=3).astype(np.float64)
    level = np.arange(1, pixels.size - 1)
    level = level[pixels[level] >= _FEWEST]
    if level.size == 0:
        return 0.0
    # half a pixel more for each: an empty shade has a logarithm, and its error is large
    below, here, above = (pixels[level + step] + 0.5 for step in (-1, 0, 1))
    excess = np.log(here) - 0.5 * (np.log(below) + np.log(above)) - 0.5 * np.log1p(1.0 / level)
    error = np.sqrt(1.0 / here + 0.25 / below + 0.25 / above)
    return float((excess / error).max())


def levels_present(whole: npt.NDArray[np.float64]) -> float:
    """Return the share of the whole numbers from the 1st to the 90th percentile that occur."""
    low, high = np.percentile(whole, (1.0, 90.0))
    span = int(high - low) + 1
    if span > whole.size // 64:
        return 1.0  # so many levels need not all occur
    inside = whole[(whole >= low) & (whole <= high)]
    return float(np.unique(inside).size) / span
