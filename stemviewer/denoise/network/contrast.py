"""Whether columns are bright on dark (ADF) or dark on bright (BF, ABF), from one noisy frame."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from stemviewer.core.calibration import ElectronImage

_WINDOW = 256
_TILE = 32
_SMOOTH, _WIDE = 1.5, 12.0
"""Sigmas of the band in which columns are looked for [px]."""

_SURE = 4.0
"""Standard errors from which on the sign is believed."""


class Contrast(StrEnum):
    """What stands out of its surroundings."""

    BRIGHT = "bright on dark"
    DARK = "dark on bright"
    UNDECIDED = "undecided"


def contrast_of(electrons: ElectronImage) -> Contrast:
    """Return the sign of the contrast, where the frame shows it beyond its noise.

    The third central moment of a band-passed frame is positive for bright points on dark, and
    negative for dark ones on bright. Counting adds E[d^3] = sum w^3 of the mean (W. Feller, An
    Introduction to Probability Theory, cumulants of weighted Poisson sums), which is taken off;
    the error is that of the mean over tiles of 32 px.

    Parameters
    ----------
    electrons : ndarray of float32, shape (rows, columns)
        Finite counts [electrons per pixel], at least 64 on a side to be decided.
    """
    rows, columns = (min(side, _WINDOW) // _TILE * _TILE for side in electrons.shape)
    if min(rows, columns) < 2 * _TILE:
        return Contrast.UNDECIDED
    top, left = (electrons.shape[0] - rows) // 2, (electrons.shape[1] - columns) // 2
    part = np.asarray(electrons[top : top + rows, left : left + columns], dtype=np.float64)
    from scipy import ndimage

    band = ndimage.gaussian_filter(part, _SMOOTH) - ndimage.gaussian_filter(part, _WIDE)
    cubes = band**3 - part * _counting()
    tiles = cubes.reshape(rows // _TILE, _TILE, columns // _TILE, _TILE).mean(axis=(1, 3)).ravel()
    error = float(tiles.std(ddof=1)) / tiles.size**0.5
    mean = float(tiles.mean())
    if abs(mean) <= _SURE * error:
        return Contrast.UNDECIDED
    return Contrast.BRIGHT if mean > 0.0 else Contrast.DARK


def _counting() -> float:
    """Return the sum of the cubes of the weights of the band."""
    reach = np.arange(-60, 61)
    square = reach[:, None] ** 2 + reach[None, :] ** 2
    weights: npt.NDArray[np.float64] = np.zeros(square.shape)
    for sign, sigma in ((1.0, _SMOOTH), (-1.0, _WIDE)):
        bell = np.exp(-0.5 * square / sigma**2)
        weights += sign * bell / bell.sum()
    return float(np.sum(weights**3))
