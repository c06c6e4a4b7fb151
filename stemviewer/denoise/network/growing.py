"""A frame that is still being scanned: only what new rows can change is computed again."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np

from stemviewer.core.calibration import ElectronImage

SETTLED = 96
"""Rows this far from the lower edge do not change when more rows come [px].

A network can see further in principle (``NetworkShape.margin``), but hardly weighs what it sees
there: at this distance the change measured was below 0.03 % (rms) of the network's own error,
and none in 8 bit (``stemviewer bench pass``).
"""


class GrowingFrame:
    """Keeps the rate of the newest frame while it grows. Not thread-safe.

    Parameters
    ----------
    multiple : int
        Parts start at multiples of it, so that all levels of the network stay in phase [px].
    settled : int
        Rows this far from the lower edge are kept [px].
    """

    def __init__(self, multiple: int, settled: int = SETTLED) -> None:
        self._multiple = multiple
        self._settled = -(-settled // multiple) * multiple
        self._key: Hashable = None
        self._counts: ElectronImage = np.zeros((0, 0), np.float32)
        self._rate: ElectronImage = self._counts

    def rate(
        self,
        key: Hashable,
        counts: ElectronImage,
        compute: Callable[[ElectronImage], ElectronImage],
    ) -> tuple[ElectronImage, int]:
        """Return the rate of the rows so far, and how many rows were computed for it.

        Parameters
        ----------
        key : hashable
            Of the frame; rows of another frame are never taken over.
        counts : ndarray of float32, shape (rows, columns)
            All rows that have arrived. Where earlier rows are not what they were (another
            calibration), everything is computed.
        compute : callable
            The network: counts to rate, same shape.
        """
        kept = self._kept_rows(key, counts)
        start = max(0, kept - self._settled)
        part = compute(counts[start:])
        whole = np.concatenate([self._rate[:kept], part[kept - start :]]) if kept else part
        self._key, self._counts, self._rate = key, counts, whole
        return whole, counts.shape[0] - start

    def _kept_rows(self, key: Hashable, counts: ElectronImage) -> int:
        before = self._counts.shape[0]
        if key != self._key or counts.shape[1:] != self._counts.shape[1:]:
            return 0
        if counts.shape[0] < before or not np.array_equal(counts[:before], self._counts):
            return 0
        kept: int = (before - self._settled) // self._multiple * self._multiple
        return max(0, kept)
