"""What the power spectrum of one frame says about its noise and sampling, without a truth."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.core.calibration import ElectronImage

WINDOW = 256
"""Side of the part of the frame that is looked at [px]; its middle."""

_CLEAR_PEAK = 30.0
"""Times the noise: the largest of 30,000 exponential values is near 10, hardly ever above 20."""

_MEDIAN_OF_EXPONENTIAL = float(np.log(2.0))
_MEDIAN_ERROR = 1.0 / _MEDIAN_OF_EXPONENTIAL
"""Relative standard error of the median of one exponential value; it falls as the root."""

Plane = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SpectrumFacts:
    """Ratios to pure shot noise; each is 1 for a Poisson frame without fine structure.

    Parameters
    ----------
    noise : float
        Noise power at the highest frequencies over the mean count (a gain that is wrong by a
        factor shows here as that factor).
    along_rows : float
        Power at the highest frequencies of the slow axis over that at the highest of the fast
        axis: above 1 if neighbours in a row share noise; structure alike in both cancels.
    row_offsets : float
        Power that is constant along rows but changes from row to row, over the noise.
    fine_share : float
        Strongest structure finer than three pixels over the strongest that is coarser; 0 when
        nothing fine stands out of the noise.
    noise_error, row_offsets_error : float
        Standard errors of the logarithms of these, for counted electrons: larger for small
        frames, and for frames whose electrons are all in one part.
    """

    noise: float
    along_rows: float
    row_offsets: float
    fine_share: float
    noise_error: float = 0.0
    row_offsets_error: float = 0.0


UNKNOWN = SpectrumFacts(float("nan"), float("nan"), float("nan"), 0.0)
"""Of a frame too small, or without electrons."""


@dataclass(frozen=True, slots=True, eq=False)
class _Regions:
    corner: Mask
    steep_slow: Mask
    steep_fast: Mask
    row_line: Mask
    row_line_reference: Mask
    fine: Mask
    coarse: Mask
    window: Plane


@functools.lru_cache(maxsize=8)
def _regions(rows: int, columns: int) -> _Regions:
    slow = np.abs(np.fft.fftfreq(rows))[:, None]
    fast = np.fft.rfftfreq(columns)[None, :]
    radius = np.hypot(slow, fast)
    window = np.hanning(rows)[:, None] * np.hanning(columns)[None, :]
    line = fast < 1.5 / columns
    return _Regions(
        corner=(slow > 0.36) & (fast > 0.36),
        steep_slow=(slow > 0.38) & (fast > 3.0 / columns) & (fast < 0.14),
        steep_fast=(fast > 0.38) & (slow > 3.0 / rows) & (slow < 0.14),
        row_line=(slow > 0.2) & line,
        # narrow frames have few frequencies: at least two of them are taken
        row_line_reference=(slow > 0.2) & (fast > 4.0 / columns) & (fast < max(0.1, 6.5 / columns)),
        fine=(radius > 1.0 / 3.0) & (fast > 4.0 / columns),
        coarse=(radius > 4.0 / min(rows, columns)) & (radius < 1.0 / 3.0),
        window=window.astype(np.float32),
    )


def spectrum_facts(electrons: ElectronImage) -> SpectrumFacts:
    """Return the facts of a frame of at least 32 x 32 pixels with a positive mean.

    Parameters
    ----------
    electrons : ndarray of float32, shape (rows, columns)
        Finite counts [electrons per pixel].
    """
    part = _middle(electrons)
    mean = float(part.mean(dtype=np.float64))
    regions = _regions(*part.shape)
    windowed = (part - np.float32(mean)) * regions.window
    spectrum = scipy.fft.rfft2(windowed)
    power = spectrum.real**2 + spectrum.imag**2
    # windowed shot noise: variance of each pixel is its own mean
    expected = float(np.sum(regions.window**2 * part, dtype=np.float64))
    power = power / np.float32(max(expected, 1e-12))
    noise = _level(power[regions.corner])
    line, beside = power[regions.row_line], power[regions.row_line_reference]
    weights = regions.window**2 * part
    independent, of_rows = _independent(weights), _independent(weights.sum(axis=1))
    return SpectrumFacts(
        noise=noise,
        along_rows=_level(power[regions.steep_slow]) / _level(power[regions.steep_fast]),
        row_offsets=_level(line) / _level(beside),
        fine_share=_fine_share(power, regions, noise),
        noise_error=_MEDIAN_ERROR / (independent * regions.corner.sum()) ** 0.5,
        # half of the line at frequency zero repeats the other half
        row_offsets_error=_MEDIAN_ERROR / (0.75 * of_rows * line.size) ** 0.5,
    )


@dataclass(frozen=True, slots=True)
class DifferenceFacts:
    """Noise of the difference of two frames of one place, in which structure cancels.

    Parameters
    ----------
    noise, along_rows, row_offsets : float
        As in ``SpectrumFacts``: each is 1 for two independent frames of counted electrons.
        Two copies have a noise of 0.
    """

    noise: float
    along_rows: float
    row_offsets: float


def difference_facts(
    one: npt.NDArray[np.floating], other: npt.NDArray[np.floating], exposure: float
) -> DifferenceFacts:
    """Return the noise facts of ``other - exposure * one``.

    Parameters
    ----------
    one, other : ndarray, same shape, of at least 32 x 32 pixels
        Aligned frames of one place, with positive means [electrons per pixel].
    exposure : float
        Electrons of the other over those of the one.
    """
    first, second = _middle(one), _middle(other)
    regions = _regions(*first.shape)
    factor = np.float32(exposure)
    spectrum = scipy.fft.rfft2((second - factor * first) * regions.window)
    variance = np.maximum(second + factor**2 * first, 0.0)
    expected = float(np.sum(regions.window**2 * variance, dtype=np.float64))
    power = (spectrum.real**2 + spectrum.imag**2) / np.float32(max(expected, 1e-12))
    return DifferenceFacts(
        noise=_level(power[regions.corner]),
        along_rows=_level(power[regions.steep_slow]) / _level(power[regions.steep_fast]),
        row_offsets=_level(power[regions.row_line]) / _level(power[regions.row_line_reference]),
    )


def _independent(weights: Plane) -> float:
    """Return the share of the Fourier coefficients of weighted noise that are independent."""
    total, square = (float(np.sum(weights**power, dtype=np.float64)) for power in (1, 2))
    return max(total**2 / max(square, 1e-300) / weights.size, 1e-6)


def _fine_share(power: Plane, regions: _Regions, noise: float) -> float:
    fine = float(power[regions.fine].max()) / noise
    if fine < _CLEAR_PEAK:
        return 0.0
    return fine * noise / max(float(power[regions.coarse].max()), 1e-9)


def _middle(electrons: npt.NDArray[np.floating]) -> Plane:
    rows, columns = electrons.shape
    top, left = max(0, (rows - WINDOW) // 2), max(0, (columns - WINDOW) // 2)
    part: Plane = electrons[top : top + WINDOW, left : left + WINDOW].astype(np.float32)
    return part


def _level(power: Plane) -> float:
    # the median of an exponential distribution: lattice peaks among it hardly move it
    return max(float(np.median(power)) / _MEDIAN_OF_EXPONENTIAL, 1e-9)
