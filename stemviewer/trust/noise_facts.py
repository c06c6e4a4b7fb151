"""What a frame's own noise says on whether its numbers are counted electrons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.denoise.calm_tiles import axis_noise
from stemviewer.denoise.network.spectrum import UNKNOWN, spectrum_facts
from stemviewer.denoise.noise_curve import noise_curve
from stemviewer.trust.shades import levels_present, spike_score

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
    spikes : float
        How much too frequent single shades are, see ``shades.spike_score``.
    calm_rows, calm_error : float
        Noise along the slow over that along the fast axis in calm tiles, see ``AxisNoise``.
    spectrum_error, row_offsets_error : float
        Standard errors of the logarithms of ``spectrum`` and ``row_offsets``.
    repeats, repeats_rows, repeats_offsets : float
        Variance over mean, noise along the slow over that along the fast axis, and noise common
        to rows, of the difference to a neighbouring frame, in which structure cancels; nan where
        unknown.
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
    spikes: float = 0.0
    calm_rows: float = float("nan")
    calm_error: float = float("inf")
    spectrum_error: float = 0.0
    row_offsets_error: float = 0.0
    repeats: float = float("nan")
    repeats_rows: float = float("nan")
    repeats_offsets: float = float("nan")

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
    facts = UNKNOWN
    if min(image.shape) >= 32 and mean > 0.0:
        facts = spectrum_facts(image.astype(np.float32))
    axes = axis_noise(image)
    return NoiseFacts(
        finite=numbers.finite,
        whole=whole,
        negative=numbers.negative,
        levels=levels_present(nearest) if whole else 1.0,
        spikes=spike_score(nearest) if whole else 0.0,
        step=int(np.gcd.reduce(nearest.astype(np.int64), axis=None)) if whole else 1,
        curve=ratio,
        curve_error=error,
        spectrum=facts.noise,
        along_rows=facts.along_rows,
        row_offsets=facts.row_offsets,
        mean=mean,
        darkest=float(np.percentile(image, 1.0)),
        calm_rows=axes.ratio,
        calm_error=axes.error,
        spectrum_error=facts.noise_error,
        row_offsets_error=facts.row_offsets_error,
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
        found, _ = scipy.optimize.nnls(model * weights[:, None], curve.variances * weights)
        gain = min(gain, max(float(found[0]), 1.0))
    return gain, line.relative_error
