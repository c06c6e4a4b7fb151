"""Variance stabilisation of Poisson counts, and the exact unbiased way back.

References
----------
F. J. Anscombe, Biometrika 35 (1948) 246, doi:10.1093/biomet/35.3-4.246.
M. Mäkitalo, A. Foi, "A closed-form approximation of the exact unbiased inverse of the Anscombe
variance-stabilizing transformation", IEEE Trans. Image Process. 20 (2011) 2697,
doi:10.1109/TIP.2011.2121085.
"""

from __future__ import annotations

import math

import numpy as np

from stemviewer.core.calibration import ElectronImage

_ZERO = 2.0 * math.sqrt(3.0 / 8.0)
"""Transform of zero counts: the smallest value a Poisson mean can have in the domain."""

_SLOPE = 1.0 / math.sqrt(3.0 / 8.0)
"""Derivative of the transform at zero counts."""


def anscombe(electrons: ElectronImage) -> ElectronImage:
    """Stabilise the variance of Poisson counts to about 1: ``2 sqrt(x + 3/8)``.

    Parameters
    ----------
    electrons : ndarray of float32
        Counts [electrons per pixel]. Negative ones (readout noise around an empty pixel)
        continue along the tangent at zero: cutting them off would raise the mean of dark
        areas, and the root of them does not exist.

    Returns
    -------
    ndarray of float32
        Same shape; noise of standard deviation about 1 from some 3 electrons per pixel on,
        less below.
    """
    positive = np.maximum(electrons, np.float32(0.0))
    stabilised: ElectronImage = np.float32(2.0) * np.sqrt(positive + np.float32(3.0 / 8.0))
    stabilised += np.float32(_SLOPE) * np.minimum(electrons, np.float32(0.0))
    return stabilised


def inverse_anscombe(stabilised: ElectronImage) -> ElectronImage:
    """Turn the mean of stabilised counts into the Poisson rate without bias.

    The algebraic inverse of a mean of roots is biased low; this is the closed form of
    Mäkitalo and Foi (2011) for the inverse of ``rate -> E[anscombe(Poisson(rate))]``,
    wrong by less than 0.03 electrons for every rate.

    Parameters
    ----------
    stabilised : ndarray of float32
        Denoised values in the stabilised domain.

    Returns
    -------
    ndarray of float32
        Rates [electrons per pixel], never negative: values below the transform of zero
        counts are taken for zero.
    """
    d = np.maximum(stabilised, np.float32(_ZERO))
    inverse = 1.0 / d
    root = math.sqrt(1.5)
    tail = inverse * (root / 4.0 + inverse * (-11.0 / 8.0 + inverse * (5.0 / 8.0 * root)))
    rate: ElectronImage = (0.25 * d * d + tail - 1.0 / 8.0).astype(np.float32, copy=False)
    return np.maximum(rate, np.float32(0.0))
