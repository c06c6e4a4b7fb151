"""Power at lattice frequencies, its fading, and what counting alone lets it vary by."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import fft, ndimage

from stemviewer.trust.templates import Plane

MOST_PEAKS = 24
"""Reflections that are followed, the strongest first."""

FEWEST_PERIODS = 6.0
"""Over the region; coarser ones are shapes, not lattices."""

FINEST = 0.45
"""Highest frequency looked at [1/px]."""

CLEAR = 12.0
"""A reflection rises above its surroundings by this factor ..."""

CERTAIN = 12.0
"""... and above the noise by this many standard deviations."""

_HIGH = 0.36
"""Along both axes; from here on there is only noise [1/px]."""

_BLOCK = 1
"""Neighbours on each side that belong to a reflection [bins]: what a Hann window spreads."""


@dataclass(frozen=True, slots=True)
class Amplitude:
    """Lattice contrast of a frame over that of the reference, and its standard error."""

    value: float
    error: float


@dataclass(frozen=True, slots=True, eq=False)
class Powers:
    """Power of one frame, noise taken off.

    Parameters
    ----------
    values : ndarray, shape (rows, columns // 2 + 1)
        |F|^2 of the windowed counts less their mean, less the noise [electrons^2].
    noise : float
        Mean power at the highest frequencies, where no lattice reaches: for counts, the counts
        weighted by the square of the window.
    inflation : float
        That noise over the noise of counts; 1 for a detector that counts.
    """

    values: Plane
    noise: float
    inflation: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Reflections found in early frames.

    Parameters
    ----------
    peaks : ndarray of int, shape (peaks, 2)
        Row and column in the half spectrum.
    power : float
        Sum over the reflections in the reference, noise taken off.
    error : float
        Its standard error by counting.
    """

    peaks: npt.NDArray[np.int64]
    power: float
    error: float

    def amplitude(self, powers: Powers) -> Amplitude:
        """Return the contrast of a frame over the reference's.

        The power S of a reflection in white noise of power N varies by 2 N S + N^2 (a non-central
        chi-square with two degrees of freedom; J. W. Goodman, Statistical Optics, 1985, section
        2.9); summed over the bins of a window, whose noise is correlated, the two terms carry the
        factors of ``_spread``. The error of the reference is not part of it.
        """
        power = _sums(powers.values, self.peaks)
        total = float(power.sum())
        spread = _error(power, powers.noise)
        value = math.sqrt(max(total, 0.0) / self.power)
        # d sqrt(p) = dp / (2 sqrt(p)); not below half the reference, where sqrt runs away
        return Amplitude(value, spread / (2.0 * self.power * max(value, 0.5)))


def powers_of(region: npt.NDArray[Any]) -> Powers:
    """Return the power spectrum of a region, freed of noise.

    Parameters
    ----------
    region : ndarray, shape (rows, columns)
        Counts [electrons per pixel].
    """
    counts = np.asarray(region, dtype=np.float32)
    window = _window(*counts.shape)
    total = float(np.sum(counts * window, dtype=np.float64))
    if total <= 0.0:
        empty = np.zeros((counts.shape[0], counts.shape[1] // 2 + 1))
        return Powers(empty, 0.0)
    mean = total / float(window.sum(dtype=np.float64))
    spectrum = fft.rfft2((counts - np.float32(mean)) * window)
    counted = float(np.sum(counts * window * window, dtype=np.float64))
    values = spectrum.real.astype(np.float64) ** 2 + spectrum.imag**2
    noise = float(values[_corner(*counts.shape)].mean())
    return Powers(values - noise, noise, noise / counted)


def mean_powers(several: list[Powers]) -> Powers:
    """Return the mean of spectra; its noise power stays that of one."""
    return Powers(
        np.mean([one.values for one in several], axis=0),
        float(np.mean([one.noise for one in several])),
        float(np.mean([one.inflation for one in several])),
    )


def find_lattice(several: list[Powers]) -> Lattice | None:
    """Return the reflections of the mean of some frames, or ``None`` where there is no lattice.

    Parameters
    ----------
    several : list of Powers
        Of at least two frames of one region. Every other one says where reflections are, the
        rest how strong: what chance made bright is not expected to stay so.
    """
    mean, other = mean_powers(several[::2]), mean_powers(several[1::2])
    shape = mean.values.shape
    rows = np.fft.fftfreq(shape[0])[:, None]
    columns = (np.arange(shape[1]) / (2.0 * (shape[1] - 1)))[None, :]
    radius = np.hypot(rows, columns)
    sides = min(shape[0], 2 * (shape[1] - 1))
    allowed = (radius * sides > FEWEST_PERIODS) & (radius < FINEST)
    floor = mean.noise * CERTAIN / math.sqrt(len(several[::2]))
    around = ndimage.median_filter(mean.values, size=15, mode="wrap")
    top = ndimage.maximum_filter(mean.values, size=5, mode="wrap") == mean.values
    good = allowed & top & (mean.values > np.maximum(floor, CLEAR * np.maximum(around, 0.0)))
    # a half spectrum holds those on its first and last column twice
    good[:, 0] &= np.fft.fftfreq(shape[0]) >= 0
    good[:, -1] = False
    places = np.argwhere(good)
    if not len(places):
        return None
    order = np.argsort(mean.values[good])[::-1][:MOST_PEAKS]
    peaks = places[order]
    power = _sums(other.values, peaks)
    total = float(power.sum())
    if total <= 0.0:
        return None
    error = _error(power, other.noise) / math.sqrt(len(several[1::2]))
    return Lattice(peaks, total, error / total)


def _sums(values: Plane, peaks: npt.NDArray[np.int64]) -> Plane:
    """Return the power of each reflection: its bin and the neighbours."""
    steps = np.arange(-_BLOCK, _BLOCK + 1)
    rows = (peaks[:, 0, None, None] + steps[None, :, None]) % values.shape[0]
    columns = np.abs(peaks[:, 1, None, None] + steps[None, None, :])
    columns = np.minimum(columns, values.shape[1] - 1)
    sums: Plane = values[rows, columns].sum(axis=(1, 2))
    return sums


def _error(power: Plane, noise: float) -> float:
    """Return the standard deviation of the sum of the reflections' powers by counting."""
    linear, squares = _spread()
    total = 2.0 * linear * noise * float(np.maximum(power, 0.0).sum())
    return math.sqrt(max(total + squares * noise**2 * len(power), 0.0))


@functools.lru_cache(maxsize=1)
def _spread() -> tuple[float, float]:
    """Return the factors of 2 N S and N^2 for a block of bins of a Hann window.

    The noise of bins d apart is correlated by the spectrum of the squared window, 1, -2/3, 1/6
    for d = 0, 1, 2, and a wave in the middle of a bin gives the bins 1, -1/2: with C the
    correlation and s the pattern, s C s / s s and the sum of C^2.
    """
    across = np.array([[1.0, -2 / 3, 1 / 6], [-2 / 3, 1.0, -2 / 3], [1 / 6, -2 / 3, 1.0]])
    both = np.kron(across, across)
    line = np.array([-0.5, 1.0, -0.5])
    pattern = np.kron(line, line)
    linear = float(pattern @ both @ pattern) / float(pattern @ pattern)
    return linear, float(np.sum(both**2))


@functools.lru_cache(maxsize=4)
def _corner(rows: int, columns: int) -> npt.NDArray[np.bool_]:
    high = np.abs(np.fft.fftfreq(rows))[:, None] > _HIGH
    return np.asarray(high & (np.fft.rfftfreq(columns)[None, :] > _HIGH))


@functools.lru_cache(maxsize=4)
def _window(rows: int, columns: int) -> npt.NDArray[np.float32]:
    sides = [0.5 - 0.5 * np.cos(2.0 * np.pi * (np.arange(n) + 0.5) / n) for n in (rows, columns)]
    return np.outer(*sides).astype(np.float32)
