"""Looking a map up at the points the probe visits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch.nn.functional import grid_sample

from stemviewer.simulation.specimens import Box

Floats = npt.NDArray[np.float64]
Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class RowPath:
    """Where the probe goes in a block of rows: each row is a straight line.

    Parameters
    ----------
    y, x : ndarray of float64, shape (rows,)
        First pixel of each row in specimen coordinates [Å].
    step : tuple of float
        From one pixel to the next, (y, x) [Å].
    columns : int
        Pixels per row.
    """

    y: Floats
    x: Floats
    step: tuple[float, float]
    columns: int

    @property
    def box(self) -> Box:
        """The smallest box that holds all points [Å]."""
        end_y = self.y + self.step[0] * (self.columns - 1)
        end_x = self.x + self.step[1] * (self.columns - 1)
        return Box(
            float(min(self.y.min(), end_y.min())),
            float(min(self.x.min(), end_x.min())),
            float(max(self.y.max(), end_y.max())),
            float(max(self.x.max(), end_x.max())),
        )

    def thinned(self, every: int) -> RowPath:
        """Return the path of the centres of groups of ``every`` pixels."""
        half = (every - 1) / 2
        return RowPath(
            y=self.y + half * self.step[0],
            x=self.x + half * self.step[1],
            step=(self.step[0] * every, self.step[1] * every),
            columns=-(-self.columns // every),
        )

    def points(self) -> tuple[Floats, Floats]:
        """Return y and x of all pixels [Å], shape (rows, columns)."""
        along = np.arange(self.columns, dtype=np.float64)
        return self.y[:, None] + self.step[0] * along, self.x[:, None] + self.step[1] * along


class Sampler:
    """Bilinear interpolation along one path, in any number of maps of one geometry.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns of the maps.
    corner : tuple of float
        Position of their first element (y, x) [Å].
    step : float
        Their sampling [Å].
    path : RowPath
        Points outside the maps take the value at the rim.
    """

    def __init__(
        self, shape: tuple[int, int], corner: tuple[float, float], step: float, path: RowPath
    ) -> None:
        grid = np.empty((1, path.y.size, path.columns, 2), np.float32)
        along = np.arange(path.columns, dtype=np.float32)
        for axis, start, advance, low, size in (
            (1, path.y, path.step[0], corner[0], shape[0]),
            (0, path.x, path.step[1], corner[1], shape[1]),
        ):
            scale = 2.0 / (step * (size - 1))
            first = ((start - low) * scale - 1.0).astype(np.float32)
            np.add(first[:, None], along * np.float32(advance * scale), out=grid[0, ..., axis])
        self._grid = torch.from_numpy(grid)

    def sample(self, maps: Plane) -> Plane:
        """Interpolate maps of shape (channels, rows, columns), C-contiguous.

        Returns
        -------
        ndarray of float32, shape (channels, path rows, path columns)
        """
        taken = grid_sample(
            torch.from_numpy(maps)[None],
            self._grid,
            mode="bilinear",
            padding_mode="border",
            align_corners=True,
        )
        return np.asarray(taken[0].numpy(), dtype=np.float32)


def blend(first: Plane, second: Plane, weight: Plane) -> None:
    """Turn ``first`` into ``(1 - weight) first + weight second``, in place and in one pass."""
    torch.from_numpy(first).lerp_(torch.from_numpy(second), torch.from_numpy(weight))
