"""The 90 % interval of a network's picture at the cursor."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import StemviewerError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.trust.intervals import Calibration, intervals_of
from stemviewer.trust.spread import REACH
from stemviewer.ui.text import significant

if TYPE_CHECKING:
    from stemviewer.ui.image.pair import PaintedPair

NOT_CALIBRATED = "no interval calibrated"
OUTSIDE = "no interval at this dose"


class PixelInterval:
    """What is known of the error of one picture; computed for a pixel when it is asked for.

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
        self._image = processed.image

    @cached_property
    def _mean(self) -> float:
        return float(np.mean(self._image))

    def words(self, row: int, column: int) -> str:
        """Return the interval of a pixel in words, or why there is none."""
        top, left = max(row - REACH, 0), max(column - REACH, 0)
        near = (slice(top, row + REACH + 1), slice(left, column + REACH + 1))
        # only the surroundings are turned into electrons: this runs at every move of the mouse
        counts = self._frame.calibration.electrons(self._frame.data[near])
        try:
            low, high = self._calibration.at(
                self._image[near], counts, row - top, column - left, self._mean
            )
        except ValueError:
            return OUTSIDE
        return f"90 %: {significant(low, 2)} to {significant(high, 2)}"

    def half_width(self) -> npt.NDArray[np.float64] | None:
        """Return half the interval of every pixel [electrons per pixel]; takes some 30 ms."""
        counts = self._frame.calibration.electrons(self._frame.data)
        try:
            _, high = self._calibration.interval(self._image, counts)
        except ValueError:
            return None
        return high - self._image


def interval_for(frame: Frame, processed: Processed) -> PixelInterval | str:
    """Return the interval of a picture, why there is none, or nothing where none is expected.

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
    alone = processed.numbers == (frame.number,) and len(provenance.steps) == 1
    if not alone or not frame.calibration.known:
        return NOT_CALIBRATED
    try:
        found = intervals_of(provenance.model, provenance.weights_sha256)
    except StemviewerError:
        return NOT_CALIBRATED
    return NOT_CALIBRATED if found is None else PixelInterval(found, frame, processed)


def interval_of(pair: PaintedPair) -> PixelInterval | None:
    """Return the intervals of the processed picture of a pair, if there are any."""
    known = "" if pair.processed is None else pair.processed.interval
    return None if isinstance(known, str) else known
