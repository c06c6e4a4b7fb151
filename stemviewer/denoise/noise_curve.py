"""Variance of the noise against brightness, from one frame; and the line through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.denoise.noise_samples import BINS, BOX, Array, Plane, noise_samples, thinned

_MIN_PIXELS = 4096
"""Fewer say too little about a variance."""
_INDEPENDENT = 3.0
"""About so many neighbouring residuals of the mask say the same; a little on the safe side."""
_HOT = 20.0
"""Values further from the median than so many times the span of the others are left out."""
_ROUNDING = 1e-12
"""Variance in units of the largest value that single precision makes by itself, and more."""


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
    values, usable = thinned(units)
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
    if values.size < _MIN_PIXELS or min(values.shape) < 2 * BOX:
        mean = zero + float(values.mean())
        return _no_curve("too few pixels", zero + darkest, zero + brightest, mean)
    means, squares = noise_samples((values / scale).astype(np.float32), usable)
    seen = (zero + darkest, zero + brightest)
    if means.size < _MIN_PIXELS // 4 or squares.mean() < _ROUNDING:
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


def _classes(means: Plane, squares: Plane) -> tuple[Array, Array, Array]:
    """Return brightness, noise variance and its standard error in classes of equal size."""
    x, y, errors = [], [], []
    for m, s in zip(np.array_split(means, BINS), np.array_split(squares, BINS), strict=True):
        variance = float(s.mean(dtype=np.float64))
        if variance > 0.0:
            x.append(float(m.mean(dtype=np.float64)))
            y.append(variance)
            spread = float(s.std(dtype=np.float64)) * (_INDEPENDENT / s.size) ** 0.5
            errors.append(max(spread, 1e-3 * variance))
    return np.array(x), np.array(y), np.array(errors)
