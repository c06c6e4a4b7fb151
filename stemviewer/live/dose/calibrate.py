"""Gain and black level of a detector from frame pairs, with their uncertainties.

Two frames of one view differ by noise alone, so variance against mean is a line whose slope is
the gain (the photon transfer method; J. R. Janesick, Photon Transfer, SPIE 2007,
doi:10.1117/3.725073). Four things of real scanned detectors are met on the way:

- afterglow shares a pixel's signal with the next, which hides part of the variance: covariances
  with the neighbours along the fast axis are added to it, since their sum over all lags does not
  depend on the sharing;
- offsets that change from row to row: the mean of each row of the difference is taken off, and
  what that costs the sum of covariances is put back;
- a specimen that drifts and rows that jitter between the two: that adds variance where the
  picture is steep, as the square of its slopes, which are fitted beside the line;
- readout noise: measured on dark frames with the same estimator and taken off.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter, uniform_filter

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.errors import SettingsError
from stemviewer.core.quantity import Quantity, Source

Image = npt.NDArray[Any]
Plane = npt.NDArray[np.float64]

LAGS = 3
"""Neighbours along the fast axis that may share a signal."""

LEAST_PAIRS, LEAST_DARK = 4, 2
"""Fewer frames say too little."""

_SMOOTH = 5
_WIDE = 21
_SLOPE = 1.5
_EDGE = 8


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was found of one channel.

    Parameters
    ----------
    calibration : DetectorCalibration
        Gain and offset with their source.
    gain_error, offset_error : float
        Standard errors [units/electron], [units].
    readout_noise : float or None
        Deviation of a dark pixel [units]; ``None`` without dark frames.
    pairs, dark : int
        Frames it rests on.
    utc_ns : int
        When it was made [ns since 1970].
    how : str
        In words, for the operator and the log.
    """

    calibration: DetectorCalibration
    gain_error: float
    offset_error: float
    readout_noise: float | None
    pairs: int
    dark: int
    utc_ns: int
    how: str


def calibrate(
    frames: Sequence[Image], dark: Sequence[Image], *, utc_ns: int, source: Source = Source.MEASURED
) -> Calibration:
    """Return gain and offset from frames of one view, and from dark frames if there are any.

    Parameters
    ----------
    frames : sequence of ndarray, shape (rows, columns)
        Consecutive frames of one view [units]; each with the next makes a pair, 1-2, 3-4, ...
    dark : sequence of ndarray
        With the beam off [units]; may be empty: the offset is then where the line ends.
    utc_ns : int
        Now.
    source : Source
        What to call the result: measured in the guided step, estimated from running frames.

    Raises
    ------
    SettingsError
        If there are too few frames, or they do not behave like counted electrons.
    """
    pairs = len(frames) // 2
    if pairs < LEAST_PAIRS or 0 < len(dark) < LEAST_DARK:
        raise SettingsError(
            f"{pairs} pairs and {len(dark)} dark frames are too few to calibrate from.",
            "The calibration in force was kept.",
            f"Scan at least {LEAST_PAIRS} pairs, and {LEAST_DARK} dark frames or none.",
        )
    if dark and (counting := _counting(frames, dark, utc_ns)) is not None:
        return counting
    noise: float | None = None
    if dark:
        offset, offset_error, noise, floor = _dark(dark)
        gain, gain_error = _through(_samples(frames), offset, floor)
    else:
        gain, gain_error, offset, offset_error = _line(_samples(frames))
    if not math.isfinite(gain) or gain <= 0.0 or gain_error > 0.2 * gain:
        raise SettingsError(
            "The noise of these frames does not grow with their brightness as counts do.",
            "The calibration in force was kept.",
            "Scan a view with bright and dark parts, at several electrons per pixel.",
        )
    how = f"variance against mean of {pairs} frame pairs"
    how += f", {len(dark)} frames with the beam off" if dark else ", no dark frames"
    found = DetectorCalibration(Quantity(gain, source), Quantity(offset, source))
    return Calibration(found, gain_error, offset_error, noise, pairs, len(dark), utc_ns, how)


def _counting(frames: Sequence[Image], dark: Sequence[Image], utc_ns: int) -> Calibration | None:
    """Recognise a detector that counts: silent without a beam, whole numbers, variance = mean."""
    if any(np.any(frame) for frame in dark):
        return None
    if any(np.any(np.asarray(frame) != np.rint(frame)) for frame in frames):
        return None
    slope, error = _through(_samples(frames), 0.0, 0.0)
    if abs(slope - 1.0) > max(4.0 * error, 0.03):
        return None
    how = f"counting: whole numbers, dark frames silent, variance over mean {slope:.3f}"
    return Calibration(COUNTING, 0.0, 0.0, 0.0, len(frames) // 2, len(dark), utc_ns, how)


@dataclass(frozen=True, slots=True, eq=False)
class _Samples:
    """Weighted sums of products of (brightness - middle, 1, three slopes, noise power).

    ``gram`` is of shape (6, 6), ``count`` the number of pixels it was summed over.
    """

    gram: Plane
    middle: float
    count: int


def _samples(frames: Sequence[Image]) -> _Samples:
    count = len(frames) // 2
    middle = float(np.mean([np.mean(frame) for frame in frames[: 2 * count]]))
    gram, pixels = np.zeros((6, 6)), 0
    inner = (slice(_EDGE, -_EDGE), slice(_EDGE + LAGS, -_EDGE - LAGS))
    for first, second in zip(frames[0 : 2 * count : 2], frames[1 : 2 * count : 2], strict=True):
        a, b = np.asarray(first, np.float64), np.asarray(second, np.float64)
        # brightness of this very pair: over all of them the specimen drifts
        mean, power = (a + b) / 2.0, _power(a - b) / 2.0
        down, right = (gaussian_filter(mean, _SLOPE, order=order) for order in ((1, 0), (0, 1)))
        slopes = [_along(right, right), _along(down, down), _along(down, right)]
        # all are smoothed alike: blurred brightness against sharp noise would bend the line
        planes = [mean - middle, np.ones_like(mean), *slopes, power]
        columns = np.stack([uniform_filter(plane, _SMOOTH)[inner].ravel() for plane in planes])
        # weights from the brightness alone: from the power they would favour what is low by chance
        wide = uniform_filter(mean, _WIDE)[inner].ravel()
        weights = 1.0 / (wide - wide.min() + max(float(mean.std()), 1e-12)) ** 2
        gram += (columns * weights) @ columns.T
        pixels += columns.shape[1]
    return _Samples(gram, middle, pixels)


def _power(difference: Plane) -> Plane:
    """Return for each pixel the sum of its products with its neighbours along the row."""
    columns = difference.shape[1]
    centred = difference - difference.mean(axis=1, keepdims=True)
    # taking the mean of the row off lowers each covariance by the whole power over the columns
    return np.asarray(_along(centred, centred) / (1.0 - (2 * LAGS + 1) / columns), np.float64)


def _along(first: Plane, second: Plane) -> Plane:
    total = first * second
    for lag in range(1, LAGS + 1):
        total[:, :-lag] += first[:, :-lag] * second[:, lag:]
        total[:, lag:] += first[:, lag:] * second[:, :-lag]
    return total


def _dark(dark: Sequence[Image]) -> tuple[float, float, float, float]:
    """Return offset, its error, deviation of a pixel, and the noise power of the estimator."""
    images = [np.asarray(frame, np.float64) for frame in dark]
    levels = np.array([image.mean() for image in images])
    noise = float(np.mean([image.std() for image in images]))
    error = float(levels.std(ddof=1) / math.sqrt(levels.size)) if levels.size > 1 else noise
    pairs = zip(images[0::2], images[1::2], strict=False)
    powers = [float(_power(a - b).mean()) / 2.0 for a, b in pairs]
    return float(levels.mean()), max(error, 1e-12), noise, float(np.mean(powers))


def _solve(gram: Plane, count: int) -> tuple[Plane, Plane]:
    """Return least-squares coefficients of the last column by the others, and their covariance."""
    scales = np.sqrt(np.maximum(np.diag(gram)[:-1], 1e-300))
    normal = gram[:-1, :-1] / np.outer(scales, scales)
    inverse = np.linalg.pinv(normal)
    found = inverse @ (gram[:-1, -1] / scales)
    rest = float(gram[-1, -1]) - float(found @ (gram[:-1, -1] / scales))
    # neighbours share factors and electrons: about so many of them are one
    spread = max(rest, 0.0) / count * (2 * LAGS + _SMOOTH) * _SMOOTH
    return found / scales, inverse * spread / np.outer(scales, scales)


def _through(samples: _Samples, offset: float, floor: float) -> tuple[float, float]:
    """Fit ``power = floor + gain (bright - offset)``; return the gain and its standard error."""
    turn = np.zeros((5, 6))
    turn[0, 0], turn[0, 1] = 1.0, samples.middle - offset
    turn[1, 2] = turn[2, 3] = turn[3, 4] = turn[4, 5] = 1.0
    turn[4, 1] = -floor
    found, covariance = _solve(turn @ samples.gram @ turn.T, samples.count)
    return float(found[0]), math.sqrt(float(covariance[0, 0]))


def _line(samples: _Samples) -> tuple[float, float, float, float]:
    """Fit gain and offset together; return gain, its error, offset and its error."""
    found, covariance = _solve(samples.gram, samples.count)
    gain, height = float(found[0]), float(found[1])
    error = math.sqrt(float(covariance[0, 0]))
    if gain <= 0.0:
        return gain, error, math.nan, math.inf
    arm = height / gain
    offset_error = math.hypot(math.sqrt(float(covariance[1, 1])) / gain, arm * error / gain)
    return gain, error, samples.middle - arm, offset_error
