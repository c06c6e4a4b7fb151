"""From detector units to electrons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.quantity import UNKNOWN, Quantity, Source, set_to, weakest

ElectronImage = npt.NDArray[np.float32]
"""Two-dimensional image in electrons per pixel."""


@dataclass(frozen=True, slots=True)
class DetectorCalibration:
    """Linear response of a detector: units = offset + gain * electrons.

    Parameters
    ----------
    gain : Quantity
        [detector units per electron], positive.
    offset : Quantity
        Black level [detector units].
    counting : bool
        Whether the detector counts single electrons (then gain 1 and offset 0 are facts).
    """

    gain: Quantity = UNKNOWN
    offset: Quantity = UNKNOWN
    counting: bool = False

    def __post_init__(self) -> None:
        if self.gain.value is not None and self.gain.value <= 0:
            raise ValueError(f"gain must be positive, got {self.gain.value}")

    @property
    def known(self) -> bool:
        """Whether units can be turned into electrons."""
        return self.gain.known and self.offset.known

    @property
    def source(self) -> Source:
        """The weaker of the sources of gain and offset."""
        return weakest(self.gain.source, self.offset.source)

    def electrons(self, units: npt.NDArray[Any]) -> ElectronImage:
        """Convert detector units to electrons per pixel.

        Parameters
        ----------
        units : ndarray
            Raw values [detector units].

        Returns
        -------
        ndarray of float32
            Electrons per pixel; readout noise may make single values negative.

        Raises
        ------
        ValueError
            If gain or offset is unknown.
        """
        if self.gain.value is None or self.offset.value is None:
            raise ValueError("gain or offset is unknown: units cannot be turned into electrons")
        if self.gain.value == 1.0 and self.offset.value == 0.0:
            return units.astype(np.float32)
        # float64 offsets of 1e6 units would cost precision if subtracted in float32
        shifted = np.subtract(units, self.offset.value, dtype=np.float64)
        image: ElectronImage = (shifted / self.gain.value).astype(np.float32)
        return image


COUNTING = DetectorCalibration(gain=set_to(1.0), offset=set_to(0.0), counting=True)
"""A detector that counts single electrons."""
