"""What the detectors would count at each point of an area, per beam electron: rendered maps.

Rendering atoms for every frame would be slow; a map of the area around the view is made
once for each stage of damage and then only sampled, at the points the probe really visits.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.fft

from stemviewer.simulation.probe import Probe
from stemviewer.simulation.scattering import COLLECTIONS
from stemviewer.simulation.specimens import Atoms, Box, Specimen

STAGES = 4
"""Number of damage stages, at equal steps from intact to destroyed."""

RIM = 6.0
"""Width at the rim of a map that the circular convolution spoils [Å]."""

_FINEST, _COARSEST = 0.125, 0.42
_SIDE = 1280
Plane = npt.NDArray[np.float32]


class AreaMap:
    """Detected fractions in a box of a specimen.

    Parameters
    ----------
    specimen : Specimen
        What is rendered.
    box : Box
        Where [Å].
    probe : Probe
        What blurs it.
    channels : tuple of str
        Names in ``scattering.COLLECTIONS``.
    """

    def __init__(
        self, specimen: Specimen, box: Box, probe: Probe, channels: tuple[str, ...]
    ) -> None:
        self.box = box
        longer = max(box.y1 - box.y0, box.x1 - box.x0)
        # finer than 0.125 Å gains nothing; coarser than 0.42 Å would cut the probe's own detail
        self.step = float(np.clip(longer / _SIDE, _FINEST, _COARSEST))
        self.shape = (
            scipy.fft.next_fast_len(int(np.ceil((box.y1 - box.y0) / self.step)) + 1, real=True),
            scipy.fft.next_fast_len(int(np.ceil((box.x1 - box.x0) / self.step)) + 1, real=True),
        )
        self._specimen, self._probe, self._channels = specimen, probe, channels
        self._stages: dict[int, Plane] = {}

    def usable(self, view: Box) -> bool:
        """Whether all of ``view`` can be sampled."""
        return self.box.grown(-RIM).holds(view)

    def stage(self, number: int) -> Plane:
        """Return one stage of damage, rendered when first asked for.

        Parameters
        ----------
        number : int
            0 intact to ``STAGES - 1``.

        Returns
        -------
        ndarray of float32, shape (channels, rows, columns)
            Fraction of the beam electrons that each detector counts, 0 to 1.
        """
        if number not in self._stages:
            self._stages[number] = self._render(number / (STAGES - 1))
        return self._stages[number]

    def _render(self, damage: float) -> Plane:
        atoms = self._specimen.atoms(self.box, damage)
        transfer = self._probe.transfer(*self.shape, self.step)
        transfer *= _undo_spreading(*self.shape)
        out = np.empty((len(self._channels), *self.shape), np.float32)
        for index, name in enumerate(self._channels):
            collection = COLLECTIONS[name]
            spread = self._spread(atoms, collection.weights(atoms.z) * atoms.count)
            spectrum = scipy.fft.rfft2(spread, workers=1)
            spectrum *= transfer
            summed = scipy.fft.irfft2(spectrum, s=self.shape, workers=1)
            out[index] = collection.fraction(summed)
        return out

    def _spread(self, atoms: Atoms, weights: npt.NDArray[np.float64]) -> Plane:
        """Put point scatterers on the grid, as cross-section per area, dimensionless.

        Quadratic B-spline weights on 3 x 3 points ("triangular-shaped cloud", Hockney and
        Eastwood 1988); what they blur is undone in Fourier space.
        """
        y, x = (atoms.y - self.box.y0) / self.step, (atoms.x - self.box.x0) / self.step
        rows, columns = self.shape
        inside = (y >= 1) & (y < rows - 2) & (x >= 1) & (x < columns - 2)
        y, x, weights = y[inside], x[inside], weights[inside] / self.step**2
        i, j = np.rint(y).astype(np.int64), np.rint(x).astype(np.int64)
        shares_y, shares_x = _spline(y - i), _spline(x - j)
        total = np.zeros(rows * columns)
        for di in range(3):
            for dj in range(3):
                place = (i + di - 1) * columns + (j + dj - 1)
                share = weights * shares_y[di] * shares_x[dj]
                np.add.at(total, place, share)
        return total.reshape(self.shape).astype(np.float32)


def _spline(t: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], ...]:
    """Quadratic B-spline weights of the three nearest grid points, -0.5 <= t <= 0.5."""
    return 0.5 * (0.5 - t) ** 2, 0.75 - t**2, 0.5 * (0.5 + t) ** 2


def _undo_spreading(rows: int, columns: int) -> Plane:
    """Inverse of the spline's transform, sinc^3 along each axis."""
    y = np.sinc(np.fft.fftfreq(rows)) ** -3
    x = np.sinc(np.fft.rfftfreq(columns)) ** -3
    return np.outer(y, x).astype(np.float32)
