"""Planes of colour indices at screen resolution, so that painting is a mere copy.

Measured on a 512 x 512 view at 870 px: Qt scales an indexed image smoothly in 10 ms and copies
one of 32-bit colours in 0.5 ms; so the smooth scaling belongs into the render thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.ui.image.bands import row_bands

NEAREST_FROM = 2.0
"""Raw pixels are visible from this magnification [device px per image px]; smooth below."""

MAX_PREPARED = 6_000_000
"""Largest plane made in advance [pixels]; beyond, only what is in sight is scaled on painting."""

Plane = npt.NDArray[np.uint8]

_ONE = 256  # of the fixed-point weights: 255 * 256 still fits 16 bits


@dataclass(frozen=True, slots=True, eq=False)
class _Axis:
    """Lower neighbour, upper neighbour and weight of the upper one, of each output pixel."""

    lower: npt.NDArray[np.intp]
    upper: npt.NDArray[np.intp]
    weight: npt.NDArray[np.uint16]


def prepared_shape(shape: tuple[int, int], scale: float) -> tuple[int, int] | None:
    """Return the shape of a plane at screen resolution, or None where none is made.

    Parameters
    ----------
    shape : (rows, columns)
        Of the plane.
    scale : float
        Device pixels per pixel of the plane.
    """
    rows, columns = round(shape[0] * scale), round(shape[1] * scale)
    if scale >= NEAREST_FROM or rows < 1 or columns < 1 or rows * columns > MAX_PREPARED:
        return None
    return rows, columns


def bilinear(plane: Plane, shape: tuple[int, int]) -> Plane:
    """Scale a plane by linear interpolation between pixel centres.

    Parameters
    ----------
    plane : ndarray of uint8, shape (rows, columns)
        Colour indices.
    shape : (rows, columns)
        Wanted.

    Returns
    -------
    ndarray of uint8
        Of that shape; the plane itself when it has it already.
    """
    if plane.shape == shape:
        return plane
    down, across = _axis(plane.shape[0], shape[0]), _axis(plane.shape[1], shape[1])
    out = np.empty(shape, np.uint8)
    for band in row_bands((shape[0], plane.shape[1])):
        first, second = plane[down.lower[band]], plane[down.upper[band]]
        tall = _mixed(first, second, down.weight[band, None])
        # neighbours side by side in one number: one look-up where there would be two
        pairs = tall.copy()
        pairs[:, :-1] |= tall[:, 1:] << np.uint16(8)
        pairs[:, -1] |= tall[:, -1] << np.uint16(8)
        found = np.take(pairs, across.lower, axis=1, mode="clip")
        right = found >> np.uint16(8)
        found &= np.uint16(0xFF)
        out[band] = _mixed(found, right, across.weight[None, :])
    return out


@lru_cache(maxsize=16)
def _axis(size: int, wanted: int) -> _Axis:
    place = np.clip((np.arange(wanted) + 0.5) * size / wanted - 0.5, 0, size - 1)
    lower = place.astype(np.intp)
    weight = np.rint((place - lower) * _ONE).astype(np.uint16)
    return _Axis(lower, np.minimum(lower + 1, size - 1), weight)


def _mixed(
    first: npt.NDArray[Any], second: npt.NDArray[Any], weight: npt.NDArray[np.uint16]
) -> npt.NDArray[np.uint16]:
    """Return 8-bit values mixed by weight, in 16 bits."""
    mixed: npt.NDArray[np.uint16] = np.multiply(first, np.uint16(_ONE) - weight, dtype=np.uint16)
    mixed += np.multiply(second, weight, dtype=np.uint16)
    mixed += np.uint16(_ONE // 2 - 1)
    mixed >>= np.uint16(8)
    return mixed
