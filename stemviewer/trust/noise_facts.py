"""What a frame's own noise says on whether its numbers are counted electrons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

from stemviewer.denoise.network.spectrum import WINDOW, spectrum_facts
from stemviewer.denoise.noise_curve import noise_curve

_CONTRAST = 1.0
"""Span of the brightness over its mean from which on texture can be told from gain."""

_WHOLE = 0.02
"""Farther from a whole number than this is no rounding of a calibration."""


@dataclass(frozen=True, slots=True)
class NoiseFacts:
    """Facts of one frame in electrons per pixel.

    Parameters
    ----------
    finite, whole, negative : bool
        Whether all values are finite; all are whole numbers; any is negative.
    levels : float
        Share of the whole numbers from the 1st to the 90th percentile that occur at all:
        stretched pictures leave gaps.
    step : int
        Largest number that divides all values; 1 for counts.
    curve : float
        Variance over mean in the least structured parts; nan where it cannot be told.
    curve_error : float
        Its relative standard error.
    spectrum : float
        Noise power at the highest frequencies over the mean; nan for small frames.
    along_rows, row_offsets : float
        See ``denoise.network.spectrum.SpectrumFacts``; 1 for counted electrons.
    mean, darkest : float
        Mean and 1st percentile [electrons per pixel].
    side : int
        Of the part whose spectrum was taken [px].
    """

    finite: bool
    whole: bool
    negative: bool
    levels: float
    step: int
    curve: float
    curve_error: float
    spectrum: float
    along_rows: float
    row_offsets: float
    mean: float
    darkest: float = 0.0
    side: int = WINDOW

    @property
    def dispersion(self) -> float:
        """Variance over mean: the measure that structure has raised least; nan if unknown."""
        known = [v for v in (self.curve, self.spectrum) if np.isfinite(v)]
        return min(known) if known else float("nan")


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What is quickly seen of the numbers of a frame; see ``NoiseFacts``."""

    finite: bool
    whole: bool
    negative: bool
    mean: float


def number_facts(image: npt.NDArray[np.float64]) -> NumberFacts:
    """Return the kind of numbers that a frame holds; those that are not finite count as zero.

    Parameters
    ----------
    image : ndarray, shape (rows, columns)
        Electrons per pixel, or detector units.
    """
    finite = bool(np.isfinite(image).all())
    if not finite:
        image = np.where(np.isfinite(image), image, 0.0)
    whole = bool(np.abs(image - np.rint(image)).max(initial=0.0) <= _WHOLE)
    return NumberFacts(finite, whole, bool(image.min() < -_WHOLE), float(image.mean()))


def noise_facts(electrons: npt.NDArray[Any]) -> NoiseFacts:
    """Return the facts of a frame.

    Parameters
    ----------
    electrons : ndarray, shape (rows, columns)
        Electrons per pixel, by its calibration; detector units where that is not known.
    """
    image = np.asarray(electrons, dtype=np.float64)
    numbers = number_facts(image)
    if not numbers.finite:
        image = np.where(np.isfinite(image), image, 0.0)
    nearest = np.rint(image)
    whole, mean = numbers.whole, numbers.mean
    ratio, error = _curve(image)
    spectrum = rows = offsets = float("nan")
    if min(image.shape) >= 32 and mean > 0.0:
        facts = spectrum_facts(image.astype(np.float32))
        spectrum, rows, offsets = facts.noise, facts.along_rows, facts.row_offsets
    return NoiseFacts(
        finite=numbers.finite,
        whole=whole,
        negative=numbers.negative,
        levels=_levels(nearest) if whole else 1.0,
        step=int(np.gcd.reduce(nearest.astype(np.int64), axis=None)) if whole else 1,
        curve=ratio,
        curve_error=error,
        spectrum=spectrum,
        along_rows=rows,
        row_offsets=offsets,
        mean=mean,
        darkest=float(np.percentile(image, 1.0)),
        side=min(WINDOW, *image.shape),
    )


def _curve(image: npt.NDArray[np.float64]) -> tuple[float, float]:
    curve = noise_curve(image)
    if curve.reason:
        return float("nan"), float("inf")
    with np.errstate(divide="ignore", invalid="ignore"):
        # far from an offset of zero there is no such line: the result is not finite
        line = curve.fit(offset=0.0)
    if not np.isfinite(line.gain):
        return float("nan"), float("inf")
    gain = line.gain
    if gain > 1.0 and float(np.ptp(curve.means)) > _CONTRAST * float(curve.means.mean()):
        # fine texture adds variance as the square of the brightness, electrons only as itself
        model = np.column_stack((curve.means, np.square(np.maximum(curve.means, 0.0))))
        weights = 1.0 / curve.errors
        found, _ = nnls(model * weights[:, None], curve.variances * weights)
        gain = min(gain, max(float(found[0]), 1.0))
    return gain, line.relative_error


def _levels(whole: npt.NDArray[np.float64]) -> float:
    """Return the share of the levels between the percentiles that occur."""
    low, high = np.percentile(whole, (1.0, 90.0))
    span = int(high - low) + 1
    if span > whole.size // 64:
        return 1.0  # so many levels need not all occur
    inside = whole[(whole >= low) & (whole <= high)]
    return float(np.unique(inside).size) / span
