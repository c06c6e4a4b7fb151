"""Variance of the noise against brightness, from one frame; and the line through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

_MIN_PIXELS = 4096
"""Fewer say too little about a variance."""
_MAX_PIXELS = 1 << 20
"""More say hardly anything new; rows are left out in bands."""
_BINS = 32
_BAND = 32
"""Rows kept together when a large frame is thinned out."""
_DIFFERENCE = np.array([1.0, -4.0, 6.0, -4.0, 1.0]) / 70.0**0.5
"""Fourth difference: blind to cubics, and to a lattice of 6 px but for 1/70 of its contrast.

Its squares add up to 1, so it keeps a variance. The mean that belongs to a squared residual is
the one weighted by those squares: under Poisson noise their ratio is the gain, whatever the
picture, and the two fluctuate together with the gain as slope."""
_BOX = 5
_INDEPENDENT = 3.0
"""About so many neighbouring residuals of the mask say the same; a little on the safe side."""
_CALM_SHARE = 0.5
"""Of each class of brightness this share, the least steep, is used."""
_PILE_UP = 5e-4
"""A largest value shared by more than this share of the pixels is taken for saturation."""
_HOT = 20.0
"""Values further from the median than so many times the span of the others are left out."""

Array = npt.NDArray[np.float64]
Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Line:
    """``variance = gain * (mean - offset)``; ``relative_error`` is the standard error of gain."""

    gain: float
    offset: float
    relative_error: float


@dataclass(frozen=True, slots=True, eq=False)
class NoiseCurve:
    """Noise variance in classes of equal brightness.

    Parameters
    ----------
    means, variances, errors : ndarray of float64, shape (bins,)
        Brightness [units], noise variance [units^2] and its standard error, per class;
        empty if there is a ``reason``.
    darkest, brightest : float
        1st percentile and largest finite value [units]; zero when there are none.
    mean, variance : float
        Of the frame's brightness [units] and of its noise [units^2].
    reason : str
        Why there is no curve.
    """

    means: Array
    variances: Array
    errors: Array
    darkest: float = 0.0
    brightest: float = 0.0
    mean: float = 0.0
    variance: float = 0.0
    reason: str = ""

    def fit(self, *, gain: float | None = None, offset: float | None = None) -> Line:
        """Fit the line by weighted least squares, with outliers above it held down.

        Parameters
        ----------
        gain, offset : float, optional
            Kept where given.

        Returns
        -------
        Line
            With a gain that is not positive where the data do not behave like counts.
        """
        centre = float(self.means.mean())
        scale = float(np.ptp(self.means)) or 1.0
        x, y = (self.means - centre) / scale, self.variances
        weights = 1.0 / np.square(self.errors)
        slope = level = error = 0.0
        for _ in range(8):
            slope, level, error = _solve(x, y, weights, scale, centre, gain, offset)
            fitted = np.maximum(level + slope * x, 1e-3 * max(level, 1e-300))
            # errors follow the line, not the scatter of each class; structure only adds
            errors = self.errors * fitted / np.maximum(y, 1e-300)
            pull = np.maximum((y - fitted) / errors, 0.0)
            weights = 1.0 / np.square(errors) / np.maximum(1.0, pull / 2.0)
        found = slope / scale
        where = offset if offset is not None else centre - (level / found if found else 0.0)
        relative = error / slope if slope > 0.0 else float("inf")
        return Line(found, where, 0.0 if gain is not None else relative)


def _solve(
    x: Array,
    y: Array,
    weights: Array,
    scale: float,
    centre: float,
    gain: float | None,
    offset: float | None,
) -> tuple[float, float, float]:
    """Return slope, level and the slope's standard error in scaled coordinates."""
    total = float(weights.sum())
    middle, height = float(weights @ x) / total, float(weights @ y) / total
    if gain is not None:
        return gain * scale, height - gain * scale * middle, 0.0
    if offset is not None:
        arm = x - (offset - centre) / scale
        lever = float(weights @ np.square(arm))
        slope = float(weights @ (arm * y)) / lever
        return slope, -slope * (offset - centre) / scale, lever**-0.5
    lever = float(weights @ np.square(x - middle))
    slope = float(weights @ ((x - middle) * y)) / lever
    return slope, height - slope * middle, lever**-0.5


def noise_curve(units: npt.NDArray[Any]) -> NoiseCurve:
    """Measure noise variance against brightness in the least structured parts of a frame.

    Parameters
    ----------
    units : ndarray, shape (rows, columns)
        Raw values [detector units].

    Returns
    -------
    NoiseCurve
        With a ``reason`` instead of a curve where the frame cannot give one.
    """
    values, usable = _thinned(units)
    usable &= np.isfinite(values)
    if not usable.any():
        return _no_curve("no finite value")
    zero = float(np.median(values[usable]))
    values = np.where(usable, values - zero, 0.0)
    low, darkest, high = (float(v) for v in np.percentile(values, (0.1, 1.0, 99.9)))
    # hot pixels would set the scale of everything
    usable &= np.abs(values) <= (_HOT * (high - low) or np.inf)
    values[~usable] = 0.0
    brightest = float(values.max())
    scale = max(brightest, -float(values.min()))
    if not scale < 1e150:
        return _no_curve("values too large to square")
    if scale == 0.0:
        return _no_curve("every pixel has the same value", zero, zero, zero)
    if values.size < _MIN_PIXELS or min(values.shape) < 2 * _BOX:
        mean = zero + float(values.mean())
        return _no_curve("too few pixels", zero + darkest, zero + brightest, mean)
    means, squares = _samples((values / scale).astype(np.float32), usable)
    seen = (zero + darkest, zero + brightest)
    if means.size < _MIN_PIXELS // 4 or not squares.any():
        return _no_curve("no noise in the parts that are not saturated", *seen, zero)
    mean = zero + scale * float(means.mean(dtype=np.float64))
    variance = scale**2 * float(squares.mean(dtype=np.float64))
    x, y, errors = _classes(means, squares)
    if x.size < 4:
        return _no_curve("too few shades", *seen, mean, variance)
    x, y, errors = zero + scale * x, scale**2 * y, scale**2 * errors
    return NoiseCurve(x, y, errors, *seen, mean, variance)


def _no_curve(
    reason: str,
    darkest: float = 0.0,
    brightest: float = 0.0,
    mean: float = 0.0,
    variance: float = 0.0,
) -> NoiseCurve:
    empty = np.empty(0)
    brightest = max(brightest, darkest)
    return NoiseCurve(empty, empty, empty, darkest, brightest, mean, variance, reason)


def _thinned(units: npt.NDArray[Any]) -> tuple[Array, npt.NDArray[np.bool_]]:
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


def _samples(values: Plane, usable: npt.NDArray[np.bool_]) -> tuple[Plane, Plane]:
    """Return brightness and squared noise residual of the pixels that tell about noise."""
    bad = ~usable | _saturated(values)
    good = ndimage.minimum_filter(~bad, _BOX, mode="constant")
    box = ndimage.uniform_filter(values, _BOX)
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
    once: Plane = ndimage.convolve1d(values, mask, axis=0)
    ndimage.convolve1d(once, mask, axis=1, output=once)
    return once


def _saturated(values: Plane) -> npt.NDArray[np.bool_]:
    """Return the pixels at the largest value, if it is a pile-up and not the end of a tail."""
    top = values == values.max()
    count = int(top.sum())
    below = values[~top]
    next_count = int((below == below.max()).sum()) if below.size else 0
    piled: bool = count > next_count and count > _PILE_UP * values.size
    saturated: npt.NDArray[np.bool_] = np.logical_and(top, piled)
    return saturated


def _calm(slope: Plane) -> npt.NDArray[np.bool_]:
    """Return which samples, sorted by brightness, are the less structured of their class.

    The gradient's masks are odd where those of brightness and residual are even, so choosing
    by it does not choose by noise.
    """
    calm = np.zeros(slope.size, dtype=np.bool_)
    for part in np.array_split(np.arange(slope.size), _BINS):
        if part.size:
            calm[part] = slope[part] <= np.quantile(slope[part], _CALM_SHARE)
    return calm


def _classes(means: Plane, squares: Plane) -> tuple[Array, Array, Array]:
    """Return brightness, noise variance and its standard error in classes of equal size."""
    x, y, errors = [], [], []
    for m, s in zip(np.array_split(means, _BINS), np.array_split(squares, _BINS), strict=True):
        variance = float(s.mean(dtype=np.float64))
        if variance > 0.0:
            x.append(float(m.mean(dtype=np.float64)))
            y.append(variance)
            spread = float(s.std(dtype=np.float64)) * (_INDEPENDENT / s.size) ** 0.5
            errors.append(max(spread, 1e-3 * variance))
    return np.array(x), np.array(y), np.array(errors)
