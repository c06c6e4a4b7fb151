"""Shapes drawn over a picture, and which pixels they cover.

Image coordinates as the views have them: x to the right, y down; the pixel of a row and a column
covers [column, column + 1) x [row, row + 1). A pixel belongs to a shape that holds its centre.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Point = tuple[float, float]
"""x and y [px]."""

Mask = npt.NDArray[np.bool_]


class ShapeKind(StrEnum):
    """What can be drawn."""

    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    POLYGON = "polygon"
    PROFILE = "profile"
    DISTANCE = "distance"
    ANGLE = "angle"

    @property
    def region(self) -> bool:
        """Whether it encloses pixels."""
        return self in (ShapeKind.RECTANGLE, ShapeKind.ELLIPSE, ShapeKind.POLYGON)


@dataclass(frozen=True, slots=True)
class Shape:
    """Something drawn.

    Parameters
    ----------
    kind : ShapeKind
        What it is.
    points : tuple of (float, float)
        Two opposite corners of a rectangle or of the box of an ellipse, the corners of a polygon,
        the ends of a profile or distance; of an angle the first leg's end, the vertex and the
        second leg's end [px].
    width : float
        Across a profile [px].
    name : str
        As shown, e.g. ``"R1"``.
    """

    kind: ShapeKind
    points: tuple[Point, ...]
    width: float = 1.0
    name: str = ""

    def moved(self, x: float, y: float) -> Shape:
        """Return it shifted [px]."""
        return replace(self, points=tuple((px + x, py + y) for px, py in self.points))

    def scaled(self, x: float, y: float) -> Shape:
        """Return it over the same field with other numbers of columns and rows."""
        points = tuple((px * x, py * y) for px, py in self.points)
        return replace(self, points=points, width=self.width * math.sqrt(x * y))

    def with_point(self, index: int, point: Point) -> Shape:
        """Return it with one point elsewhere."""
        points = (*self.points[:index], point, *self.points[index + 1 :])
        return replace(self, points=points)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of its points [px]."""
        xs, ys = zip(*self.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def length(self) -> float:
        """From the first to the second point [px]."""
        (x0, y0), (x1, y1) = self.points[:2]
        return math.hypot(x1 - x0, y1 - y0)


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """The pixels of a region: a box within the picture, and which of its pixels."""

    rows: slice
    columns: slice
    mask: Mask

    @property
    def pixels(self) -> int:
        """How many there are."""
        return int(np.count_nonzero(self.mask))


def cover(shape: Shape, size: tuple[int, int]) -> Cover:
    """Return the pixels of a region.

    Parameters
    ----------
    shape : Shape
        A rectangle, ellipse or polygon; parts outside the picture count for nothing.
    size : (rows, columns)
        Of the picture.

    Raises
    ------
    ValueError
        For a shape that encloses nothing.
    """
    if not shape.kind.region:
        raise ValueError(f"a {shape.kind.value} encloses no pixels")
    left, top, right, bottom = shape.box
    rows = _span(top, bottom, size[0])
    columns = _span(left, right, size[1])
    y = np.arange(rows.start, rows.stop)[:, None] + 0.5
    x = np.arange(columns.start, columns.stop)[None, :] + 0.5
    return Cover(rows, columns, _inside(shape, x, y))


def _span(low: float, high: float, side: int) -> slice:
    """Return the pixels whose centres lie from ``low`` to below ``high``."""
    start = min(max(math.ceil(low - 0.5), 0), side)
    stop = min(max(math.ceil(high - 0.5), start), side)
    return slice(start, stop)


def _inside(shape: Shape, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> Mask:
    if shape.kind is ShapeKind.RECTANGLE:
        return np.ones((y.shape[0], x.shape[1]), dtype=np.bool_)
    if shape.kind is ShapeKind.ELLIPSE:
        left, top, right, bottom = shape.box
        across = (2 * x - left - right) / max(right - left, 1e-9)
        down = (2 * y - top - bottom) / max(bottom - top, 1e-9)
        return np.asarray(across**2 + down**2 <= 1.0)
    return _in_polygon(shape.points, x, y)


def _in_polygon(
    points: tuple[Point, ...], x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> Mask:
    """Even-odd rule: a ray to the right crosses the outline an odd number of times."""
    inside = np.zeros((y.shape[0], x.shape[1]), dtype=np.bool_)
    for (x0, y0), (x1, y1) in zip(points, (*points[1:], points[0]), strict=True):
        if y0 == y1:
            continue
        crosses = (y0 <= y) != (y1 <= y)
        inside ^= crosses & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return inside
