"""Views of the specimen as rectangles, in specimen coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.core.dose import ANGSTROM
from stemviewer.core.frame import ScanSettings

Floats = npt.NDArray[np.float64]

_UPRIGHT = 1e-6
"""Sines below are those of no turn."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of the specimen that rows of a frame covered.

    Parameters
    ----------
    y, x : float
        Centre from the centre of the area's first view, y down [Å].
    height, width : float
        Along the slow and the fast axis of the scan [Å].
    rotation : float
        Of the scan, from x towards y of the image [rad].
    """

    y: float
    x: float
    height: float
    width: float
    rotation: float = 0.0

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Smallest upright box that holds it: top, left, bottom, right [Å]."""
        cos, sin = abs(math.cos(self.rotation)), abs(math.sin(self.rotation))
        down = (self.height * cos + self.width * sin) / 2
        right = (self.width * cos + self.height * sin) / 2
        return self.y - down, self.x - right, self.y + down, self.x + right


def rows_rectangle(
    settings: ScanSettings, first: int, last: int, centre: tuple[float, float]
) -> Rectangle | None:
    """Return what rows ``first`` to ``last - 1`` of a frame cover; ``None`` without pixel size.

    Parameters
    ----------
    settings : ScanSettings
        How they were scanned; an unknown rotation is taken as none.
    centre : tuple of float
        Of the whole frame (y, x) [Å].
    """
    if settings.pixel_size.value is None:
        return None
    pixel = settings.pixel_size.value / ANGSTROM
    rotation = settings.rotation.value or 0.0
    down = ((first + last) / 2 - settings.rows / 2) * pixel
    return Rectangle(
        centre[0] + down * math.cos(rotation),
        centre[1] - down * math.sin(rotation),
        (last - first) * pixel,
        settings.columns * pixel,
        rotation,
    )


def coverage(rectangle: Rectangle, lines_y: Floats, lines_x: Floats) -> Floats:
    """Return the share of a rectangle that lies in each cell of a grid.

    Parameters
    ----------
    rectangle : Rectangle
        Upright ones, and those turned by a right angle, are exact; others are sampled four
        times a cell.
    lines_y, lines_x : ndarray
        Lines between the cells, ascending [Å].

    Returns
    -------
    ndarray, shape (len(lines_y) - 1, len(lines_x) - 1)
        Sums to 1 when the grid holds the rectangle; what lies outside is left out.
    """
    height, width = rectangle.height, rectangle.width
    if abs(math.cos(rectangle.rotation)) < _UPRIGHT:
        height, width = width, height
    elif abs(math.sin(rectangle.rotation)) > _UPRIGHT:
        return _sampled(rectangle, lines_y, lines_x)
    down = np.clip((lines_y - rectangle.y) / height + 0.5, 0.0, 1.0)
    right = np.clip((lines_x - rectangle.x) / width + 0.5, 0.0, 1.0)
    return np.outer(np.diff(down), np.diff(right))


def _sampled(rectangle: Rectangle, lines_y: Floats, lines_x: Floats) -> Floats:
    """Share points among the four cells about each: no beat between points and cells."""
    cell = float(lines_y[1] - lines_y[0])
    rows = max(1, min(1024, math.ceil(4 * rectangle.height / cell)))
    columns = max(1, min(1024, math.ceil(4 * rectangle.width / cell)))
    down = ((np.arange(rows) + 0.5) / rows - 0.5)[:, None] * rectangle.height
    right = ((np.arange(columns) + 0.5) / columns - 0.5) * rectangle.width
    cos, sin = math.cos(rectangle.rotation), math.sin(rectangle.rotation)
    v = (rectangle.y + down * cos + right * sin - lines_y[0]) / cell - 0.5
    u = (rectangle.x + right * cos - down * sin - lines_x[0]) / cell - 0.5
    i, j = np.floor(v), np.floor(u)
    lower, after = v - i, u - j
    high, wide = lines_y.size - 1, lines_x.size - 1
    out = np.zeros(high * wide)
    for below, share_y in ((0, 1.0 - lower), (1, lower)):
        for beside, share_x in ((0, 1.0 - after), (1, after)):
            row, column = (i + below).astype(np.int64), (j + beside).astype(np.int64)
            inside = (row >= 0) & (row < high) & (column >= 0) & (column < wide)
            place = np.where(inside, row * wide + column, 0).ravel()
            share = np.where(inside, share_y * share_x, 0.0).ravel()
            out += np.bincount(place, weights=share, minlength=out.size)
    return out.reshape(high, wide) / (rows * columns)
