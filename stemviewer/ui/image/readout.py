"""What the crosshair says: place and value of one pixel, with its counting error."""

from __future__ import annotations

import math

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.quantity import Source
from stemviewer.ui.image.picture import PanePicture
from stemviewer.ui.image.pixel_interval import interval_words
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.text import E_PER_PX, significant, thousands

NOT_SCANNED = mark("not scanned")
FRAME_BEFORE = mark("earlier frame")


def crosshair_words(picture: PanePicture, other: PanePicture | None, x: float, y: float) -> str:
    """Return place and value of a pixel; with another picture of the same place, both values.

    Parameters
    ----------
    picture : PanePicture
        In view.
    other : PanePicture or None
        In the same place, but not seen now.
    x, y : float
        Image coordinates [px].
    """
    words = f"{position_text(picture, x, y)}   {value_text(picture, x, y)}"
    if other is None or (other.rows, other.columns) != (picture.rows, picture.columns):
        return words
    frame = "" if other.number == picture.number else tr(" of frame {0}", thousands(other.number))
    return f"{words}   {tr(other.kind.value)}{frame} {value_text(other, x, y)}"


def position_text(picture: PanePicture, x: float, y: float) -> str:
    """Return the place in nm or µm, in px where the pixel size is unknown.

    Parameters
    ----------
    picture : PanePicture
        Gives pixel size and number of columns.
    x, y : float
        Image coordinates [px].
    """
    size = picture.pixel_size.value
    if size is None:
        width = len(str(max(picture.columns, picture.rows) - 1))
        return f"x {int(x):{width}d} y {int(y):{width}d} px"
    unit, name = (1e-6, "µm") if size * picture.columns >= 1e-6 else (1e-9, "nm")
    pixel = size / unit
    decimals = min(max(math.ceil(-math.log10(pixel)), 0), 4)
    width = len(f"{pixel * max(picture.columns, picture.rows):.{decimals}f}")
    return f"x {x * pixel:{width}.{decimals}f} y {y * pixel:{width}.{decimals}f} {name}"


def value_text(picture: PanePicture, x: float, y: float) -> str:
    """Return the value of the pixel at image coordinates ``x``, ``y`` [px].

    Raw: electrons with counting error where the detector is calibrated, else detector units.
    Processed: electrons per pixel. Rows of the frame before are named as such.
    """
    row = min(int(y), picture.rows - 1)
    column = min(int(x), picture.columns - 1)
    values = picture.values
    suffix = ""
    if row >= picture.valid_rows:
        if picture.old_values is None:
            return tr(NOT_SCANNED)
        values = picture.old_values
        suffix = f" · {tr(FRAME_BEFORE)}"
    value = float(values[row, column])
    if picture.calibration is None:
        known = interval_words(picture.interval, row, column)
        # rows of the frame before were made from other counts
        told = f" ({known})" if known and not suffix else ""
        return f"{significant(value)} {E_PER_PX}{told}{suffix}"
    return raw_text(value, picture.calibration) + suffix


def raw_text(units: float, calibration: DetectorCalibration) -> str:
    """Return a raw value in electrons with its counting error, or in detector units.

    The error is the square root of the counts, and never below 1: no electron counted does
    not mean a rate of exactly zero.
    """
    if calibration.gain.value is None or calibration.offset.value is None:
        exact = units.is_integer() and abs(units) < 1e15
        return f"{thousands(int(units)) if exact else significant(units, 4)} units"
    electrons = (units - calibration.offset.value) / calibration.gain.value
    error = math.sqrt(max(electrons, 1.0))
    shown = thousands(round(electrons)) if calibration.counting else significant(electrons)
    source = calibration.source
    doubt = f" ({tr(source.value)})" if source in (Source.ESTIMATED, Source.ASSUMED) else ""
    return f"{shown} ± {significant(error, 2)} e⁻{doubt}"
