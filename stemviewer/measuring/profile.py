"""Values along a line, averaged over a width, with the exact error by counting."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.measuring.plane import Plane, Values
from stemviewer.measuring.shapes import Shape

MOST_POINTS = 1024
"""Along the line; longer ones are sampled more coarsely."""

MOST_ACROSS = 256
"""Lines beside each other; wider profiles are sampled more coarsely across."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Where a profile is sampled.

    Parameters
    ----------
    along : ndarray, shape (points,)
        Distance from the first end [px].
    rows, columns : ndarray, shape (points, across)
        Places; the centre of the first pixel is at 0 [px].
    """

    along: Values
    rows: Values
    columns: Values


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Means across a line.

    Parameters
    ----------
    along : ndarray, shape (points,)
        Distance from the first end [px].
    values : ndarray, shape (points,)
        nan where no part of the width lies within what was scanned.
    error : ndarray, shape (points,), or None
        Standard error of each by counting; neighbouring ones are correlated.
    electrons : bool
        Whether the unit is electrons per pixel; else detector units.
    """

    along: Values
    values: Values
    error: Values | None
    electrons: bool


@functools.lru_cache(maxsize=4)
def track(shape: Shape) -> Track:
    """Return where a line is sampled: a step of 1 px along and across, both ends included.

    Raises
    ------
    ValueError
        For a line without length.
    """
    (x0, y0), (x1, y1) = shape.points[:2]
    length = math.hypot(x1 - x0, y1 - y0)
    if length <= 0.0:
        raise ValueError("a profile needs a length")
    points = min(max(math.floor(length) + 1, 2), MOST_POINTS)
    across = min(max(round(shape.width), 1), MOST_ACROSS)
    along = np.linspace(0.0, length, points)
    beside = (np.arange(across) - (across - 1) / 2) * (max(shape.width, 1.0) / across)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    columns = x0 - 0.5 + along[:, None] * ux - beside[None, :] * uy
    rows = y0 - 0.5 + along[:, None] * uy + beside[None, :] * ux
    return Track(along, rows, columns)


def profile(plane: Plane, where: Track) -> Profile:
    """Return the means across a line, linear between pixel centres.

    Every value is a weighted sum of pixels, v = sum w n, so that its variance by counting is
    sum w^2 var(n) exactly. The counts stand for their own variances; of few, a low one would
    claim too small an error, so that one electron is added to the 1 / sum w^2 pixels that the
    weights amount to (as in N. Gehrels, Astrophys. J. 303 (1986) 336: sqrt(N + 1) and alike).

    Parameters
    ----------
    plane : Plane
        Raw or processed.
    where : Track
        Its places; those outside of what was scanned are left out.
    """
    box = _box(where, plane.shape)
    points = where.along.size
    if box is None:
        nothing = np.full(points, np.nan)
        return Profile(where.along, nothing, None, plane.electrons)
    part = plane.part(*box)
    (top, bottom), (left, right) = ((side.start, side.stop) for side in box)
    weights, total = _weights(where, top, bottom, left, right)
    known = total > 0.0
    scale = np.divide(1.0, total, out=np.full(points, np.nan), where=known)
    values = (weights @ part.values.ravel()) * scale
    error = None
    if part.variance is not None:
        squares = weights.multiply(weights).tocsr()
        variance = (squares @ part.variance.ravel()) * scale**2
        amount = np.asarray(squares.sum(axis=1)).ravel() * scale**2
        error = np.sqrt(variance + (amount * part.quantum) ** 2)
    return Profile(where.along, values, error, plane.electrons)


def _box(where: Track, shape: tuple[int, int]) -> tuple[slice, slice] | None:
    spans = []
    for places, side in ((where.rows, shape[0]), (where.columns, shape[1])):
        low = max(math.floor(float(places.min())), 0)
        high = min(math.floor(float(places.max())) + 2, side)
        if high <= low:
            return None
        spans.append(slice(low, high))
    return spans[0], spans[1]


@functools.lru_cache(maxsize=4)
def _weights(
    where: Track, top_row: int, below: int, left_column: int, beside: int
) -> tuple[scipy.sparse.csr_matrix, Values]:
    """Return the weight of every pixel of a box in every point, and their sums.

    They are kept: from frame to frame the line stays where it is.
    """
    rows, columns = where.rows - top_row, where.columns - left_column
    height, width = below - top_row, beside - left_column
    # half a pixel beyond the outermost centres still lies within the picture
    inside = (rows >= -0.5) & (rows <= height - 0.5) & (columns >= -0.5) & (columns <= width - 0.5)
    rows, columns = np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)
    top, left = np.floor(rows).astype(np.int64), np.floor(columns).astype(np.int64)
    down, right = rows - top, columns - left
    point = np.broadcast_to(np.arange(where.along.size)[:, None], rows.shape)
    parts: list[tuple[Values, npt.NDArray[np.int64]]] = []
    for step_y, share_y in ((0, 1 - down), (1, down)):
        for step_x, share_x in ((0, 1 - right), (1, right)):
            y, x = np.minimum(top + step_y, height - 1), np.minimum(left + step_x, width - 1)
            parts.append(((share_y * share_x * inside).ravel(), (y * width + x).ravel()))
    data = np.concatenate([p[0] for p in parts])
    pixel = np.concatenate([p[1] for p in parts])
    line = np.tile(point.ravel(), 4)
    size = (where.along.size, height * width)
    weights = scipy.sparse.coo_matrix((data, (line, pixel)), shape=size).tocsr()
    total: Values = np.asarray(weights.sum(axis=1), dtype=np.float64).ravel()
    return weights, total
