"""Histogram of a picture's sample, in the picture's own unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.ui.image.display_settings import Limits
from stemviewer.ui.image.levels import Sample

BINS = 96


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Counts in bins of equal width from ``low`` to ``high``."""

    low: float
    high: float
    counts: npt.NDArray[np.int64]


def histogram(values: Sample, limits: Limits) -> Histogram:
    """Return the histogram around the levels.

    Parameters
    ----------
    values : ndarray
        Sample of the picture.
    limits : Limits
        Its levels; half a span above them is shown too, hot pixels beyond are not.

    Returns
    -------
    Histogram
        At most ``BINS`` bins; for integers each bin holds a whole number of values, or
        the bars would form a comb.
    """
    if values.size == 0:
        return Histogram(limits.low, limits.high, np.zeros(BINS, np.int64))
    span = limits.high - limits.low
    low = min(max(float(values.min()), limits.low - 0.5 * span), limits.low)
    high = max(min(float(values.max()), limits.high + 0.5 * span), limits.high)
    bins = BINS
    if values.dtype.kind in "ui":
        low = float(np.floor(low))
        width = max(int(np.ceil((high + 1 - low) / BINS)), 1)
        bins = int(np.ceil((high + 1 - low) / width))
        high = low + bins * width
    counts, _ = np.histogram(values, bins=bins, range=(low, high))
    return Histogram(low, high, counts.astype(np.int64))
