"""The Gaussian blur of least expected error, chosen from the noisy frame alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.core.calibration import ElectronImage

_SIGMAS = np.geomspace(0.3, 10.0, 72)
"""Candidates [px], 5 % apart."""

_TILE = 512
"""Up to four tiles of this side [px], spread over a larger frame, are enough to choose from."""

Array = npt.NDArray[np.float64]


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
    tiles = _tiles(electrons)
    power: Array = np.zeros(tiles[0].shape)
    for tile in tiles:
        power += np.square(scipy.fft.dctn(tile.astype(np.float64, copy=False), norm="ortho"))
    mean = float(np.mean([tile.mean(dtype=np.float64) for tile in tiles]))
    noise = max(mean, 0.0) * power.size * len(tiles)
    return round(float(_SIGMAS[int(np.argmin(_risks(power, noise)))]), 3)


def _tiles(image: ElectronImage) -> list[ElectronImage]:
    """Return the image, or two tiles along each side that is longer than one."""
    rows, columns = (_starts(side) for side in image.shape)
    return [image[r : r + _TILE, c : c + _TILE] for r in rows for c in columns]


def _starts(side: int) -> tuple[int, ...]:
    if side <= _TILE:
        return (0,)
    spare = side - _TILE
    # in the middle of each half where there is room for that, else at both ends
    first = max(0, side // 4 - _TILE // 2)
    return (first, spare - first)


def _risks(power: Array, noise: float) -> Array:
    """Return the estimated squared error of every candidate, up to a constant."""
    vertical, horizontal = (_gains(size) for size in power.shape)
    squared = np.sum(vertical**2 @ power * horizontal**2, axis=1)
    cross = np.sum(vertical @ power * horizontal, axis=1)
    kept = vertical.mean(axis=1) * horizontal.mean(axis=1)
    risks: Array = squared - 2.0 * cross + 2.0 * noise * kept
    return risks


def _gains(size: int) -> Array:
    """Return the transfer of each candidate at the cosine transform's frequencies."""
    frequency = np.pi * np.arange(size) / size
    gains: Array = np.exp(-0.5 * np.square(_SIGMAS[:, np.newaxis] * frequency))
    return gains
