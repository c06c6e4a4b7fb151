"""Where the electrons went: sums over square cells of the specimen, by purpose."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from stemviewer.simulation.sampling import RowPath
from stemviewer.simulation.specimens import Box

Floats = npt.NDArray[np.float64]

CELL = 1.0
"""Side of a cell [Å]."""

IMAGING, FLYBACK, PARKED = "imaging", "flyback", "parked"
PURPOSES = (IMAGING, FLYBACK, PARKED)
"""What electrons are spent on."""

_MARGIN = 16


class DoseMap:
    """Electrons per cell of a part of the specimen; grows to where electrons are booked.

    Attributes
    ----------
    electrons : ndarray of float64, shape (purposes, rows, columns)
        In the order of ``PURPOSES``. Expected numbers (current x time / e), not a Poisson
        sample of them.
    row, column : int
        Index of its first cell: that cell begins at ``row * CELL`` [Å].
    """

    def __init__(self) -> None:
        self.electrons: Floats = np.zeros((len(PURPOSES), 0, 0))
        self.row, self.column = 0, 0

    def total(self, purpose: str) -> float:
        """Return all electrons of a purpose."""
        return float(self.electrons[PURPOSES.index(purpose)].sum())

    def copy(self) -> DoseMap:
        """Return an independent copy."""
        other = DoseMap()
        other.electrons, other.row, other.column = self.electrons.copy(), self.row, self.column
        return other

    def add_path(self, path: RowPath, per_pixel: Mapping[str, float]) -> None:
        """Book electrons along a path.

        Parameters
        ----------
        path : RowPath
            Where.
        per_pixel : mapping of purpose to float
            Electrons at each pixel.
        """
        pixel = float(np.hypot(*path.step))
        # pixels much smaller than a cell are booked in groups at their common centre
        every = max(1, int(CELL / (2.0 * pixel)))
        y, x = path.points(every)
        sizes = np.full(y.shape[1], float(every))
        sizes[-1] = path.columns - every * (y.shape[1] - 1)
        pixels = self._booked(y, x, np.broadcast_to(sizes, y.shape))
        for purpose, electrons in per_pixel.items():
            if electrons:
                self.electrons[PURPOSES.index(purpose)] += electrons * pixels

    def add_point(self, y: float, x: float, purpose: str, electrons: float) -> None:
        """Book electrons at one point [Å]."""
        here = self._booked(np.array([[y]]), np.array([[x]]), np.ones((1, 1)))
        self.electrons[PURPOSES.index(purpose)] += electrons * here

    def within(self, box: Box) -> tuple[Floats, tuple[float, float]]:
        """Return the dose in the cells that cover a box.

        Returns
        -------
        ndarray, shape (rows, columns)
            Of all purposes [e/Å^2].
        tuple of float
            Corner of its first cell (y, x) [Å].
        """
        row, column = int(np.floor(box.y0 / CELL)), int(np.floor(box.x0 / CELL))
        rows = int(np.floor(box.y1 / CELL)) - row + 1
        columns = int(np.floor(box.x1 / CELL)) - column + 1
        out = np.zeros((rows, columns))
        _, high, wide = self.electrons.shape
        top, left = max(row, self.row), max(column, self.column)
        bottom, right = min(row + rows, self.row + high), min(column + columns, self.column + wide)
        if top < bottom and left < right:
            mine = self.electrons[
                :, top - self.row : bottom - self.row, left - self.column : right - self.column
            ]
            out[top - row : bottom - row, left - column : right - column] = mine.sum(axis=0)
        return out / CELL**2, (row * CELL, column * CELL)

    def _booked(self, y: Floats, x: Floats, weights: Floats) -> Floats:
        """Sum weights into cells, after growing to where they lie."""
        i = np.floor(y / CELL).astype(np.int64)
        j = np.floor(x / CELL).astype(np.int64)
        self._reach(int(i.min()), int(j.min()), int(i.max()), int(j.max()))
        _, high, wide = self.electrons.shape
        place = ((i - self.row) * wide + (j - self.column)).ravel()
        sums = np.bincount(place, weights=weights.ravel(), minlength=high * wide)
        return np.asarray(sums.reshape(high, wide))

    def _reach(self, i0: int, j0: int, i1: int, j1: int) -> None:
        """Grow so that cells (i0, j0) to (i1, j1) exist."""
        planes, high, wide = self.electrons.shape
        if not high:
            self.row, self.column = i0 - _MARGIN, j0 - _MARGIN
            shape = (planes, i1 - i0 + 2 * _MARGIN + 1, j1 - j0 + 2 * _MARGIN + 1)
            self.electrons = np.zeros(shape)
            return
        before = (max(0, self.row - i0), max(0, self.column - j0))
        after = (max(0, i1 - self.row - high + 1), max(0, j1 - self.column - wide + 1))
        if any(before) or any(after):
            pads = [
                (b + _MARGIN * (b > 0), a + _MARGIN * (a > 0))
                for b, a in zip(before, after, strict=True)
            ]
            self.electrons = np.pad(self.electrons, [(0, 0), *pads])
            self.row, self.column = self.row - pads[0][0], self.column - pads[1][0]
