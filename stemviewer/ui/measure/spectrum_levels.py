"""Grey levels of spectra: black is the power of counting noise, whatever the picture."""

from __future__ import annotations

import functools
import math

import numpy as np
import numpy.typing as npt

from stemviewer.measuring.spectrum import Spectrum

DECADES = 3.5
"""From the power of noise, black, to white."""

Indices = npt.NDArray[np.uint8]


def levels(spectrum: Spectrum) -> Indices:
    """Return the grey levels of a spectrum; takes some ms, so not in the Qt thread."""
    level = np.maximum(spectrum.power, np.float32(1.0))
    np.log10(level, out=level)
    level *= np.float32(255.0 / DECADES)
    return np.minimum(level, np.float32(255.0), out=level).astype(np.uint8)


def composed(raw: Indices, made: Indices | None, zoom: float, pixels: float) -> Indices:
    """Return raw, with the right half of the processed spectrum in the place of its own.

    Spectra of pictures are symmetric about their middle, so that a half holds all of it.

    Parameters
    ----------
    raw, made : ndarray of uint8, shape (side, side)
        Grey levels of spectra of one part of one frame.
    zoom : float
        Nyquist's frequency over the highest one wanted.
    pixels : float
        Side of what it is painted on; where bins are more, the highest of some is taken, so
        that no reflection is lost.
    """
    whole = _middle(raw, zoom, pixels)
    if made is not None and made.shape == raw.shape:
        middle = whole.shape[1] // 2
        whole[:, middle:] = _middle(made, zoom, pixels)[:, middle:]
    return whole


def _middle(level: Indices, zoom: float, pixels: float) -> Indices:
    """Return the middle part, where bins are many the highest of some; a copy."""
    side = level.shape[0]
    keep = max(round(side / zoom / 2), 4)
    middle = side // 2
    part = level[middle - keep : middle + keep, middle - keep : middle + keep]
    block = max(round(2 * keep / max(pixels, 1.0)), 1)
    if block > 1:
        side = part.shape[0] // block * block
        edge = (part.shape[0] - side) // 2
        part = part[edge : edge + side, edge : edge + side]
        # several times faster than max() over axes: the rows first, along the memory
        for axis in (0, 1):
            lanes = [part[k::block] if axis == 0 else part[:, k::block] for k in range(block)]
            part = functools.reduce(np.maximum, lanes)
    return np.array(part)


def highest(spectrum: Spectrum, x: float, y: float) -> float:
    """Return the highest power within one bin of a frequency [1/px]; nan outside."""
    column, row = (int(place) for place in spectrum.place(x, y))
    near = spectrum.power[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
    return float(near.max()) if near.size else math.nan


def turn(x: float, y: float) -> float:
    """Return the direction of a frequency, anticlockwise from the right, 0 to 180 [degrees]."""
    return math.degrees(math.atan2(-y, x)) % 180.0
