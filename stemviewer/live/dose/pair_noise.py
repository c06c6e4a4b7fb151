"""What two frames of one view differ by, less all that is not counting noise.

The difference of a pair holds, beside the noise wanted, three things that are the same for a
whole row: its offset, and how far its pixels lie from those of the other frame, across and
down. Whole pixels of drift are taken back first. To first order the rest adds multiples of the
picture's slopes. All three are fitted to each row and taken off (weighted by one over the
brightness, as the noise demands). The fit takes some noise with it; how much is known exactly,
since for noise of covariance L the residual of a weighted fit on X has L - X (X' L^-1 X)^-1 X'
(Aitken, 1935). It also puts some in, since the slopes are those of noisy pictures: that of a mean
of two, times the square of what was found.

Afterglow shares a pixel's signal with the next, which hides part of the variance: products
with the neighbours along the row are added to it, since their sum over all lags does not
depend on the sharing.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

Plane = npt.NDArray[np.float64]

LAGS = 3
"""Neighbours along the fast axis that may share a signal."""

EDGE = 8
"""Rim in which slopes and neighbours are not whole [px]."""

_SLOPE = 1.0
_NEAR = 7
_FURTHEST = 3
"""Whole pixels that frames of a pair may be apart."""
_CLEARLY = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class PairNoise:
    """Noise of a pair by place; all of the shape that both frames share.

    Parameters
    ----------
    mean : ndarray
        Of both frames [units].
    power : ndarray
        Noise of one frame: half the sum of products of the difference with itself and with
        its neighbours [units^2]; its expectation is ``gain * (mean - offset - loss) + floor``.
    loss : ndarray
        Brightness whose noise the fits took along, less that whose noise they put in [units].
    brightness : ndarray
        ``mean - offset``, smoothed, never near zero [units].
    """

    mean: Plane
    power: Plane
    loss: Plane
    brightness: Plane


def pair_noise(
    first: npt.NDArray[Any], second: npt.NDArray[Any], offset: float, *, faint: float
) -> PairNoise:
    """Return the noise of two frames of one view.

    Parameters
    ----------
    first, second : ndarray, shape (rows, columns)
        [units].
    offset : float
        Black level as far as known [units]; only weights depend on it.
    faint : float
        Places count as no darker than this share of the mean brightness, above 0.
    """
    a, b = _registered(np.asarray(first, np.float64), np.asarray(second, np.float64))
    mean, difference = (a + b) / 2.0, a - b
    least = max(faint * (float(mean.mean()) - offset), 1e-9)
    brightness = np.maximum(scipy.ndimage.uniform_filter(mean, _NEAR) - offset, least)
    # sum and difference of two counts are not correlated: these slopes fit no noise away
    bases = np.stack([np.ones_like(mean), *_slopes(mean)], axis=-1)
    weighted = bases / brightness[..., None]
    inverse = np.linalg.pinv(
        np.einsum("rck,rcl->rkl", weighted, bases), rcond=1e-10, hermitian=True
    )
    found = np.einsum("rkl,rl->rk", inverse, np.einsum("rck,rc->rk", weighted, difference))
    rest = difference - np.einsum("rck,rk->rc", bases, found)
    hats = np.einsum("rck,rkl->rcl", bases, inverse)
    loss = sum((lag_sum(hats[..., k], bases[..., k]) for k in range(3)), np.zeros_like(mean))
    # (less what noise alone makes of the shifts: a flat field has none)
    scale = float(np.mean(np.square(rest) / brightness))
    chance = scale * np.diagonal(inverse, axis1=1, axis2=2)[:, 1:]
    shifts = np.square(found[:, 1:]) - chance
    loss -= brightness * (shifts @ _slope_noise())[:, None] / 4.0
    return PairNoise(mean, lag_sum(rest, rest) / 2.0, loss, brightness)


def _registered(first: Plane, second: Plane) -> tuple[Plane, Plane]:
    """Return what both frames share, moved by the whole pixels that make them most alike."""
    one, two = (scipy.ndimage.gaussian_filter(plane, 1.5) for plane in (first, second))
    steps = range(-_FURTHEST, _FURTHEST + 1)
    apart = {(down, right): _difference(one, two, down, right) for down in steps for right in steps}
    best = min(apart, key=lambda step: apart[step])
    # the least of many is a little less by chance, and would take noise for drift
    if apart[best] > _CLEARLY * apart[0, 0]:
        best = (0, 0)
    return _shared(first, second, *best)


def _difference(first: Plane, second: Plane, down: int, right: int) -> float:
    one, two = _shared(first, second, down, right)
    return float(np.mean(np.square(one - two)))


def _shared(first: Plane, second: Plane, down: int, right: int) -> tuple[Plane, Plane]:
    """Return the same places of both, the content of the second lying so many pixels off."""
    rows, columns = first.shape[0] - abs(down), first.shape[1] - abs(right)
    one = first[max(0, -down) :, max(0, -right) :][:rows, :columns]
    return one, second[max(0, down) :, max(0, right) :][:rows, :columns]


def _slopes(image: Plane) -> tuple[Plane, Plane]:
    down, right = (
        scipy.ndimage.gaussian_filter(image, _SLOPE, order=order) for order in ((1, 0), (0, 1))
    )
    return down, right


@functools.cache
def _slope_noise() -> Plane:
    """Return ``lag_sum`` of each slope of white noise of variance 1, its mean; shape (2,)."""
    point = np.zeros((4 * EDGE + 1, 4 * EDGE + 1))
    point[2 * EDGE, 2 * EDGE] = 1.0
    return np.array([lag_sum(slope, slope).sum() for slope in _slopes(point)])


def lag_sum(first: Plane, second: Plane) -> Plane:
    """Return for each pixel the sum of its products with its neighbours along the row."""
    total = first * second
    for lag in range(1, LAGS + 1):
        total[:, :-lag] += first[:, :-lag] * second[:, lag:]
        total[:, lag:] += first[:, lag:] * second[:, :-lag]
    return np.asarray(total, np.float64)


def loss_of_a_mean(columns: int) -> float:
    """Return what is left of the sum when the mean of each row of even noise is taken off."""
    return 1.0 - (2 * LAGS + 1) / columns
