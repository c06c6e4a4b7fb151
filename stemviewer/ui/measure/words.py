"""Measured numbers in words: value and error to the same place, units by the pixel size."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from stemviewer.core.quantity import Quantity, Source
from stemviewer.measuring.rulers import Reading
from stemviewer.ui.language.words import tr
from stemviewer.ui.text import E_PER_PX, significant

ANGSTROM = 1e-10
NANOMETRE = 1e-9

Floats = npt.NDArray[np.float64]


def with_error(value: float, error: float | None, figures: int = 2) -> str:
    """Return ``2.213 ± 0.012``: the error to so many figures, the value to the same place.

    Without an error the value has four figures; what is not a number is a dash.
    """
    if not math.isfinite(value):
        return "–"
    if error is None or not math.isfinite(error) or error <= 1e-9 * abs(value):
        return significant(value, 4)
    decimals = max(figures - 1 - math.floor(math.log10(error)), 0)
    if decimals > 6 or error >= 1e6:
        return f"{significant(value, 4)} ± {significant(error, figures)}"
    text = f"{value:.{decimals}f} ± {error:.{decimals}f}"
    return text.replace("-", "−")


def plain(value: float, figures: int = 3) -> str:
    """Return a number, or a dash where there is none."""
    return significant(value, figures) if math.isfinite(value) else "–"


def length(reading: Reading, pixel_size: Quantity, *, fine: bool = False) -> str:
    """Return a length of the picture [px] in nm or Å, in px where the pixel size is unknown.

    Parameters
    ----------
    reading : Reading
        [px].
    pixel_size : Quantity
        [m]; what is assumed or estimated is said to be.
    fine : bool
        Whether the length is always in Å.
    """
    size = pixel_size.value
    if size is None:
        return f"{with_error(reading.value, reading.error)} px"
    long = reading.value * size >= NANOMETRE and not fine
    unit, name = (NANOMETRE, "nm") if long else (ANGSTROM, "Å")
    factor = size / unit
    return f"{with_error(reading.value * factor, reading.error * factor)} {name}{doubt(pixel_size)}"


def spacing(pixels: float, pixel_size: Quantity) -> str:
    """Return the spacing of a place in a spectrum [px], e.g. ``3.91 Å``."""
    if pixel_size.value is None:
        return f"{plain(pixels)} px"
    return f"{plain(pixels * pixel_size.value / ANGSTROM)} Å"


def area(pixels: int, pixel_size: Quantity) -> str:
    """Return the area of a region, e.g. ``4.82 nm²``; empty where the pixel size is unknown."""
    if pixel_size.value is None:
        return ""
    return f"{plain(pixels * (pixel_size.value / NANOMETRE) ** 2)} nm²"


def degrees(reading: Reading) -> str:
    """Return an angle, e.g. ``90.02 ± 0.03°``."""
    return f"{with_error(reading.value, reading.error)}°"


def doubt(quantity: Quantity) -> str:
    """Return the source of a value that is not to be relied upon, in brackets."""
    doubtful = quantity.source in (Source.ASSUMED, Source.ESTIMATED)
    return f" ({tr(quantity.source.value)})" if doubtful else ""


def unit(electrons: bool) -> str:
    """Return the unit of values."""
    return E_PER_PX if electrons else "units"
