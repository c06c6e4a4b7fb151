"""The simulated microscope's account, made small enough for one message; and a parked probe."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from stemviewer.core.dose import ANGSTROM
from stemviewer.core.quantity import measured, set_to
from stemviewer.feeds.accounting import ServedAccount
from stemviewer.feeds.base import Exposed
from stemviewer.feeds.open_feed.dose_messages import MOST_CELLS
from stemviewer.simulation.account import Account
from stemviewer.simulation.geometry import first_pixel
from stemviewer.simulation.setup import ScanSetup


def served_account(account: Account, area: int, cell: float) -> ServedAccount:
    """Return totals and the map of one area.

    Parameters
    ----------
    account : Account
        Of the microscope.
    area : int
        From 1; 0 or one that does not exist takes the last.
    cell : float
        Finest sampling wanted [Å]; whole cells of the account are put together.
    """
    index = area - 1 if 1 <= area <= len(account.areas) else len(account.areas) - 1
    found = account.areas[index]
    counts = np.sum([*found.maps.values()], axis=0)
    origin = (found.origin[0] - found.centre[0], found.origin[1] - found.centre[1])
    counts, origin = _trimmed(counts, origin, found.cell)
    step = max(1, round(cell / found.cell), math.ceil(max(counts.shape, default=0) / MOST_CELLS))
    return ServedAccount(
        account.electrons,
        index + 1,
        len(account.areas),
        step * found.cell,
        origin,
        _binned(counts, step),
    )


def _trimmed(
    counts: npt.NDArray[np.float64], origin: tuple[float, float], cell: float
) -> tuple[npt.NDArray[np.float64], tuple[float, float]]:
    """Cut off the empty rim."""
    rows, columns = np.flatnonzero(counts.any(axis=1)), np.flatnonzero(counts.any(axis=0))
    if not rows.size:
        return np.zeros((0, 0)), origin
    top, left = int(rows[0]), int(columns[0])
    kept = counts[top : rows[-1] + 1, left : columns[-1] + 1]
    return kept, (origin[0] + top * cell, origin[1] + left * cell)


def _binned(counts: npt.NDArray[np.float64], step: int) -> npt.NDArray[np.float32]:
    """Sum blocks of ``step`` x ``step`` cells; the last ones may reach beyond the map."""
    rows, columns = counts.shape
    padded = np.pad(counts, ((0, -rows % step), (0, -columns % step)))
    high, wide = padded.shape[0] // step, padded.shape[1] // step
    summed = padded.reshape(high, step, wide, step).sum(axis=(1, 3))
    return np.asarray(summed, np.float32)


def parked(setup: ScanSetup, area: int, seconds: float) -> Exposed:
    """Return what a probe did that stood on the first pixel of a view for so long [s]."""
    y, x = first_pixel(setup)
    place = replace(
        setup.place(area + 1),
        shift_y=set_to(y * ANGSTROM),
        shift_x=set_to(x * ANGSTROM),
    )
    return Exposed(set_to(setup.beam_current), measured(seconds), place)
