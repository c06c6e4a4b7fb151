"""Means with bootstrap intervals over images and noise samples."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

RESAMPLES = 1000
LEVEL = 95.0
"""Of the intervals [%]."""

Table = npt.NDArray[np.float64]


def interval(values: Table, seed: int) -> tuple[float, float, float]:
    """Return the mean and its bootstrap interval (percentiles; B. Efron, Ann. Stat. 7 (1979) 1).

    Two levels: images are drawn with replacement, and noise samples within each of them.

    Parameters
    ----------
    values : ndarray, shape (images, samples)
        A score, or a difference of two scores of the same counts.
    seed : int
        The same seed draws the same for every method, so that intervals can be compared.

    Returns
    -------
    tuple of float
        Mean, lower and upper end.
    """
    rng = np.random.default_rng(seed)
    images, samples = values.shape
    picked = rng.integers(images, size=(RESAMPLES, images, 1))
    drawn = rng.integers(samples, size=(RESAMPLES, images, samples))
    means = values[picked, drawn].mean(axis=(1, 2))
    rest = (100.0 - LEVEL) / 2.0
    low, high = np.percentile(means, (rest, 100.0 - rest))
    return float(values.mean()), float(low), float(high)
