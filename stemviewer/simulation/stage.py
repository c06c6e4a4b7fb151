"""The stage: which area is looked at, how it drifts, and what it has been given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.simulation.account import Account, area_account
from stemviewer.simulation.dose_map import PURPOSES, DoseMap
from stemviewer.simulation.scan import Drift
from stemviewer.simulation.specimens import Specimen

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A place that was visited.

    ``centre`` (y, x) [Å] is where the first view was centred, ``drift_on_arrival`` [Å] how
    far the specimen had drifted by then, ``dose`` what the place has had.
    """

    number: int
    centre: tuple[float, float]
    drift_on_arrival: Floats
    dose: DoseMap


class Stage:
    """Areas in the order they are visited.

    Parameters
    ----------
    specimen : Specimen
        Chooses the areas.
    drift : Drift
        Goes on whatever is done.
    """

    def __init__(self, specimen: Specimen, drift: Drift) -> None:
        self._specimen, self._drift = specimen, drift
        self._areas: list[Area] = []
        self.move_on()

    @property
    def area(self) -> Area:
        """The present area."""
        return self._areas[-1]

    def move_on(self) -> int:
        """Go to the next area and return its number."""
        number = len(self._areas)
        centre = self._specimen.area_centre(number)
        self._areas.append(Area(number, centre, self._drift.position.copy(), DoseMap()))
        return number

    def shift(self, drift: Floats) -> Floats:
        """Return where the view is on the specimen, against the drift since arrival [Å].

        Parameters
        ----------
        drift : ndarray, shape (..., 2)
            Positions of the drift (down, right) [Å].
        """
        return np.asarray(self.area.drift_on_arrival - drift)

    @property
    def present_shift(self) -> Floats:
        """The same for this moment, shape (2,)."""
        return self.shift(self._drift.position)

    def advance(self, seconds: float, steps: int = 1) -> Floats:
        """Let the specimen drift; return the shift at the beginning of each step, (steps, 2)."""
        return self.shift(self._drift.advance(seconds, steps))

    def account(self) -> Account:
        """Return all electrons so far, by purpose and by place."""
        areas = tuple(area_account(a.number, a.centre, a.dose) for a in self._areas)
        totals: Mapping[str, float] = {
            p: sum(a.dose.total(p) for a in self._areas) for p in PURPOSES
        }
        return Account(totals, areas)
