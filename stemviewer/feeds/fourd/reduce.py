"""From patterns to numbers: exact sums over rings, and the centre of mass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.feeds.fourd.detectors import Geometry, Ring, partition, ring_mask

COM_Y, COM_X = "CoM y", "CoM x"
"""Channels of the centre of mass, down and to the right of the optical axis [px]."""

BLOCK = 8
"""Patterns reduced at once: few enough to stay in the cache, many enough to amortise calls."""


def sum_dtype(pixels: int, most: int) -> np.dtype[Any]:
    """Return the dtype of a channel whose sums of ``pixels`` values up to ``most`` are exact."""
    return np.dtype(np.uint32 if pixels * most < 2**32 else np.float64)


@dataclass(frozen=True, slots=True)
class Layout:
    """Shape of the patterns and the largest value a pixel of them can have."""

    rows: int
    columns: int
    most: int

    @property
    def pixels(self) -> int:
        """Of a pattern."""
        return self.rows * self.columns


class Reducer:
    """Sums patterns over virtual detectors, in integers, so that nothing is rounded.

    Parameters
    ----------
    layout : Layout
        Of the patterns.
    rings : mapping of str to Ring
        Virtual detectors by channel name; each pixel counts once in each ring it lies in.
    geometry : Geometry
        Where the rings lie.
    """

    def __init__(self, layout: Layout, rings: Mapping[str, Ring], geometry: Geometry) -> None:
        self.layout = layout
        self.geometry = geometry
        shape = (layout.rows, layout.columns)
        self.masks = {name: ring_mask(shape, ring, geometry) for name, ring in rings.items()}
        self._dtype = sum_dtype(layout.pixels, layout.most)
        self._wide = np.uint32 if self._dtype == np.uint32 else np.uint64
        labels, self._members = partition(list(self.masks.values()))
        # pixels of one region lie side by side after this, and are summed as one run
        self._order = np.flatnonzero(labels)[np.argsort(labels[labels > 0], kind="stable")]
        count = int(labels.max()) + 1
        self._ends = np.cumsum(np.bincount(labels[labels > 0], minlength=count))
        self._y = np.arange(layout.rows) - geometry.centre_y
        self._x = np.arange(layout.columns) - geometry.centre_x

    @property
    def channels(self) -> tuple[str, ...]:
        """Names, in the order of the columns of :meth:`reduce`'s answer."""
        return (*self.masks, COM_Y, COM_X)

    def dtype(self, channel: str) -> np.dtype[Any]:
        """Return the dtype of a channel: exact sums, or float32 for the centre of mass."""
        return np.dtype(np.float32) if channel in (COM_Y, COM_X) else self._dtype

    def reduce(self, patterns: npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
        """Return the value of each channel for each pattern.

        Parameters
        ----------
        patterns : ndarray of unsigned integers, shape (n, rows, columns)
            In native byte order.

        Returns
        -------
        dict of str to ndarray, shape (n,)
            Sums [counts]; the centre of mass from the optical axis [px], NaN for a pattern
            without a single count, of which nobody knows where its electrons are.
        """
        flat = patterns.reshape(len(patterns), -1)
        gathered = flat.take(self._order, axis=1)
        regions = np.zeros((len(self._ends), len(flat)), self._wide)
        for region in range(1, len(self._ends)):
            first, last = self._ends[region - 1], self._ends[region]
            gathered[:, first:last].sum(axis=1, dtype=self._wide, out=regions[region])
        values: dict[str, npt.NDArray[Any]] = {}
        for name, members in zip(self.masks, self._members, strict=True):
            values[name] = regions[list(members)].sum(axis=0).astype(self._dtype)
        values[COM_Y], values[COM_X] = self._centre_of_mass(patterns)
        return values

    def _centre_of_mass(self, patterns: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], ...]:
        by_row = patterns.sum(axis=2, dtype=self._wide).astype(np.float64)
        by_column = patterns.sum(axis=1, dtype=self._wide).astype(np.float64)
        total = by_row.sum(axis=1)
        total[total == 0.0] = np.nan
        # not a matrix product: its threads would wait for cores that others work on
        y = (by_row * self._y).sum(axis=1) / total
        x = (by_column * self._x).sum(axis=1) / total
        return y.astype(np.float32), x.astype(np.float32)
