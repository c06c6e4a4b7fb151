"""Brightness and noise of the pixels of a frame that tell about noise, not about structure."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

BINS = 32
"""Classes of brightness."""
BOX = 5
"""Side of the square of pixels that a sample is made of [px]."""
_DIFFERENCE = np.array([1.0, -4.0, 6.0, -4.0, 1.0]) / 70.0**0.5
"""Fourth difference: blind to cubics, and to a lattice of 6 px but for 1/70 of its contrast.

Its squares add up to 1, so it keeps a variance. The mean that belongs to a squared residual is
the one weighted by those squares: under Poisson noise their ratio is the gain, whatever the
picture, and the two fluctuate together with the gain as slope."""
_MAX_PIXELS = 1 << 20
"""More say hardly anything new; rows are left out in bands."""
_BAND = 32
"""Rows kept together when a large frame is thinned out."""
_CALM_SHARE = 0.5
"""Of each class of brightness this share, the least steep, is used."""
_PILE_UP = 5e-4
"""A largest value shared by more than this share of the pixels is taken for saturation."""
_MARGIN = 21
"""Side of the square around a saturated pixel that is left out [px]: close to saturation the
noise is cut off though the pixel itself is not."""

Array = npt.NDArray[np.float64]
Plane = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


def thinned(units: npt.NDArray[Any]) -> tuple[Array, Mask]:
    """Return bands of rows with no more than ``_MAX_PIXELS`` or so, and which pixels to use."""
    every = -(-units.size // _MAX_PIXELS)
    if every <= 1:
        return units.astype(np.float64), np.ones(units.shape, dtype=np.bool_)
    place = np.arange(units.shape[0])
    keep = place // _BAND % every == 0
    values = units[keep].astype(np.float64)
    # the masks must not look across the gap between two bands
    inner = np.isin(place[keep] % _BAND, (0, _BAND - 1), invert=True)
    return values, np.repeat(inner[:, np.newaxis], values.shape[1], axis=1)


def noise_samples(values: Plane, usable: Mask) -> tuple[Plane, Plane]:
    """Return brightness and squared noise residual of the pixels that tell about noise.

    Parameters
    ----------
    values : ndarray of float32, shape (rows, columns)
        [any units], finite.
    usable : ndarray of bool
        Which of them to use.

    Returns
    -------
    tuple of ndarray of float32, shape (samples,)
        Brightness [units] and squared residual [units^2], in the order of the mean of the
        surrounding square; the expectation of the second is the variance of the noise.
    """
    good = scipy.ndimage.minimum_filter(usable, BOX, mode="constant")
    saturated = _saturated(values)
    if saturated.any():
        good &= ~scipy.ndimage.maximum_filter(saturated, _MARGIN)
    box = scipy.ndimage.uniform_filter(values, BOX)
    means = _separable(values, np.square(_DIFFERENCE))[good]
    squares = np.square(_separable(values, _DIFFERENCE)[good])
    # classes go by the plain mean of the box: given its electrons, residual and mean are linear
    order = np.argsort(_ranks(box[good]), kind="stable")
    picked = (means[order], squares[order], _steepness(box)[good][order])
    calm = _calm(picked[2])
    return picked[0][calm], picked[1][calm]


def _ranks(brightness: Plane) -> npt.NDArray[np.uint16]:
    """Return brightness in 65536 shades: numbers of two bytes sort ten times faster."""
    if not brightness.size:
        return np.empty(0, dtype=np.uint16)
    low, high = np.percentile(brightness, (0.1, 99.9))
    shades = np.clip((brightness - low) / (float(high - low) or 1.0), 0.0, 1.0)
    ranks: npt.NDArray[np.uint16] = (shades * 65535.0).astype(np.uint16)
    return ranks


def _steepness(box: Plane) -> Plane:
    """Return how steep the brightness is at each pixel; the border is not valid."""
    steep = np.zeros_like(box)
    steep[1:-1] = np.abs(box[2:] - box[:-2])
    steep[:, 1:-1] += np.abs(box[:, 2:] - box[:, :-2])
    return steep


def _separable(values: Plane, mask: Array) -> Plane:
    """Apply the same mask along rows and columns; the border of the result is not valid."""
    once: Plane = scipy.ndimage.convolve1d(values, mask, axis=0)
    scipy.ndimage.convolve1d(once, mask, axis=1, output=once)
    return once


def _saturated(values: Plane) -> Mask:
    """Return the pixels at the largest value, if it is a pile-up and not the end of a tail."""
    top = values == values.max()
    count = int(top.sum())
    below = values[~top]
    next_count = int((below == below.max()).sum()) if below.size else 0
    piled: bool = count > next_count and count > _PILE_UP * values.size
    saturated: Mask = np.logical_and(top, piled)
    return saturated


def _calm(slope: Plane) -> Mask:
    """Return which samples, sorted by brightness, are the less structured of their class.

    The gradient's masks are odd where those of brightness and residual are even, so choosing
    by it does not choose by noise.
    """
    calm = np.zeros(slope.size, dtype=np.bool_)
    for part in np.array_split(np.arange(slope.size), BINS):
        if part.size:
            calm[part] = slope[part] <= np.quantile(slope[part], _CALM_SHARE)
    return calm
