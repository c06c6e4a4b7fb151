"""A frame as the registration sees it: its middle, tapered, in Fourier space."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.core.calibration import ElectronImage

LARGEST = 1024
"""Side of the part of a frame that is compared [px]; its middle. Drift is the same everywhere."""

TAPER = 0.25
"""Share of each side over which the part fades to zero, so that edges do not correlate."""

FINEST = 0.18
"""Frequency at which the Gaussian band has fallen to exp(-1/2) [1/px]: beyond it is noise."""

COARSEST = 3.0
"""Fewer periods than this over the part are left out: uneven gain stays while specimens drift."""

Spectrum = npt.NDArray[np.complex64]
Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class FrameSpectrum:
    """Half spectrum of a tapered part, and the white noise in it.

    Parameters
    ----------
    values : ndarray of complex64, shape (rows, columns // 2 + 1)
        Fourier transform of counts minus their mean, tapered [electrons].
    shape : tuple of int
        Rows and columns of the part [px].
    noise : float
        Expected power of the shot noise at every frequency [electrons^2]; for Poisson counts the
        sum of the counts, weighted by the square of the taper.
    mean : float
        Mean count [electrons per pixel].
    """

    values: Spectrum
    shape: tuple[int, int]
    noise: float
    mean: float


def frame_spectrum(electrons: ElectronImage) -> FrameSpectrum:
    """Return the spectrum of a frame's middle.

    Parameters
    ----------
    electrons : ndarray of float32, shape (rows, columns)
        Counts [electrons per pixel].
    """
    rows, columns = (min(LARGEST, side) for side in electrons.shape)
    top, left = (electrons.shape[0] - rows) // 2, (electrons.shape[1] - columns) // 2
    part = electrons[top : top + rows, left : left + columns]
    mean = float(part.mean(dtype=np.float64))
    window = _window(rows, columns)
    tapered = (part - np.float32(mean)) * window
    noise = float(np.sum(window * window * np.abs(part), dtype=np.float64))
    values: Spectrum = np.asarray(
        scipy.fft.rfft2(tapered) * _band(rows, columns), dtype=np.complex64
    )
    return FrameSpectrum(values, (rows, columns), noise, mean)


def moved(values: Spectrum, shape: tuple[int, int], down: float, right: float) -> Spectrum:
    """Return the spectrum of the same content moved by a fraction of pixels [px]."""
    rows, columns = shape
    slow = np.exp(-2j * np.pi * np.fft.fftfreq(rows) * down).astype(np.complex64)
    fast = np.exp(-2j * np.pi * np.fft.rfftfreq(columns) * right).astype(np.complex64)
    return np.asarray(values * slow[:, None] * fast[None, :], dtype=np.complex64)


@functools.lru_cache(maxsize=4)
def _window(rows: int, columns: int) -> Plane:
    sides = [_tukey(length) for length in (rows, columns)]
    return (sides[0][:, None] * sides[1][None, :]).astype(np.float32)


def _tukey(length: int) -> npt.NDArray[np.float64]:
    place = (np.arange(length) + 0.5) / length
    from_edge = np.minimum(place, 1.0 - place) / TAPER
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(from_edge, 0.0, 1.0))


@functools.lru_cache(maxsize=4)
def _band(rows: int, columns: int) -> Plane:
    slow, fast = np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(columns)[None, :]
    radius = np.hypot(slow, fast)
    band = np.exp(-(radius**2) / (4.0 * FINEST**2))  # half of it here, half in the reference
    band[np.hypot(slow * rows, fast * columns) < COARSEST] = 0.0
    result: Plane = band.astype(np.float32)
    return result
