"""The probe: a Gaussian core that defocus widens, and tails."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Probe:
    """Intensity of the probe at the specimen, as a sum of two Gaussians.

    Parameters
    ----------
    fwhm : float
        Full width of the core at half maximum in focus, source size and thermal motion of
        the atoms included [Å].
    semi_angle : float
        Convergence semi-angle [rad].
    defocus : float
        [Å]; its sign has no effect in this incoherent model.
    tail_fraction : float
        Share of the intensity in the tails, 0 to 1.
    tail_sigma : float
        Width of the tails [Å].
    """

    fwhm: float = 1.0
    semi_angle: float = 0.022
    defocus: float = 0.0
    tail_fraction: float = 0.4
    tail_sigma: float = 1.9

    @property
    def core_sigma(self) -> float:
        """Standard deviation of the core [Å].

        A disc of geometric radius r = semi-angle x defocus has the standard deviation r/2
        along each axis, which adds in squares to the width in focus.
        """
        spread = 0.5 * self.semi_angle * abs(self.defocus)
        return float(np.hypot(self.fwhm / 2.3548, spread))

    def transfer(self, rows: int, columns: int, step: float) -> npt.NDArray[np.float32]:
        """Return its Fourier transform for a map, in the layout of ``rfft2``.

        Parameters
        ----------
        rows, columns : int
            Shape of the map.
        step : float
            Sampling of the map [Å].

        Returns
        -------
        ndarray of float32, shape (rows, columns // 2 + 1)
            Dimensionless; 1 at frequency zero.
        """
        ky = np.fft.fftfreq(rows, step).astype(np.float32)
        kx = np.fft.rfftfreq(columns, step).astype(np.float32)

        def gaussian(sigma: float) -> npt.NDArray[np.float32]:
            scale = np.float32(-2.0 * np.pi**2 * sigma**2)
            return np.asarray(np.outer(np.exp(scale * ky**2), np.exp(scale * kx**2)))

        core, tails = (
            gaussian(self.core_sigma),
            gaussian(np.hypot(self.core_sigma, self.tail_sigma)),
        )
        share = np.float32(self.tail_fraction)
        return np.asarray((1 - share) * core + share * tails, dtype=np.float32)
