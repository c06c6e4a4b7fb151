"""The specimen as the detectors see it: maps kept around the view, and damage by dose."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter

from stemviewer.simulation.area_map import RIM, STAGES, AreaMap
from stemviewer.simulation.dose_map import CELL, DoseMap
from stemviewer.simulation.probe import Probe
from stemviewer.simulation.sampling import RowPath, Sampler, blend
from stemviewer.simulation.specimens import Box, Specimen

Plane = npt.NDArray[np.float32]

DAMAGE_REACH = 2.0
"""How far from where an electron passes it does damage: deviation of a Gaussian [Å]."""

_UNSEEN = 4e-3
_MARGIN = 10.0


class SpecimenView:
    """Detected fractions along the probe's path.

    Damage of a spot is ``1 - exp(-dose / critical dose)`` with the dose of its surroundings
    (``DAMAGE_REACH``), the usual first-order law (Egerton, Li and Malac, Micron 35 (2004)
    399); what the spot looks like is interpolated between rendered stages of damage.

    Parameters
    ----------
    specimen : Specimen
        What is looked at.
    channels : tuple of str
        Detectors.
    critical_dose : float
        [e/Å^2].
    """

    def __init__(self, specimen: Specimen, channels: tuple[str, ...], critical_dose: float) -> None:
        self._specimen, self._channels = specimen, channels
        self._critical_dose = critical_dose
        self._probe: Probe | None = None
        self._map: AreaMap | None = None

    def prepare(self, view: Box, probe: Probe) -> None:
        """Make sure that a map covers ``view`` at the sampling it needs; may take a second."""
        wanted = view.grown(RIM + max(_MARGIN, 0.06 * (view.x1 - view.x0)))
        fresh = AreaMap(self._specimen, wanted, probe, self._channels)
        kept = self._map
        if (
            kept is None
            or probe != self._probe
            or not kept.usable(view)
            or kept.step > 1.2 * fresh.step
        ):
            fresh.stage(0)
            self._map, self._probe = fresh, probe

    def fractions(self, path: RowPath, dose: DoseMap) -> Plane:
        """Return what each detector counts of one beam electron at each point of a path.

        Parameters
        ----------
        path : RowPath
            Within the view that was prepared.
        dose : DoseMap
            What each spot has had so far.

        Returns
        -------
        ndarray of float32, shape (channels, rows, columns)
            0 to 1.
        """
        if self._map is None:
            raise RuntimeError("prepare() comes before fractions()")
        kept = self._map
        sampler = Sampler(kept.shape, (kept.box.y0, kept.box.x0), kept.step, path)
        damage, corner = self._damage(path.box, dose)
        if float(damage.max()) < _UNSEEN:
            return sampler.sample(kept.stage(0))
        level = damage * np.float32(STAGES - 1)
        low, high = int(level.min()), min(int(level.max()) + 1, STAGES - 1)
        at = _along(level, corner, path)
        first = sampler.sample(kept.stage(low))
        if high <= low + 1:
            blend(first, sampler.sample(kept.stage(high)), at - np.float32(low))
            return first
        first *= _share(at, low)
        for number in range(low + 1, high + 1):
            first += _share(at, number) * sampler.sample(kept.stage(number))
        return first

    def _damage(self, box: Box, dose: DoseMap) -> tuple[Plane, tuple[float, float]]:
        """Damage in the cells around a box, and the corner of the first [Å]."""
        received, corner = dose.within(box.grown(4.0 * DAMAGE_REACH + CELL))
        spread = gaussian_filter(received, DAMAGE_REACH / CELL, mode="nearest")
        damage = -np.expm1(-spread / self._critical_dose)
        return damage.astype(np.float32), corner


def _share(level: Plane, stage: int) -> Plane:
    """Weight of a stage where damage is at ``level`` stages."""
    return np.asarray(np.clip(1.0 - np.abs(level - np.float32(stage)), 0.0, 1.0), np.float32)


def _along(level: Plane, corner: tuple[float, float], path: RowPath) -> Plane:
    """Interpolate a map of cells along a path; it is smooth, so some pixels may share a value."""
    every = max(1, int(CELL / float(np.hypot(*path.step))))
    # the value of a cell belongs to its centre
    centre = (corner[0] + CELL / 2, corner[1] + CELL / 2)
    shape = (level.shape[0], level.shape[1])
    coarse = Sampler(shape, centre, CELL, path.thinned(every)).sample(level[None])[0]
    return np.repeat(coarse, every, axis=1)[:, : path.columns]
