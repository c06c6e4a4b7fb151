"""Where the electrons went: sums over square cells of the specimen, by purpose."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import torch

from stemviewer.simulation.sampling import RowPath
from stemviewer.simulation.specimens import Box

Floats = npt.NDArray[np.float64]

CELL = 1.0
"""Side of a cell [Å]."""

IMAGING, FOCUS, SUBSCAN = "imaging", "focus", "subscan"
FLYBACK, PARKED = "flyback", "parked"
PURPOSES = (IMAGING, FOCUS, SUBSCAN, FLYBACK, PARKED)
"""What electrons are spent on."""

_MARGIN = 16


class DoseMap:
    """Electrons per cell of a part of the specimen; grows to where electrons are booked.

    Attributes
    ----------
    electrons : ndarray of float64, shape (purposes, rows, columns)
        In the order of ``PURPOSES``. Expected numbers (current x time / e), not a Poisson
        sample of them. The electrons of a pixel are spread evenly over its square, or, where
        the scan is rotated, over the width of a cell.
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
        pixels = self._swept(path) if path.step[0] == 0.0 else self._shared(*path.points())
        for purpose, electrons in per_pixel.items():
            if electrons:
                self.electrons[PURPOSES.index(purpose)] += electrons * pixels

    def add_point(self, y: float, x: float, purpose: str, electrons: float) -> None:
        """Book electrons at one point [Å]."""
        here = self._shared(np.array([[y]]), np.array([[x]]))
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

    def _swept(self, path: RowPath) -> Floats:
        """Count pixels per cell of rows that run along x, each pixel spread over its square."""
        pixel, box = path.step[1], path.box
        reach = box.grown(pixel / 2)
        corner = np.floor(np.array([reach.y0, reach.x0, reach.y1, reach.x1]) / CELL).astype(int)
        self._reach(*(int(v) for v in corner))
        _, high, wide = self.electrons.shape
        lines_y = (self.row + np.arange(high + 1)) * CELL
        lines_x = (self.column + np.arange(wide + 1)) * CELL
        # the part of a row of pixels that lies before each grid line, in pixels
        down = np.clip((lines_y - path.y[:, None]) / pixel + 0.5, 0.0, 1.0)
        across = np.clip((lines_x - path.x[:, None]) / pixel + 0.5, 0.0, path.columns)
        # torch's product keeps to the threads this process was given; numpy's does not
        rows, cells = torch.from_numpy(np.diff(down)), torch.from_numpy(np.diff(across))
        return np.asarray((rows.T @ cells).numpy(), dtype=np.float64)

    def _shared(self, y: Floats, x: Floats) -> Floats:
        """Count points per cell, each shared linearly among the four nearest cells."""
        v, u = y / CELL - 0.5, x / CELL - 0.5
        i, j = np.floor(v).astype(np.int64), np.floor(u).astype(np.int64)
        self._reach(int(i.min()), int(j.min()), int(i.max()) + 1, int(j.max()) + 1)
        _, high, wide = self.electrons.shape
        place = ((i - self.row) * wide + (j - self.column)).ravel()
        lower, right = (v - i).ravel(), (u - j).ravel()
        shares = {
            0: (1.0 - lower) * (1.0 - right),
            1: (1.0 - lower) * right,
            wide: lower * (1.0 - right),
            wide + 1: lower * right,
        }
        total = np.zeros(high * wide)
        for offset, share in shares.items():
            sums = np.bincount(place, weights=share, minlength=total.size - offset)
            total[offset:] += sums
        return total.reshape(high, wide)

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
