"""Which part of a picture is rendered, at which size, and one pair of levels for two sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.ui.image.display_settings import Limits
from stemviewer.ui.image.picture import Crop
from stemviewer.ui.image.resample import bilinear, prepared_shape

if TYPE_CHECKING:
    from stemviewer.ui.image.pair import RenderRequest


def common(
    raw: Limits, processed: Limits, calibration: DetectorCalibration
) -> tuple[Limits, Limits]:
    """Return one pair of levels in electrons, for raw in units: wide enough for both sides."""
    gain, offset = calibration.gain.value, calibration.offset.value
    assert gain is not None
    assert offset is not None
    low = min((raw.low - offset) / gain, processed.low)
    high = max((raw.high - offset) / gain, processed.high)
    return Limits(low * gain + offset, high * gain + offset), Limits(low, high)


def part_of(request: RenderRequest, shape: tuple[int, int]) -> tuple[Crop, int]:
    """Return the part to render and its decimation.

    The whole picture in whole blocks where it is made at screen resolution; else what is asked
    for, so that the work never grows with the picture beyond what is seen.
    """
    rows, columns = shape
    step = min(request.decimation, rows, columns)
    whole = Crop(0, 0, rows // step * step, columns // step * step)
    small = (whole.rows // step, whole.columns // step)
    if request.crop is None or prepared_shape(small, request.scale * step) is not None:
        return whole, step
    top, left = min(request.crop.top, rows - 1), min(request.crop.left, columns - 1)
    bottom = min(request.crop.top + request.crop.rows, rows)
    right = min(request.crop.left + request.crop.columns, columns)
    return Crop(top, left, max(bottom - top, 1), max(right - left, 1)), step


def at_screen(
    indices: npt.NDArray[np.uint8], request: RenderRequest, step: int
) -> npt.NDArray[np.uint8]:
    """Return colour indices at screen resolution, or as they are where raw pixels are seen."""
    shape = prepared_shape((indices.shape[0], indices.shape[1]), request.scale * step)
    return indices if shape is None else bilinear(indices, shape)
