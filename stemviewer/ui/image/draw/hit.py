"""Which shape, and which of its points, lies under the mouse."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from stemviewer.measuring.shapes import Point, Shape, ShapeKind

_ROUND = 48
"""Sides of the polygon that stands for an ellipse."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A shape under the mouse; ``corner`` is the index of one of its points, -1 for none."""

    shape: Shape
    corner: int


def outline(shape: Shape) -> tuple[Point, ...]:
    """Return the line of a shape as points; the first comes again at the end of closed ones."""
    left, top, right, bottom = shape.box
    if shape.kind is ShapeKind.RECTANGLE:
        return ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    if shape.kind is ShapeKind.ELLIPSE:
        x, y, a, b = (left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2
        turns = (2 * math.pi * k / _ROUND for k in range(_ROUND + 1))
        return tuple((x + a * math.cos(t), y + b * math.sin(t)) for t in turns)
    if shape.kind is ShapeKind.POLYGON and len(shape.points) > 2:
        return (*shape.points, shape.points[0])
    return shape.points


def find(shapes: tuple[Shape, ...], chosen: str, point: Point, reach: float) -> Hit | None:
    """Return what lies within ``reach`` [px] of a point: the chosen shape's corners first.

    Lines come next, the newest shape first; the inside of a shape is no hit, so that the image
    can be panned from there.
    """
    newest_first = tuple(reversed(shapes))
    ordered = sorted(newest_first, key=lambda shape: shape.name != chosen)
    for shape in ordered:
        away = [math.dist(point, corner) for corner in shape.points]
        if min(away) <= reach:
            return Hit(shape, away.index(min(away)))
    for shape in ordered:
        line = outline(shape)
        if any(_away(point, a, b) <= reach for a, b in pairwise(line)):
            return Hit(shape, -1)
    return None


def _away(point: Point, first: Point, second: Point) -> float:
    """Return the distance of a point from a stretch of line [px]."""
    (x, y), (x0, y0), (x1, y1) = point, first, second
    dx, dy = x1 - x0, y1 - y0
    square = dx * dx + dy * dy
    along = 0.0 if square == 0.0 else ((x - x0) * dx + (y - y0) * dy) / square
    along = min(max(along, 0.0), 1.0)
    return math.hypot(x - x0 - along * dx, y - y0 - along * dy)
