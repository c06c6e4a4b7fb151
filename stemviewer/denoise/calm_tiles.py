"""Noise shared along one axis, measured in the tiles of a frame that have least structure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

TILE = 16
"""Side of a tile [px]."""

_DIFFERENCE = np.array([1.0, -4.0, 6.0, -4.0, 1.0]) / 70.0**0.5
"""Fourth difference: blind to cubics; its squares add up to 1, so it keeps a variance."""

_WINDOW = 512
_SHARE = 0.25
"""Of the tiles, the calmest."""

_FEWEST = 4
_LEAST = 16.0
"""Tiles with fewer electrons tell little; they are used when there are no others."""

_SCATTER = 3.6
"""Standard error of the ratio times the root of the pixels used, where all is shot noise: from
simulated frames of counts, whose ratio scatters by 0.028 over 64 tiles."""


@dataclass(frozen=True, slots=True)
class AxisNoise:
    """Noise power along the slow axis over that along the fast axis; 1 for counted electrons.

    Parameters
    ----------
    ratio : float
        Above 1 where pixels next to each other in a row share noise; nan where unknown.
    error : float
        Standard error of its logarithm.
    """

    ratio: float
    error: float


def axis_noise(image: npt.NDArray[Any]) -> AxisNoise:
    """Return how far the noise of a frame differs between its axes.

    A difference between neighbours of a row loses the noise that they share; one between
    neighbours of a column does not. Structure differs between the axes too (edges, fringes, rows
    that jitter), but it does so in some tiles, and noise in all: the calmest quarter of the tiles
    is taken, chosen by the power of both axes together, which favours neither.

    Parameters
    ----------
    image : ndarray, shape (rows, columns)
        Finite values [electrons per pixel].
    """
    top, left = (max(0, (side - _WINDOW) // 2) for side in image.shape)
    part = image[top : top + _WINDOW, left : left + _WINDOW].astype(np.float32)
    inner = slice(2, -2)
    fast, slow = (
        _tiles(np.square(scipy.ndimage.convolve1d(part, _DIFFERENCE, axis=axis)[inner, inner]))
        for axis in (1, 0)
    )
    electrons = np.maximum(_tiles(part[inner, inner]), 1.0)
    # all tiles weigh the same: a few bright ones would scatter more than all
    fast, slow = fast / electrons, slow / electrons
    rest = np.flatnonzero((electrons >= _LEAST) & (fast + slow > 0.0))
    if rest.size < _FEWEST:
        rest = np.flatnonzero(fast + slow > 0.0)
    order = np.argsort((fast + slow)[rest])
    calm = rest[order[: max(_FEWEST, int(np.ceil(_SHARE * rest.size)))]]
    low, high = float(fast[calm].sum()), float(slow[calm].sum())
    if calm.size < _FEWEST or low <= 0.0 or high <= 0.0:
        return AxisNoise(float("nan"), float("inf"))
    ratio = high / low
    # few electrons scatter more than pixels full of them: the tiles themselves show it
    seen = float(np.sqrt(np.sum(np.square(slow[calm] - ratio * fast[calm])))) / high
    return AxisNoise(ratio, max(seen, _SCATTER / (calm.size * TILE**2) ** 0.5))


def _tiles(image: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    rows, columns = (side // TILE for side in image.shape)
    blocks = image[: rows * TILE, : columns * TILE].reshape(rows, TILE, columns, TILE)
    sums: npt.NDArray[np.float64] = blocks.sum(axis=(1, 3), dtype=np.float64).ravel()
    return sums
