"""Planes of colour indices at screen resolution, so that painting is a mere copy.

Measured on a 512 x 512 view at 870 px: Qt scales an indexed image smoothly in 10 ms and copies
one of 32-bit colours in 0.5 ms; so the smooth scaling belongs into the render thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from stemviewer.ui.image.bands import row_bands

NEAREST_FROM = 2.0
"""Raw pixels are visible from this magnification [device px per image px]; smooth below."""

MAX_PREPARED = 6_000_000
"""Largest plane made in advance [pixels]; beyond, only what is in sight is scaled on painting."""

Plane = npt.NDArray[np.uint8]
Wide = npt.NDArray[np.uint16]

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
    bands = row_bands((shape[0], max(plane.shape[1], shape[1])))
    rooms = _Rooms(bands[0].stop, plane.shape[1], shape[1])
    for band in bands:
        tall = _mixed_rows(plane, down, band, rooms)
        _mixed_columns(tall, across, rooms, out[band])
    return out


class _Rooms:
    """Room for the numbers of one band, used again for the next: fresh memory is slow."""

    def __init__(self, rows: int, columns: int, wanted: int) -> None:
        self.narrow = np.empty((rows, columns), np.uint8)
        self.first = np.empty((rows, columns), np.uint16)
        self.second = np.empty((rows, columns), np.uint16)
        self.left = np.empty((rows, wanted), np.uint16)
        self.right = np.empty((rows, wanted), np.uint16)


def _mixed_rows(plane: Plane, down: _Axis, band: slice, rooms: _Rooms) -> Wide:
    """Return the rows of a band, each mixed of two of the plane."""
    rows = band.stop - band.start
    narrow, first, second = rooms.narrow[:rows], rooms.first[:rows], rooms.second[:rows]
    weight = down.weight[band, None]
    np.take(plane, down.lower[band], axis=0, out=narrow, mode="clip")
    np.multiply(narrow, np.uint16(_ONE) - weight, out=first, dtype=np.uint16)
    np.take(plane, down.upper[band], axis=0, out=narrow, mode="clip")
    np.multiply(narrow, weight, out=second, dtype=np.uint16)
    return _rounded_sum(first, second)


def _mixed_columns(tall: Wide, across: _Axis, rooms: _Rooms, out: Plane) -> None:
    """Mix the columns of a band of rows into ``out``; ``tall`` is used up."""
    rows = tall.shape[0]
    # neighbours side by side in one number: one look-up where there would be two. The last of a
    # row gets the first of the next one for a neighbour, whose weight is always zero
    beside, flat = rooms.second[:rows].reshape(-1), tall.reshape(-1)
    np.left_shift(flat[1:], np.uint16(8), out=beside[:-1])
    beside[-1] = 0
    flat |= beside
    left, right = rooms.left[:rows], rooms.right[:rows]
    np.take(tall, across.lower, axis=1, out=left, mode="clip")
    np.right_shift(left, np.uint16(8), out=right)
    left &= np.uint16(0xFF)
    left *= np.uint16(_ONE) - across.weight
    right *= across.weight
    np.copyto(out, _rounded_sum(left, right), casting="unsafe")


@lru_cache(maxsize=16)
def _axis(size: int, wanted: int) -> _Axis:
    place = np.clip((np.arange(wanted) + 0.5) * size / wanted - 0.5, 0, size - 1)
    lower = place.astype(np.intp)
    weight = np.rint((place - lower) * _ONE).astype(np.uint16)
    return _Axis(lower, np.minimum(lower + 1, size - 1), weight)


def _rounded_sum(first: Wide, second: Wide) -> Wide:
    """Return what two weighted parts make together, in 8 bits; ``first`` is used up."""
    first += second
    first += np.uint16(_ONE // 2 - 1)
    first >>= np.uint16(8)
    return first
