"""How much of the beam one atom sends to each detector.

An incoherent, linear model: each atom has one cross-section per detector, columns add up,
and the image is their sum convolved with the probe. There is no channelling, no dynamical
diffraction, no interference and no absorption: contrasts and counts are of the right order,
not predictions.

The high-angle cross-section goes as Z^1.7: between the Z^2 of Rutherford scattering
(Pennycook and Jesson, Ultramicroscopy 37 (1991) 14) and what screening leaves of it; an
exponent of 1.64 was measured atom by atom by Krivanek et al., Nature 464 (2010) 571, and
1.6 to 2 are in use, depending on the inner angle. The size of the constant is chosen: with
it one platinum atom sends 1 to 2 % of a 1 Å probe to a HAADF detector.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

HAADF_EXPONENT = 1.7
"""Exponent of the atomic number at high angles (see above)."""

Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Collection:
    """What a detector collects.

    Parameters
    ----------
    cross_section : float
        Of an atom of Z = 1 [Å^2].
    exponent : float
        Of the atomic number.
    dark_field : bool
        True: it counts what atoms scatter on to it. False: it counts what is left in the
        bright-field disc, ``open_fraction * exp(-sum)``.
    open_fraction : float
        Share of the beam it counts in vacuum.
    """

    cross_section: float
    exponent: float
    dark_field: bool = True
    open_fraction: float = 0.0

    def weights(self, z: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the cross-sections of atoms of atomic numbers ``z`` [Å^2]."""
        return np.asarray(self.cross_section * z**self.exponent, dtype=np.float64)

    def fraction(self, summed: Plane) -> Plane:
        """Turn summed scattering into the fraction of beam electrons that is counted, 0 to 1.

        Parameters
        ----------
        summed : ndarray of float32
            Cross-sections convolved with the probe, dimensionless.
        """
        if self.dark_field:
            # the FFT leaves -1e-9 in vacuum; a Poisson rate must not be negative
            return np.clip(summed, 0.0, 0.7)
        lost = np.exp(-np.clip(summed, 0.0, None))
        return np.asarray(np.float32(self.open_fraction) * lost, dtype=np.float32)


COLLECTIONS = {
    "HAADF": Collection(cross_section=2.0e-5, exponent=HAADF_EXPONENT),
    # an annulus from just outside the bright-field disc: more signal, less Z contrast
    "ADF": Collection(cross_section=6.0e-5, exponent=1.5),
    # between Z^0.5 of inelastic and Z^1.5 of elastic scattering: an assumption
    "BF": Collection(cross_section=9.0e-4, exponent=1.0, dark_field=False, open_fraction=0.85),
}
"""The detectors that can be simulated."""
