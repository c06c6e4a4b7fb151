"""What is measured: the values of one picture, and how far counting lets them vary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Kind

Values = npt.NDArray[np.float64]

_AVERAGING = "accumulate"


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A rectangle of a picture.

    Parameters
    ----------
    values : ndarray of float64, shape (rows, columns)
        In the unit of the picture.
    variance : ndarray of float64 or None
        Of each value by counting, ``None`` where nothing is known of it. It is estimated by the
        count itself, which is right on average (Poisson), so sums of it are right too.
    quantum : float
        What one electron adds to a value.
    """

    values: Values
    variance: Values | None
    quantum: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """One picture on its way to be measured; the array is never copied as a whole.

    Parameters
    ----------
    data : ndarray, shape (rows, columns)
        Rows that were scanned; detector units with a calibration, else electrons per pixel.
    calibration : DetectorCalibration or None
        Turns units into electrons; ``None`` for a processed picture.
    shifts : tuple of (int, int)
        Of the frames that were averaged, one for each; the count's variance is less by their
        number where they overlap. A raw frame has one, (0, 0); none where errors are unknown.
    counting : bool
        Whether counting is all of the noise; else it is the least of it.
    """

    data: npt.NDArray[Any]
    calibration: DetectorCalibration | None
    shifts: tuple[tuple[int, int], ...]
    counting: bool

    @property
    def shape(self) -> tuple[int, int]:
        """Rows that were scanned, and columns."""
        rows, columns = self.data.shape
        return int(rows), int(columns)

    @property
    def electrons(self) -> bool:
        """Whether the values are electrons per pixel; else detector units."""
        return self.calibration is None or self.calibration.known

    def part(self, rows: slice, columns: slice) -> Part:
        """Return a rectangle; the slices lie within the picture and have no step."""
        seen = self.data[rows, columns]
        if self.calibration is None:
            values = seen.astype(np.float64)
        elif self.calibration.known:
            values = self.calibration.electrons(seen).astype(np.float64)
        else:
            return Part(seen.astype(np.float64), None)
        if not self.shifts:
            return Part(values, None)
        positive = np.maximum(values, 0.0)
        if len(self.shifts) == 1:
            return Part(values, positive)
        exposure = self._exposure()[rows, columns]
        return Part(values, positive / exposure, 1.0 / len(self.shifts))

    def single(self, rows: slice, columns: slice) -> npt.NDArray[np.float32]:
        """Return the values of a rectangle in single precision: for what needs no errors."""
        seen = self.data[rows, columns]
        if self.calibration is not None and self.calibration.known:
            seen = self.calibration.electrons(seen)
        return seen.astype(np.float32, copy=False)

    def whole(self) -> Part:
        """Return all of it."""
        return self.part(slice(None), slice(None))

    def _exposure(self) -> Values:
        count = np.zeros(self.shape)
        for down, right in self.shifts:
            rows, columns = (
                slice(max(0, shift), min(side, side + shift))
                for shift, side in zip((down, right), self.shape, strict=True)
            )
            count[rows, columns] += 1.0
        return np.maximum(count, 1.0)


def raw_plane(frame: Frame) -> Plane:
    """Return the raw side of a frame."""
    calibration = frame.calibration
    return Plane(frame.valid, calibration, ((0, 0),), calibration.counting)


def processed_plane(processed: Processed, counting: bool = True) -> Plane:
    """Return the processed side; only plain averages have a counting error.

    Parameters
    ----------
    processed : Processed
        Whatever was made of a frame.
    counting : bool
        Whether the detector counts.
    """
    image = processed.image[: processed.valid_rows]
    steps = processed.provenance.steps
    shifts: tuple[tuple[int, int], ...] = ()
    if processed.provenance.kind is Kind.AVERAGED and steps[-1].method == _AVERAGING:
        told = str(steps[-1].parameters.get("shifts_px", ""))
        shifts = _shifts(told, image.shape)
    return Plane(image, None, shifts, counting)


def _shifts(text: str, shape: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Read what the averaging noted; nothing where it cannot be read."""
    try:
        pairs = [item.split(",") for item in text.split(";")]
        found = tuple((int(down), int(right)) for down, right in pairs)
    except ValueError:
        return ()
    return tuple(f for f in found if abs(f[0]) < shape[0] and abs(f[1]) < shape[1])
