"""Weighted sums around every pixel, row weight times column weight, as small matrix products.

A sum over a line of neighbours is a product with a banded matrix. Cut into blocks of a few rows it
costs a fifth of ``scipy.ndimage.correlate1d`` and gives the same numbers to rounding. The blocks
are kept so small that BLAS computes each in the calling thread: its own threads run at full
priority, and a test beside the live view would hold up the network's pass.
"""

from __future__ import annotations

import functools
import math
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.float64]
Border = Literal["constant", "edge", "symmetric"]
"""What lies beyond the border: nothing, its pixels repeated, or the picture mirrored."""

_BLOCK = 16
"""Sums of one product along their line."""

_PRODUCT = 180_000
"""Multiplications of one product; OpenBLAS starts threads from 262,144 on."""

_WIDE = 128
_TRUNCATE = 4.0

_SPLINE_REACH = 8
"""Pixels to either side that a movement by cubic splines looks at."""


def weighted_sums(
    image: npt.NDArray[Any],
    line: Plane,
    *,
    border: Border = "constant",
    step: int = 1,
    start: tuple[int, int] = (0, 0),
) -> Plane:
    """Return sums of the image around pixels, weighted by ``line`` along both axes.

    Parameters
    ----------
    image : ndarray, shape (rows, columns)
        Any real numbers.
    line : ndarray, shape (2 radius + 1,)
        Weights along either axis, symmetric.
    border : str
        What lies beyond it.
    step : int
        Sums are made around every ``step``-th pixel of both axes: all, if not given.
    start : tuple of int
        Row and column of the first.

    Returns
    -------
    ndarray of float64
        One sum for each of those pixels.
    """
    radius = line.size // 2
    counts = [-(-(side - at) // step) for side, at in zip(image.shape, start, strict=True)]
    # whole blocks look beyond the last sum: they find zeros there, and are cut off
    sides = [
        at + max(_reach(count, line.size, step), side - at + 2 * radius)
        for count, side, at in zip(counts, image.shape, start, strict=True)
    ]
    plane = np.asarray(image, dtype=np.float64)
    padded = np.zeros((sides[0], sides[1]))
    if border == "constant":
        rows, columns = plane.shape
        padded[radius : radius + rows, radius : radius + columns] = plane
    else:
        wide = np.pad(plane, radius, mode=border)
        padded[: wide.shape[0], : wide.shape[1]] = wide
    down = _down(padded[start[0] :], line, counts[0], step)
    return _across(down[:, start[1] :], line, counts[1], step)


def smoothed(image: npt.NDArray[Any], sigma: float, border: Border = "symmetric") -> Plane:
    """Return a Gaussian blur, as ``scipy.ndimage.gaussian_filter`` does to rounding.

    Parameters
    ----------
    image : ndarray, shape (rows, columns)
        Any real numbers.
    sigma : float
        [px]; weights end at four sigmas.
    border : str
        What lies beyond it.
    """
    return weighted_sums(image, gaussian_line(sigma), border=border)


def moved(image: npt.NDArray[Any], shift: tuple[float, float]) -> Plane:
    """Return the image moved by part of a pixel: cubic splines, its border pixels repeated.

    Cubic spline interpolation by a constant distance is one weighted sum along each axis (M.
    Unser, A. Aldroubi and M. Eden, IEEE Trans. Signal Process. 41 (1993) 821). The weights fall
    by 2 - sqrt(3) a pixel and end where they are below a ten-thousandth.

    Parameters
    ----------
    image : ndarray, shape (rows, columns)
        Any real numbers.
    shift : tuple of float
        Down and right, each from -1 to 1 [px].
    """
    plane = np.asarray(image, dtype=np.float64)
    rows, columns = plane.shape
    radius = _SPLINE_REACH
    wide = np.pad(plane, radius, mode="edge")
    padded = np.zeros(
        (
            max(wide.shape[0], _reach(rows, 2 * radius + 1, 1)),
            max(wide.shape[1], _reach(columns, 2 * radius + 1, 1)),
        )
    )
    padded[: wide.shape[0], : wide.shape[1]] = wide
    down = _down(padded, spline_line(shift[0]), rows, 1)
    return _across(down, spline_line(shift[1]), columns, 1)


@functools.lru_cache(maxsize=32)
def spline_line(distance: float) -> Plane:
    """Return the weights that move a line by a distance from -1 to 1 [px]; their sum is 1."""
    pole = math.sqrt(3.0) - 2.0
    reach = _SPLINE_REACH + 2
    # the inverse of sampling the cubic B-spline (1, 4, 1) / 6, then that spline in between
    taps = np.arange(-2 * reach, 2 * reach + 1)
    inverse = -6.0 * pole / (1.0 - pole**2) * pole ** np.abs(taps)
    away = np.abs(np.arange(-2, 3)[:, None] + distance).ravel()
    near = 2.0 / 3.0 - away**2 + 0.5 * away**3
    spline = np.where(away < 1.0, near, np.maximum(2.0 - away, 0.0) ** 3 / 6.0)
    line: Plane = np.convolve(inverse, spline, mode="same")
    line = line[2 * reach - _SPLINE_REACH : 2 * reach + _SPLINE_REACH + 1].copy()
    line /= line.sum()
    line.flags.writeable = False
    return line


@functools.lru_cache(maxsize=128)
def gaussian_line(sigma: float, truncate: float = _TRUNCATE) -> Plane:
    """Return the weights of a Gaussian blur along one axis; their sum is 1."""
    radius = int(truncate * sigma + 0.5)
    line: Plane = np.exp(-0.5 * np.square(np.arange(-radius, radius + 1) / sigma))
    line /= line.sum()
    line.flags.writeable = False
    return line


def _reach(count: int, taps: int, step: int) -> int:
    """Return how many pixels of a line the whole blocks of its sums look at."""
    blocks = -(-count // _BLOCK)
    return max(0, blocks * _BLOCK - 1) * step + taps


@functools.lru_cache(maxsize=128)
def _band(line: bytes, step: int) -> Plane:
    weights = np.frombuffer(line)
    band = np.zeros((_BLOCK, (_BLOCK - 1) * step + weights.size))
    for row in range(_BLOCK):
        band[row, row * step : row * step + weights.size] = weights
    return band


def _width(band: Plane) -> int:
    return max(8, min(_WIDE, _PRODUCT // band.size))


def _down(padded: Plane, line: Plane, count: int, step: int) -> Plane:
    """Return the sums along columns, shape (count, columns of ``padded``)."""
    band = _band(line.tobytes(), step)
    blocks, columns = -(-count // _BLOCK), padded.shape[1]
    result = np.empty((blocks * _BLOCK, columns))
    high, wide = padded.strides
    shape = (blocks, band.shape[1], columns)
    view = np.lib.stride_tricks.as_strided(
        padded, shape, (_BLOCK * step * high, high, wide), writeable=False
    )
    parts = result.reshape(blocks, _BLOCK, columns)
    width = _width(band)
    for left in range(0, columns, width):
        part = slice(left, left + width)
        np.matmul(band, view[:, :, part], out=parts[:, :, part])
    return result[:count]


def _across(padded: Plane, line: Plane, count: int, step: int) -> Plane:
    """Return the sums along rows, shape (rows of ``padded``, count)."""
    band = _band(line.tobytes(), step)
    blocks, rows = -(-count // _BLOCK), padded.shape[0]
    result = np.empty((rows, blocks * _BLOCK))
    high, wide = padded.strides
    shape = (blocks, rows, band.shape[1])
    view = np.lib.stride_tricks.as_strided(
        padded, shape, (_BLOCK * step * wide, high, wide), writeable=False
    )
    parts = result.reshape(rows, blocks, _BLOCK).transpose(1, 0, 2)
    turned = np.ascontiguousarray(band.T)
    width = _width(band)
    for top in range(0, rows, width):
        part = slice(top, top + width)
        np.matmul(view[:, part], turned, out=parts[:, part])
    return result[:, :count]
