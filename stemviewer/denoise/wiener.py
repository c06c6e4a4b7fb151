"""Wiener filter: every spatial frequency weighted by the share of it that is not noise.

Poisson noise is white whatever the picture: each coefficient of an orthonormal transform carries
the mean count as noise power. So no variance stabilisation is needed, the filter is linear in the
counts, and nothing has to be inverted. References: N. Wiener, Extrapolation, Interpolation and
Smoothing of Stationary Time Series (1949); for lattice images R. Kilaas, J. Microsc. 190 (1998)
45, doi:10.1046/j.1365-2818.1998.3070861.x.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.core.calibration import ElectronImage

Array = npt.NDArray[np.float64]

_WIDTHS = (8.0, 2.0)
"""Gaussian widths over which the spectrum is averaged [coefficients], coarse to fine: a finer one
counts where it finds more than the coarser one and noise explain (a lattice's sharp peaks)."""

_CERTAIN = 5.0
"""A finer average counts from this many standard deviations above the coarser one."""

STRENGTH = 1.3
"""Factor on the noise power unless another is asked for. The averaged spectrum of noise scatters
around its mean: with a factor of 1 half of the empty frequencies would pass a little. Chosen on
simulated pictures; on flat ones it is worth 10 dB, on lattices 1."""

_CORNER = 0.8
"""Beyond this share of the highest frequency, both ways, a picture has next to no content."""

_MEDIAN_OF_POWER = 0.4549
"""Median over mean of the square of a normal number (chi-squared of one degree of freedom)."""


def wiener(electrons: ElectronImage, strength: float = STRENGTH) -> tuple[ElectronImage, float]:
    """Return the filtered picture, and the noise power taken [electrons^2 per pixel].

    Cosine transform (mirrored borders), so that opposite edges do not meet. The noise power is
    the mean count, or the floor at the highest frequencies where that is higher (readout noise).

    Parameters
    ----------
    electrons : ndarray of float32, shape (rows, columns)
        Counts [electrons per pixel]; negative ones are allowed.
    strength : float
        Factor on the noise power; 1 is the Wiener filter itself, more takes more away.

    Returns
    -------
    tuple of ndarray of float32 and float
        Rate, same shape, never negative; the total of the counts is kept but for that.
    """
    coefficients: Array = scipy.fft.dctn(electrons.astype(np.float64), norm="ortho")
    power = np.square(coefficients)
    noise = max(float(electrons.mean(dtype=np.float64)), _floor(power), 1e-12)
    gain = _gain(power, strength * noise)
    gain[0, 0] = 1.0  # the mean is a measurement
    image: ElectronImage = scipy.fft.idctn(coefficients * gain, norm="ortho").astype(np.float32)
    return np.maximum(image, np.float32(0.0)), noise


def _floor(power: Array) -> float:
    rows, columns = (int(_CORNER * size) for size in power.shape)
    corner = power[rows:, columns:]
    return float(np.median(corner)) / _MEDIAN_OF_POWER if corner.size else 0.0


def _gain(power: Array, noise: float) -> Array:
    """Return the share of each coefficient's power that is signal, 0 to 1."""
    mean_free = power.copy()
    mean_free[0, 0] = 0.0
    total = _averaged(mean_free, _WIDTHS[0])
    for width in _WIDTHS[1:]:
        finer = _averaged(mean_free, width)
        # of 4 pi width^2 coefficients, each of relative variance 2
        spread = (2.0 / max(4.0 * np.pi * width**2, 1.0)) ** 0.5
        sure = finer > np.maximum(total, noise) * (1.0 + _CERTAIN * spread)
        total = np.where(sure, finer, total)
    gain: Array = np.clip(1.0 - noise / np.maximum(total, 1e-30), 0.0, 1.0)
    return gain


def _averaged(power: Array, width: float) -> Array:
    averaged: Array = scipy.ndimage.gaussian_filter(power, width, mode="reflect", truncate=3.0)
    return averaged
