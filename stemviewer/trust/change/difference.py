"""The registered difference: how much of a region has changed since the first frames."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from stemviewer.trust.templates import Plane

SIGMA = 8.0
"""Of the Gaussian weights that counts are summed with [px]; a lattice is averaged away."""

_STEP = 16
_CORRELATED = 1.65
"""Sum of the squared correlations of a place with all others, exp(-d^2 / (4 sigma^2)) each."""

_FEWEST = 9

_MOST_SHIFT = 2.0
"""Error of the alignment that is taken off [px]."""

_SURE_SHIFT = 0.5
"""A shift with a larger error is not followed [px]."""


@dataclass(frozen=True, slots=True)
class Change:
    """Relative change of a region.

    Parameters
    ----------
    value : float
        Mean square of the relative change of the places, counting taken off; may be negative.
    error : float
        Its standard deviation by counting.
    """

    value: float
    error: float


def smooth(region: npt.NDArray[Any]) -> Plane:
    """Return weighted means on a coarse grid, away from the border.

    Parameters
    ----------
    region : ndarray, shape (rows, columns)
        Counts [electrons per pixel].
    """
    rim = int(2 * SIGMA)
    mean: Plane = ndimage.gaussian_filter(region, SIGMA, truncate=3.0)
    return mean[rim : mean.shape[0] - rim : _STEP, rim : mean.shape[1] - rim : _STEP]


def change_between(early: Plane, frames: int, late: Plane, inflation: float = 1.0) -> Change | None:
    """Return the change of a frame against the mean of early ones, beyond counting.

    A place is a weighted sum of counts: its mean m has the variance m / (4 pi sigma^2). With the
    ratio e of the totals, which takes off a change of the beam current, and a the mean of
    ``frames`` early frames, (m - e a)^2 has the expectation (true change)^2 + v with
    v = (m + e^2 a / frames) / (4 pi sigma^2).

    Parameters
    ----------
    early, late : ndarray, same shape
        As ``smooth`` gives them [electrons per pixel].
    frames : int
        Number of frames that ``early`` is the mean of.
    inflation : float
        Variance of the noise over that of counts.

    Returns
    -------
    Change or None
        ``None`` where the region is too small or dark.
    """
    a, m = np.asarray(early, np.float64), np.asarray(late, np.float64)
    if a.size < _FEWEST or a.sum() <= 0.0 or m.sum() <= 0.0:
        return None
    ratio = float(m.sum() / a.sum())
    area = 4.0 * math.pi * SIGMA**2
    variance = inflation * np.maximum(m + ratio**2 * a / frames, 0.0) / area
    scale = float(np.sum((ratio * a) ** 2))
    apart = m - ratio * a
    # a small error of the alignment adds the gradient of the picture
    slopes = _slopes(ratio * a)
    shift = -np.linalg.pinv(slopes.T) @ apart.ravel()
    apart = apart + (np.clip(shift, -_MOST_SHIFT, _MOST_SHIFT) @ slopes).reshape(apart.shape)
    beyond = float(np.sum(apart**2 - variance))
    spread = math.sqrt(2.0 * _CORRELATED * float(np.sum(variance**2)))
    return Change(beyond / scale, spread / scale)


def shift_between(early: Plane, late: Plane) -> tuple[float, float]:
    """Return how far a frame lies from the early ones, down and right [px]; 0 where it is unsure.

    Least squares on the gradient of the smooth picture (B. D. Lucas, T. Kanade, Proc. IJCAI 1981,
    674), which reaches as far as the smoothing does, and cannot slip by a lattice vector.

    Parameters
    ----------
    early, late : ndarray, same shape
        As ``smooth`` gives them [electrons per pixel].
    """
    if early.size < _FEWEST or early.sum() <= 0.0:
        return 0.0, 0.0
    ratio = float(late.sum() / early.sum())
    variance = np.maximum(late, 0.0) / (4.0 * math.pi * SIGMA**2)
    slopes = _slopes(ratio * early)
    # along an edge nothing moves: only the directions that the picture has contrast in are told
    weights, directions = np.linalg.eigh(slopes @ slopes.T)
    found = np.zeros(2)
    for weight, direction in zip(weights, directions.T, strict=True):
        along = direction @ slopes
        error = math.sqrt(_CORRELATED * float(np.sum(along**2 * variance.ravel())))
        if weight > 0.0 and error < _SURE_SHIFT * weight:
            found -= direction * float(along @ (late - ratio * early).ravel()) / weight
    down, right = np.clip(found, -SIGMA, SIGMA)
    return float(down), float(right)


def _slopes(picture: Plane) -> Plane:
    """Return the gradient, shape (2, places) [1/px]."""
    slopes: Plane = np.stack([part.ravel() / _STEP for part in np.gradient(picture)])
    return slopes
