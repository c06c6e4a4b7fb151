"""The microscope's own account of every electron it sent to the specimen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.simulation.dose_map import CELL, PURPOSES, DoseMap


@dataclass(frozen=True, slots=True, eq=False)
class AreaAccount:
    """Electrons on one area.

    Parameters
    ----------
    number : int
        Areas are counted from 0 in the order they were visited.
    centre : tuple of float
        Of the first view, in specimen coordinates (y, x) [Å].
    origin : tuple of float
        Corner of the first cell, in specimen coordinates (y, x) [Å].
    cell : float
        Side of a cell [Å].
    maps : mapping of purpose to ndarray, shape (rows, columns)
        Electrons per cell.
    """

    number: int
    centre: tuple[float, float]
    origin: tuple[float, float]
    cell: float
    maps: Mapping[str, npt.NDArray[np.float64]]

    @property
    def dose(self) -> npt.NDArray[np.float64]:
        """Dose of all purposes [e/Å^2], shape (rows, columns)."""
        summed = np.sum([*self.maps.values()], axis=0)
        return np.asarray(summed / self.cell**2, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """Expected electrons (current x time / e) since the microscope was made.

    Parameters
    ----------
    electrons : mapping of purpose to float
        Over all areas: ``"imaging"``, ``"focus"``, ``"subscan"``, ``"flyback"``, ``"parked"``.
    areas : tuple of AreaAccount
        By place.
    """

    electrons: Mapping[str, float]
    areas: tuple[AreaAccount, ...]

    @property
    def total(self) -> float:
        """All electrons."""
        return sum(self.electrons.values())


def area_account(number: int, centre: tuple[float, float], dose: DoseMap) -> AreaAccount:
    """Copy a dose map into an account."""
    kept = dose.copy()
    return AreaAccount(
        number,
        centre,
        (kept.row * CELL, kept.column * CELL),
        CELL,
        {purpose: kept.electrons[index] for index, purpose in enumerate(PURPOSES)},
    )
