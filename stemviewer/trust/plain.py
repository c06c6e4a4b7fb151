"""The plain estimate to beat: a Gaussian blur whose width the seen electrons choose themselves."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.trust.templates import Plane, middle
from stemviewer.trust.weighted import gaussian_line, smoothed

_SIGMAS = np.geomspace(0.5, 24.0, 8)
_FINE = 2
"""Times the spacing of the candidates is halved around the best one."""

_WINDOW = 192
"""Side of the part of the frame that chooses [px]; its middle."""

FLOOR = 1e-3
"""Least rate of a prediction, in units of the frame's mean: nothing is impossible."""


@dataclass(frozen=True, slots=True, eq=False)
class PlainEstimate:
    """A blurred frame [electrons per pixel] and the sigma of its blur [px]."""

    image: Plane
    sigma: float


def plain_estimate(seen: npt.NDArray[Any]) -> PlainEstimate:
    """Return the Gaussian blur that best predicts each pixel from the others.

    For every width, each pixel is predicted from its neighbours without itself, and the
    Poisson log-likelihoods are summed: leave-one-out cross-validation (M. Stone, J. R. Stat.
    Soc. B 36 (1974) 111). Nothing but the seen electrons takes part, so the estimate is as
    innocent of the unseen ones as the picture on trial.

    Parameters
    ----------
    seen : ndarray, shape (rows, columns)
        [electrons per pixel].
    """
    counts = np.asarray(seen, dtype=np.float64)
    part = middle(counts, _WINDOW)
    spread = float(np.log(_SIGMAS[1] / _SIGMAS[0]))
    scores = {float(s): left_out_likelihood(part, float(s)) for s in _SIGMAS}
    best = max(scores, key=scores.__getitem__)
    for _ in range(_FINE):
        spread /= 2.0
        for candidate in (best * np.exp(-spread), best * np.exp(spread)):
            scores[float(candidate)] = left_out_likelihood(part, float(candidate))
        best = max(scores, key=scores.__getitem__)
    image = blurred(counts, best)
    floor = FLOOR * max(float(counts.mean()), 1e-9)
    return PlainEstimate(np.maximum(image, floor), round(best, 3))


def blurred(image: npt.NDArray[Any], sigma: float) -> Plane:
    """Return the weighted mean around each pixel; at the border, of the pixels there are."""
    smooth = smoothed(image, sigma, "constant")
    share_rows = _share(image.shape[0], sigma)
    share_columns = _share(image.shape[1], sigma)
    result: Plane = smooth / (share_rows[:, None] * share_columns[None, :])
    return result


def left_out_likelihood(counts: Plane, sigma: float) -> float:
    """Return the log-likelihood of each pixel, predicted from the others, summed.

    Parameters
    ----------
    counts : ndarray, shape (rows, columns)
        [electrons per pixel].
    sigma : float
        Of the blur [px].
    """
    share = _share(counts.shape[0], sigma)[:, None] * _share(counts.shape[1], sigma)[None, :]
    own = _own_weight(sigma) / share
    left = np.maximum(1.0 - own, 1e-6)
    predicted = (blurred(counts, sigma) - own * counts) / left
    floor = FLOOR * max(float(counts.mean()), 1e-9)
    predicted = np.maximum(predicted, floor)
    return float(np.sum(counts * np.log(predicted) - predicted))


def _own_weight(sigma: float) -> float:
    return float(gaussian_line(sigma).max()) ** 2


@functools.lru_cache(maxsize=64)
def _share(size: int, sigma: float) -> Plane:
    """Return how much of the weights along a line lies inside, for every pixel."""
    line = gaussian_line(sigma)
    inside = np.concatenate(([0.0], np.cumsum(line)))
    place = np.arange(size)
    last = np.minimum(line.size, size - place + line.size // 2)
    share: Plane = inside[last] - inside[np.maximum(0, line.size // 2 - place)]
    share.flags.writeable = False
    return share
