"""Gain and black level of a detector from the noise of one frame.

A detector that answers ``units = offset + gain * electrons`` to Poisson electrons has, at
every brightness, ``variance = gain * (mean - offset)``: the slope of variance against mean is
the gain, the mean at which the line reaches zero variance the black level (the photon transfer
method; J. R. Janesick, Photon Transfer, SPIE 2007, doi:10.1117/3.725073). Here both are taken
pixel by pixel: the mean from a 5x5 box, the variance from a 3x3 mask that is blind to planes
and to straight rows and columns (J. Immerkaer, Comput. Vis. Image Underst. 64 (1996) 300,
doi:10.1006/cviu.1996.0060), where the picture is least structured.

What it cannot tell: readout noise moves the black level down by its variance over the gain;
noise correlated between neighbours makes the gain too small and the electrons too many;
a picture stretched by gamma has no single gain. Hence source ``estimated``, never more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.quantity import assumed, estimated
from stemviewer.denoise.noise_curve import Line, NoiseCurve, noise_curve

MAX_RELATIVE_ERROR = 0.2
"""A gain less certain than this is not taken for an estimate."""

MOST_ELECTRONS = 1e5
"""No live scan has more in a pixel [electrons per pixel]; a smoothed picture seems to."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Gain and black level found for a frame.

    Parameters
    ----------
    calibration : DetectorCalibration
        Estimated where the frame allows it; else numbers of source ``assumed`` that show
        the picture from its darkest value up.
    good : bool
        Whether gain and offset were really found.
    relative_error : float
        Statistical standard error of the gain over the gain; infinite when it was assumed.
    reason : str
        Why it is not good; else empty.
    """

    calibration: DetectorCalibration
    good: bool
    relative_error: float = float("inf")
    reason: str = ""


def estimate(units: npt.NDArray[Any], known: DetectorCalibration | None = None) -> Estimate:
    """Estimate gain and black level from one frame's own noise.

    Parameters
    ----------
    units : ndarray, shape (rows, columns)
        Raw values [detector units], of any real dtype; values that are not finite are left
        out.
    known : DetectorCalibration, optional
        Where it knows the gain or the offset, that number is kept and only the other one is
        estimated.

    Returns
    -------
    Estimate
        On Poisson data of 512x512 pixels whose brightness varies by a factor of two the gain
        is within 7 % from 2 to 100 electrons per pixel and within 12 % at 0.5. Flat, constant,
        saturated or tiny images give ``good=False`` and assumed numbers, never an exception.
    """
    known = known or DetectorCalibration()
    curve = noise_curve(units)
    if curve.reason:
        return _assumed(curve, known, curve.reason)
    line = curve.fit(gain=known.gain.value, offset=known.offset.value)
    reason = _doubt(line, curve)
    if reason:
        return _assumed(curve, known, reason)
    calibration = DetectorCalibration(
        gain=known.gain if known.gain.known else estimated(line.gain),
        offset=known.offset if known.offset.known else estimated(line.offset),
    )
    return Estimate(calibration, good=True, relative_error=line.relative_error)


def _doubt(line: Line, curve: NoiseCurve) -> str:
    """Return why a line is not to be believed, or an empty string."""
    if not np.isfinite([line.gain, line.offset]).all() or line.gain <= 0.0:
        return "the noise does not grow with the brightness as that of counted electrons does"
    if line.relative_error > MAX_RELATIVE_ERROR:
        return "too little contrast to tell gain from black level"
    if line.offset > curve.brightest:
        return "the black level found is above the picture"
    if (curve.brightest - line.offset) / line.gain > MOST_ELECTRONS:
        return "hardly any noise: this is not a frame of counted electrons"
    return ""


def _assumed(curve: NoiseCurve, known: DetectorCalibration, reason: str) -> Estimate:
    """Return numbers that at least show the picture, labelled as what they are."""
    offset = known.offset if known.offset.known else assumed(curve.darkest)
    assert offset.value is not None
    gain = known.gain
    if not gain.known:
        signal = curve.mean - offset.value
        guess = curve.variance / signal if signal > 0.0 else 0.0
        least = (curve.brightest - offset.value) / MOST_ELECTRONS
        # without noise there is nothing to count electrons by: one unit is taken for one
        gain = assumed(max(guess, least) if guess > 0.0 else 1.0)
    return Estimate(DetectorCalibration(gain, offset), good=False, reason=reason)


class CalibrationTracker:
    """Keeps the estimate of one channel steady from frame to frame. Not thread-safe.

    The first good estimate is taken; later good ones move it by ever smaller steps (a running
    mean over up to ``MEMORY`` frames), so the brightness does not flicker. Until a good one
    comes, the first assumed one is kept. A gain or black level that ``CONFIRM`` good frames in
    a row place far away (a detector setting was changed) replaces it. Estimating is skipped on
    most frames once the mean is settled.
    """

    MEMORY = 16
    CONFIRM = 3
    EVERY = 8
    """Once settled, only every so many frames is the noise looked at again."""

    def __init__(self) -> None:
        self._current: Estimate | None = None
        self._count = 0
        self._away = 0
        self._frames = 0

    @property
    def current(self) -> Estimate | None:
        """The estimate in use; ``None`` before the first frame."""
        return self._current

    def update(self, units: npt.NDArray[Any], known: DetectorCalibration | None = None) -> Estimate:
        """Take in a frame's raw values and return the estimate to use for it."""
        self._frames += 1
        current = self._current
        if current is not None and self._count >= self.MEMORY and self._frames % self.EVERY:
            return current
        fresh = estimate(units, known)
        if current is None or (fresh.good and not current.good):
            return self._restart(fresh)
        if not fresh.good:
            return current
        if _far(fresh, current):
            self._away += 1
            return self._restart(fresh) if self._away >= self.CONFIRM else current
        self._away = 0
        self._count = min(self._count + 1, self.MEMORY)
        self._current = _blend(current, fresh, 1.0 / self._count)
        return self._current

    def _restart(self, fresh: Estimate) -> Estimate:
        self._current = fresh
        self._count = 1 if fresh.good else 0
        self._away = 0
        return fresh


def _numbers(item: Estimate) -> tuple[float, float]:
    gain, offset = item.calibration.gain.value, item.calibration.offset.value
    assert gain is not None
    assert offset is not None
    return gain, offset


def _far(fresh: Estimate, current: Estimate) -> bool:
    """Whether the gain differs by more than half, or the black level by over 50 electrons."""
    (gain, offset), (old_gain, old_offset) = _numbers(fresh), _numbers(current)
    return not 1 / 1.5 < gain / old_gain < 1.5 or abs(offset - old_offset) > 50.0 * old_gain


def _blend(current: Estimate, fresh: Estimate, weight: float) -> Estimate:
    (gain, offset), (old_gain, old_offset) = _numbers(fresh), _numbers(current)
    calibration = current.calibration
    if fresh.calibration.gain != calibration.gain:
        calibration = replace(calibration, gain=estimated(old_gain + weight * (gain - old_gain)))
    if fresh.calibration.offset != calibration.offset:
        mixed = estimated(old_offset + weight * (offset - old_offset))
        calibration = replace(calibration, offset=mixed)
    error = min(current.relative_error, fresh.relative_error)
    return Estimate(calibration, good=True, relative_error=error)
