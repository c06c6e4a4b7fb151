"""Curves of many points brought down to the columns of the screen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A curve as painted: at most one point a column; nan where there is none."""

    x: Floats
    y: Floats
    low: Floats
    high: Floats


def columns(x: Floats, y: Floats, low: Floats | None, high: Floats | None) -> Columns:
    """Return means of what falls into one column of the screen; the band is averaged alike.

    Parameters
    ----------
    x : ndarray, shape (points,)
        Ascending [screen px].
    y, low, high : ndarray, shape (points,)
        Curve and band; a point that is nan takes its column with it.
    """
    nothing = np.full(x.shape, np.nan)
    values = [x, y, nothing if low is None else low, nothing if high is None else high]
    cell = np.floor(x - x[0]).astype(np.int64) if x.size else np.zeros(0, np.int64)
    first = np.flatnonzero(np.diff(cell, prepend=-1))
    if first.size == x.size:
        return Columns(*values)
    count = np.diff(np.append(first, x.size))
    return Columns(*(np.add.reduceat(each, first) / count for each in values))


def unbroken(values: Floats) -> list[slice]:
    """Return the stretches without nan."""
    known = np.isfinite(values)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    return [slice(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
