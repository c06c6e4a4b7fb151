"""All detectors together, each with its own random numbers for each frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.errors import SettingsError
from stemviewer.simulation.detector import DTYPE, Detector, DetectorKind, make_detector
from stemviewer.simulation.scattering import COLLECTIONS

Rates = npt.NDArray[np.float32]
Rows = dict[str, npt.NDArray[np.uint16]]


@dataclass(frozen=True, slots=True)
class MicroscopeChannel:
    """A detector channel: name, dtype of its rows, and what is known of its response."""

    name: str
    dtype: str
    calibration: DetectorCalibration


class Readout:
    """The detectors of a microscope.

    Parameters
    ----------
    names : tuple of str
        Channels, keys of ``scattering.COLLECTIONS``.
    kind : DetectorKind
        Response of all of them.

    Raises
    ------
    SettingsError
        If there is no such detector, or one is named twice, or none.
    """

    def __init__(self, names: tuple[str, ...], kind: DetectorKind) -> None:
        unknown = [name for name in names if name not in COLLECTIONS]
        if unknown or not names or len(set(names)) != len(names):
            raise SettingsError(
                f"The simulator has no detectors {', '.join(names) or '(none)'}.",
                "Nothing was simulated.",
                f"Choose different ones of: {', '.join(COLLECTIONS)}.",
            )
        self.names = names
        self._detectors = {name: make_detector(kind) for name in names}
        self._streams: list[np.random.Generator] = []

    @property
    def channels(self) -> tuple[MicroscopeChannel, ...]:
        """What is said of each channel."""
        return tuple(
            MicroscopeChannel(name, DTYPE, detector.calibration)
            for name, detector in self._detectors.items()
        )

    @property
    def detectors(self) -> Mapping[str, Detector]:
        """The true response of each channel."""
        return dict(self._detectors)

    def begin(self, seed: int, frame: int) -> None:
        """Start a frame: its noise depends on its number, not on what came before."""
        self._streams = [random_stream(seed, frame, index) for index in range(len(self.names))]

    def read(self, rates: Rates) -> Rows:
        """Read all detectors.

        Parameters
        ----------
        rates : ndarray of float32, shape (channels, rows, columns)
            Expected electrons per pixel.
        """
        return {
            name: self._detectors[name].read(self._streams[index], rates[index])
            for index, name in enumerate(self.names)
        }


def random_stream(seed: int, frame: int, use: int) -> np.random.Generator:
    """Return the random numbers of one use in one frame."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, frame, use])))
