"""Finding the bright-field disc in the mean of some patterns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

SMOOTHING = 1.5
"""Standard deviation of the Gaussian that tames counting noise before the threshold [px]."""

_LEAST_PIXELS = 9
_MOST_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Disc:
    """The bright-field disc: centre and radius [px]."""

    y: float
    x: float
    radius: float


def find_disc(patterns: npt.NDArray[Any]) -> Disc | None:
    """Return the bright-field disc of some patterns, or ``None`` where there is none.

    The mean pattern is freed of hot pixels and smoothed, then cut at half the level of its
    bright part; the largest connected part, its holes filled, is the disc. Its centre is the
    mean of its pixels, its radius that of a circle of the same area. A disc that is cut off by
    the edge is found, too small.

    Parameters
    ----------
    patterns : ndarray, shape (n, rows, columns)
        Counts; about a hundred electrons in the disc are enough.
    """
    from scipy import ndimage

    mean = patterns.sum(axis=0, dtype=np.float64)
    # single hot pixels go; where counts are so sparse that everything goes, they may stay
    calm = ndimage.median_filter(mean, 3)
    mean = calm if calm.any() else mean
    smooth = ndimage.gaussian_filter(mean, SMOOTHING)
    peak = float(smooth.max())
    if peak <= 0.0:
        return None
    # the median of the bright part is its plateau; single bright diffraction discs or hot
    # pixels would lift a threshold taken from the maximum above most of the disc
    level = float(np.median(smooth[smooth >= 0.3 * peak]))
    labels, count = ndimage.label(smooth >= 0.5 * level)
    if not count:
        return None
    sizes = np.bincount(labels.ravel())[1:]
    part = ndimage.binary_fill_holes(labels == 1 + int(sizes.argmax()))
    area = int(part.sum())
    if not _LEAST_PIXELS <= area <= _MOST_SHARE * part.size:
        return None
    y, x = ndimage.center_of_mass(part)
    return Disc(float(y), float(x), float(np.sqrt(area / np.pi)))
