"""The Gaussian blur of least expected error, chosen from the noisy frame alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import fft

from stemviewer.core.calibration import ElectronImage

_SIGMAS = np.geomspace(0.3, 10.0, 72)
"""Candidates [px], 5 % apart."""

_MAX_SIDE = 1024
"""The middle of a larger frame is enough to choose from."""


def best_sigma(electrons: ElectronImage) -> float:
    """Return the sigma that minimises an unbiased estimate of the blur's squared error.

    For Poisson counts x of rate r and a linear filter G, the expectation of
    ``|Gx|^2 - 2 <Gx, x> + 2 sum(diag(G) x)`` is the squared error ``|Gx - r|^2`` up to a
    constant (Poisson unbiased risk; F. Luisier, T. Blu, M. Unser, IEEE Trans. Image
    Process. 20 (2011) 696, doi:10.1109/TIP.2010.2073477). In the cosine basis a Gaussian
    with mirrored borders is diagonal, so one transform serves all candidates.

    Parameters
    ----------
    electrons : ndarray of float32, shape (rows, columns)
        Counts [electrons per pixel].

    Returns
    -------
    float
        [px], 0.3 to 10. The noise is taken for Poisson: with much readout noise the choice
        is too small.
    """
    part = _middle(electrons)
    power = np.square(fft.dctn(part.astype(np.float64, copy=False), norm="ortho"))
    noise = max(float(part.mean(dtype=np.float64)), 0.0) * part.size
    risks = [_risk(power, noise, float(sigma)) for sigma in _SIGMAS]
    return round(float(_SIGMAS[int(np.argmin(risks))]), 3)


def _middle(image: ElectronImage) -> ElectronImage:
    rows, columns = (min(side, _MAX_SIDE) for side in image.shape)
    top, left = (image.shape[0] - rows) // 2, (image.shape[1] - columns) // 2
    return image[top : top + rows, left : left + columns]


def _risk(power: npt.NDArray[np.float64], noise: float, sigma: float) -> float:
    vertical, horizontal = (_gain(size, sigma) for size in power.shape)
    squared = vertical**2 @ power @ horizontal**2
    cross = vertical @ power @ horizontal
    return float(squared - 2.0 * cross + 2.0 * noise * vertical.mean() * horizontal.mean())


def _gain(size: int, sigma: float) -> npt.NDArray[np.float64]:
    """Transfer of a Gaussian at the cosine transform's frequencies."""
    frequency = np.pi * np.arange(size) / size
    gain: npt.NDArray[np.float64] = np.exp(-0.5 * (sigma * frequency) ** 2)
    return gain
