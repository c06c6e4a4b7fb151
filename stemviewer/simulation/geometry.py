"""From rows and columns of a frame to places on the specimen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stemviewer.core.dose import ANGSTROM
from stemviewer.simulation.sampling import RowPath
from stemviewer.simulation.setup import ScanSetup
from stemviewer.simulation.specimens import Box

Floats = npt.NDArray[np.float64]


def row_path(setup: ScanSetup, centre: tuple[float, float], first: int, shift: Floats) -> RowPath:
    """Return where the probe goes in consecutive rows.

    Drift within a row is left out: it is below a tenth of a pixel at usual speeds.

    Parameters
    ----------
    setup : ScanSetup
        Scan values.
    centre : tuple of float
        Middle of the undisturbed frame on the specimen (y, x) [Å].
    first : int
        Number of the first row.
    shift : ndarray, shape (rows, 2)
        Displacement of each row on the specimen (down, right) [Å].
    """
    cos, sin = float(np.cos(setup.rotation)), float(np.sin(setup.rotation))
    down = (first + np.arange(shift.shape[0]) - (setup.rows - 1) / 2) * setup.pixel
    left = -(setup.columns - 1) / 2 * setup.pixel
    return RowPath(
        y=centre[0] + setup.shift_y / ANGSTROM + down * cos + left * sin + shift[:, 0],
        x=centre[1] + setup.shift_x / ANGSTROM + left * cos - down * sin + shift[:, 1],
        step=(setup.pixel * sin, setup.pixel * cos),
        columns=setup.columns,
    )


def first_pixel(setup: ScanSetup) -> tuple[float, float]:
    """Return where the first pixel of a frame is from the centre of the area (y, x) [Å]."""
    path = row_path(setup, (0.0, 0.0), 0, np.zeros((1, 2)))
    return float(path.y[0]), float(path.x[0])


def view_box(setup: ScanSetup, centre: tuple[float, float], shift: Floats) -> Box:
    """Return the smallest box that holds a whole frame displaced by ``shift`` (down, right) [Å]."""
    cos, sin = abs(float(np.cos(setup.rotation))), abs(float(np.sin(setup.rotation)))
    high, wide = setup.rows * setup.pixel / 2, setup.columns * setup.pixel / 2
    half_y, half_x = high * cos + wide * sin, wide * cos + high * sin
    y = centre[0] + setup.shift_y / ANGSTROM + float(shift[0])
    x = centre[1] + setup.shift_x / ANGSTROM + float(shift[1])
    return Box(y - half_y, x - half_x, y + half_y, x + half_x)
