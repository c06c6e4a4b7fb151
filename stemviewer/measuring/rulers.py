"""Distance and angle between points that were set by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stemviewer.measuring.shapes import Shape, ShapeKind

READING = 0.5
"""Standard error of a point set by hand, along each axis [px]."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A number and its standard error, from the error of setting the points alone."""

    value: float
    error: float


def distance(shape: Shape) -> Reading:
    """Return the length between two points [px].

    Both ends vary along the line: error sqrt(2) READING.
    """
    return Reading(shape.length, math.sqrt(2.0) * READING)


def direction(shape: Shape) -> Reading:
    """Return the angle of a line to the horizontal, anticlockwise, -180 to 180 [degrees]."""
    (x0, y0), (x1, y1) = shape.points[:2]
    error = math.sqrt(2.0) * READING / max(shape.length, READING)
    return Reading(math.degrees(math.atan2(y0 - y1, x1 - x0)), math.degrees(error))


def angle(shape: Shape) -> Reading:
    """Return the angle between two legs, 0 to 180 [degrees].

    With legs p and q from the vertex, the end of each turns its leg by READING / length, and the
    vertex turns the angle by READING |p / p^2 - q / q^2| (linear propagation; both legs' normals
    lie in the plane, so that the difference of the scaled legs is what is left).

    Raises
    ------
    ValueError
        For a shape that is no angle.
    """
    if shape.kind is not ShapeKind.ANGLE or len(shape.points) != 3:
        raise ValueError("an angle has three points")
    (ax, ay), (vx, vy), (bx, by) = shape.points
    p, q = (ax - vx, ay - vy), (bx - vx, by - vy)
    pp, qq = (max(p[0] ** 2 + p[1] ** 2, READING), max(q[0] ** 2 + q[1] ** 2, READING))
    between = math.atan2(p[0] * q[1] - p[1] * q[0], p[0] * q[0] + p[1] * q[1])
    vertex = (p[0] / pp - q[0] / qq) ** 2 + (p[1] / pp - q[1] / qq) ** 2
    error = READING * math.sqrt(1 / pp + 1 / qq + vertex)
    return Reading(abs(math.degrees(between)), math.degrees(error))
