"""Gain and black level of a detector from frame pairs, with their uncertainties.

Two frames of one view differ by noise alone, so variance against mean is a line whose slope is
the gain (the photon transfer method; J. R. Janesick, Photon Transfer, SPIE 2007,
doi:10.1117/3.725073). What real scanned detectors add to the difference is taken off it first
(``pair_noise``): offsets that change from row to row, rows that jitter, a specimen that drifts,
afterglow. Readout noise is measured on dark frames with the same estimator.

The brightness of a place is that of the very pair. Its noise would bend the line, were it not
that for counts the covariance of mean and variance (a quarter of twice the third moment, which
for Poisson is the mean again) is what the variance of the mean adds: the two cancel.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.errors import SettingsError
from stemviewer.core.quantity import Quantity, Source
from stemviewer.live.dose.pair_noise import (
    EDGE,
    PairNoise,
    Plane,
    lag_sum,
    loss_of_a_mean,
    pair_noise,
)

Image = npt.NDArray[Any]

LEAST_PAIRS, LEAST_DARK = 4, 2
"""Fewer frames say too little."""

_SMOOTH = 5
_WIDE = 15
_FAINT = 0.1
_MODEL = 0.01
"""Share of the gain by which pictures with steep detail mislead it, as `bench dose` measures."""


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
        gain, gain_error = _through(frames, offset, floor)
    else:
        gain, gain_error, offset, offset_error = _line(frames)
    if not math.isfinite(gain) or gain <= 0.0 or gain_error > 0.2 * gain:
        raise SettingsError(
            "The noise of these frames does not grow with their brightness as counts do.",
            "The calibration in force was kept.",
            "Scan a view with bright and dark parts, at several electrons per pixel.",
        )
    gain_error = math.hypot(gain_error, _MODEL * gain)
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
    slope, error = _through(frames, 0.0, 0.0)
    if abs(slope - 1.0) > max(4.0 * error, 0.03):
        return None
    how = f"counting: whole numbers, dark frames silent, variance over mean {slope:.3f}"
    return Calibration(COUNTING, 0.0, 0.0, 0.0, len(frames) // 2, len(dark), utc_ns, how)


def _through(frames: Sequence[Image], offset: float, floor: float) -> tuple[float, float]:
    """Return the gain of ``power = floor + gain (bright - offset)`` and its standard error.

    Sums over sums, each place weighted by one over its brightness: nothing is fitted that
    the noise of the brightness could bend.
    """
    above, below = [], []
    for pair in _pairs(frames, offset):
        weight = 1.0 / _inner(scipy.ndimage.uniform_filter(pair.brightness, _WIDE))
        above.append(float(np.sum(weight * (_inner(pair.power) - floor))))
        below.append(float(np.sum(weight * (_inner(pair.mean - pair.loss) - offset))))
    tops, feet = np.array(above), np.array(below)
    if abs(float(feet.sum())) < 1e-12:
        return math.nan, math.inf
    gain = float(tops.sum() / feet.sum())
    # by leaving out one pair at a time: what one pair weighs
    without = (tops.sum() - tops) / (feet.sum() - feet)
    return gain, _jackknife(without)


def _line(frames: Sequence[Image]) -> tuple[float, float, float, float]:
    """Fit gain and offset together; return gain, its error, offset and its error."""
    guess = min(
        float(scipy.ndimage.uniform_filter(np.asarray(f, np.float64), _WIDE).min()) for f in frames
    )
    found = (math.nan, math.nan)
    # how brightness is weighted depends on the offset a little: once more with the found one
    for _ in range(2):
        grams, middle = _grams(frames, guess)
        found = _slope(grams.sum(axis=0), middle)
        if not math.isfinite(found[1]):
            return math.nan, math.inf, math.nan, math.inf
        guess = found[1]
    without = np.array([_slope(grams.sum(axis=0) - gram, middle) for gram in grams])
    return found[0], _jackknife(without[:, 0]), found[1], _jackknife(without[:, 1])


def _grams(frames: Sequence[Image], offset: float) -> tuple[Plane, float]:
    """Return weighted sums of products of (brightness - middle, 1, power), and the middle."""
    middle = float(np.mean([np.mean(frame) for frame in frames]))
    grams = []
    for pair in _pairs(frames, offset):
        planes = (pair.mean - pair.loss - middle, np.ones_like(pair.mean), pair.power)
        # all are smoothed alike: blurred brightness against sharp noise would bend the line
        columns = np.stack(
            [_inner(scipy.ndimage.uniform_filter(plane, _SMOOTH)).ravel() for plane in planes]
        )
        weights = _inner(scipy.ndimage.uniform_filter(pair.brightness, _WIDE)).ravel() ** -2
        grams.append((columns * weights) @ columns.T)
    return np.array(grams), middle


def _slope(gram: Plane, middle: float) -> tuple[float, float]:
    """Return slope, and where the line meets zero."""
    spread = gram[0, 0] * gram[1, 1] - gram[0, 1] ** 2
    if spread <= 1e-12 * gram[0, 0] * gram[1, 1]:
        return math.nan, math.nan
    slope = (gram[0, 2] * gram[1, 1] - gram[0, 1] * gram[1, 2]) / spread
    height = (gram[1, 2] - slope * gram[0, 1]) / gram[1, 1]
    return float(slope), float(middle - height / slope) if slope > 0.0 else math.nan


def _jackknife(without: Plane) -> float:
    """Return the standard error from estimates that leave out one part each (Tukey, 1958)."""
    count = without.size
    return float(math.sqrt((count - 1) / count * np.sum((without - without.mean()) ** 2)))


def _pairs(frames: Sequence[Image], offset: float) -> Iterator[PairNoise]:
    count = len(frames) // 2
    for first, second in zip(frames[0 : 2 * count : 2], frames[1 : 2 * count : 2], strict=True):
        yield pair_noise(first, second, offset, faint=_FAINT)


def _inner(plane: Plane) -> Plane:
    return plane[EDGE:-EDGE, EDGE:-EDGE]


def _dark(dark: Sequence[Image]) -> tuple[float, float, float, float]:
    """Return offset, its error, deviation of a pixel, and the noise power of the estimator."""
    images = [np.asarray(frame, np.float64) for frame in dark]
    levels = np.array([image.mean() for image in images])
    noise = float(np.mean([image.std() for image in images]))
    error = float(levels.std(ddof=1) / math.sqrt(levels.size)) if levels.size > 1 else noise
    powers = []
    for a, b in zip(images[0::2], images[1::2], strict=False):
        centred = (a - b) - (a - b).mean(axis=1, keepdims=True)
        powers.append(float(lag_sum(centred, centred).mean()) / 2.0 / loss_of_a_mean(a.shape[1]))
    return float(levels.mean()), max(error, 1e-12), noise, float(np.mean(powers))
