"""The 90 % intervals of one picture that a network made of one frame."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import StemviewerError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.trust.interval_files import intervals_of
from stemviewer.trust.intervals import Calibration
from stemviewer.trust.spread import REACH, Plane

NOT_CALIBRATED = "no interval calibrated"
AVERAGED = "no interval for averages"
UNKNOWN = "no interval: electrons unknown"
OUTSIDE = "no interval at this dose"


class Band(NamedTuple):
    """Picture and interval at points of a profile [electrons per pixel]; nan outside of it."""

    processed: Plane
    low: Plane
    high: Plane


class PictureInterval:
    """What is known of the error of one picture; computed for the places that are asked for.

    Parameters
    ----------
    calibration : Calibration
        Of the network.
    frame : Frame
        What the picture was made from; its calibration is known.
    processed : Processed
        The picture.
    """

    def __init__(self, calibration: Calibration, frame: Frame, processed: Processed) -> None:
        self._calibration = calibration
        self._frame = frame
        rows = max(processed.valid_rows, 1)
        # rows that were not scanned yet say nothing of the dose
        self._image = processed.image[:rows]
        self._data = frame.data[:rows]

    @cached_property
    def _mean(self) -> float:
        return float(np.mean(self._image))

    def at(self, row: int, column: int) -> tuple[float, float] | str:
        """Return the interval of a pixel [electrons per pixel], or why there is none."""
        top, left = max(row - REACH, 0), max(column - REACH, 0)
        near = (slice(top, row + REACH + 1), slice(left, column + REACH + 1))
        # only the surroundings are turned into electrons: this runs at every move of the mouse
        counts = self._frame.calibration.electrons(self._data[near])
        try:
            return self._calibration.at(
                self._image[near], counts, row - top, column - left, self._mean
            )
        except ValueError:
            return OUTSIDE

    def along(self, rows: npt.NDArray[Any], columns: npt.NDArray[Any]) -> Band | str:
        """Return picture and interval at the points of a profile, or why there is none.

        Parameters
        ----------
        rows, columns : ndarray, of one shape
            Where; the centre of the first pixel is at 0 [px]. For a profile of some width, give
            all its points and take the means of the three results across it.
        """
        counts = self._frame.calibration.electrons(self._data)
        try:
            return Band(*self._calibration.along(self._image, counts, (rows, columns), self._mean))
        except ValueError:
            return OUTSIDE

    def half_width(self) -> npt.NDArray[np.float64] | str:
        """Return half the interval of every pixel [electrons per pixel], or why there is none.

        It takes some 30 ms. Rows that were not scanned have 0.
        """
        counts = self._frame.calibration.electrons(self._data)
        try:
            _, high = self._calibration.interval(self._image, counts, self._mean)
        except ValueError:
            return OUTSIDE
        half = np.zeros(self._frame.data.shape)
        half[: high.shape[0]] = high - self._image
        return half


def picture_interval(frame: Frame, processed: Processed) -> PictureInterval | str:
    """Return the intervals of a picture, why there are none, or nothing where none are expected.

    Parameters
    ----------
    frame : Frame
        Raw.
    processed : Processed
        Made from it.
    """
    provenance = processed.provenance
    if not provenance.model:
        return ""
    if processed.numbers != (frame.number,):
        return AVERAGED
    if len(provenance.steps) != 1:
        return NOT_CALIBRATED
    if not frame.calibration.known:
        return UNKNOWN
    try:
        found = intervals_of(provenance.model, provenance.weights_sha256)
    except StemviewerError:
        return NOT_CALIBRATED
    return NOT_CALIBRATED if found is None else PictureInterval(found, frame, processed)
