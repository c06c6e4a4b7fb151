"""One side of a pair: its values, its levels, and the rows that stay below new ones."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.ui.image.decimate import block_mean
from stemviewer.ui.image.display_settings import Limits
from stemviewer.ui.image.histogram import Histogram, histogram
from stemviewer.ui.image.levels import LevelTracker, Sample, sample
from stemviewer.ui.image.lut import Leveller
from stemviewer.ui.image.picture import Crop

HISTOGRAM_S = 0.1
"""Shortest time between two histograms of a live series [s]."""


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """One side on its way to a picture.

    ``series`` names what made it, ``geometry`` where and how it was scanned: only rows that
    agree in both are ever shown together.
    """

    values: npt.NDArray[Any]
    valid_rows: int
    complete: bool
    series: object
    geometry: object
    sample: Sample


class Side:
    """What one side remembers between pictures: levels, and the last complete picture.

    Used by one thread.
    """

    def __init__(self) -> None:
        self.tracker = LevelTracker()
        self._leveller = Leveller()
        self._last: Plane | None = None
        self._histogram: tuple[float, object, Histogram] | None = None

    def old_values(self, plane: Plane, live: bool) -> npt.NDArray[Any] | None:
        """Return the last complete picture of the same kind and place, for a partial one."""
        last = self._last if live else None
        if plane.complete:
            self._last = plane if live else None
            return None
        same = last is not None and (last.series, last.geometry) == (plane.series, plane.geometry)
        return last.values if last is not None and same else None

    def histogram(self, plane: Plane, limits: Limits, live: bool) -> Histogram:
        """Return the histogram; of a live series a new one at most ten times a second."""
        now, kept = time.monotonic(), self._histogram
        if live and kept is not None and kept[1] == plane.series and now - kept[0] < HISTOGRAM_S:
            return kept[2]
        made = histogram(plane.sample, limits)
        self._histogram = (now, plane.series, made)
        return made

    def indices(
        self,
        plane: Plane,
        old: npt.NDArray[Any] | None,
        limits: Limits,
        step: int,
        part: Crop,
    ) -> npt.NDArray[np.uint8]:
        """Level the new rows of a part, and old rows below them, into one array."""
        across = slice(part.left, part.left + part.columns)
        out = np.zeros((part.rows // step, part.columns // step), np.uint8)
        border = min(max(plane.valid_rows - part.top, 0), part.rows) // step
        if border:
            new = plane.values[part.top : part.top + border * step, across]
            self._leveller.indices(block_mean(new, step), limits, out[:border])
        if old is not None and border < out.shape[0]:
            below = old[part.top + border * step : part.top + part.rows, across]
            self._leveller.indices(block_mean(below, step), limits, out[border:])
        return out


def raw_plane(frame: Frame) -> Plane:
    """Return the raw side of a frame."""
    geometry = (frame.settings.shape, frame.settings.pixel_size, frame.calibration)
    seen = sample(frame.valid)
    return Plane(frame.data, frame.valid_rows, frame.complete, frame.channel, geometry, seen)


def processed_plane(frame: Frame, processed: Processed, generation: int) -> Plane:
    """Return the processed side of a frame."""
    series = (generation, processed.channel, processed.provenance.label())
    complete = processed.valid_rows == processed.image.shape[0] and frame.complete
    return Plane(
        processed.image,
        processed.valid_rows,
        complete,
        series,
        (frame.settings.shape, frame.settings.pixel_size),
        sample(processed.image[: processed.valid_rows]),
    )
