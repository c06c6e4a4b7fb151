"""TIFF files: grey planes and stacks of them, with the pixel size where one is stated."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile

from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.formats.common import check_size, length, make_stack, reading, unreadable
from stemviewer.feeds.formats.stills import grey_of_colour, pillow_planes
from stemviewer.feeds.formats.tiff_walk import check_pages

_LOSSY = {6, 7, 33003, 33005, 34712, 34887, 50002}
"""TIFF compression numbers of JPEG in its variants, JPEG 2000, LERC and JPEG XL."""

_LZW = 5
_CENTIMETRE = 3
_INCH = 2


def read_tiff(path: Path) -> ImageStack:
    """Read the first series of a TIFF file.

    Raises
    ------
    ImageFileError
        If it is damaged, truncated, coloured, lossily compressed or too large.
    """
    with reading(path):
        check_pages(path)
    with reading(path), tifffile.TiffFile(path) as tif:
        series = tif.series[0]
        pages = [page for page in series.pages if page is not None]
        if not pages:
            raise unreadable(path, "it holds no image.")
        first = pages[0].aspage()
        check_size(path, series.shape, series.dtype.itemsize)
        _check_pages(path, pages, int(first.compression))
        array = _planes(path, series, first)
        pixel = _pixel_size(tif, first)
        notes = ["TIFF"]
        if first.photometric == tifffile.PHOTOMETRIC.PALETTE:
            # microscopy programs store the values and colour them by a table for display
            notes.append("the values before its colour table")
        if first.photometric == tifffile.PHOTOMETRIC.MINISWHITE:
            notes.append("marked as a negative; values as stored")
        if len(tif.series) > 1:
            notes.append(f"the first of {len(tif.series)} image series")
    return make_stack(path, array, pixel, "; ".join(notes))


def _check_pages(path: Path, pages: list[Any], compression: int) -> None:
    if compression in _LOSSY:
        raise unreadable(
            path,
            "it is compressed with loss, which changes counts and invents structure.",
            "Use the original file, or save it without such compression.",
        )
    size = path.stat().st_size
    for page in pages:
        for offset, count in zip(page.dataoffsets, page.databytecounts, strict=True):
            if offset + count > size:
                raise unreadable(path, "it is truncated: pixels are missing at its end.")


def _planes(path: Path, series: Any, first: Any) -> npt.NDArray[Any]:
    if int(first.compression) == _LZW:
        # tifffile leaves LZW to a large codec library; Pillow can do it
        return pillow_planes(path, len(series.pages))
    array: npt.NDArray[Any] = np.asarray(series.asarray())
    if "S" in series.axes:
        array = grey_of_colour(path, np.moveaxis(array, series.axes.index("S"), -1))
    return array


def _pixel_size(tif: tifffile.TiffFile, page: Any) -> Quantity:
    if tif.is_ome and tif.ome_metadata:
        return _from_ome(tif.ome_metadata)
    tag = page.tags.get("XResolution")
    if tag is None or not isinstance(tag.value, tuple) or 0 in tag.value:
        return UNKNOWN
    size = tag.value[1] / tag.value[0]
    if tif.is_imagej and tif.imagej_metadata:
        return length(size, str(tif.imagej_metadata.get("unit", "")))
    unit = page.tags.get("ResolutionUnit")
    kind = int(unit.value) if unit is not None else _INCH
    if kind == _CENTIMETRE:
        return length(size, "cm")
    return length(size * 25.4, "mm") if kind == _INCH else UNKNOWN


def _from_ome(xml: str) -> Quantity:
    # one attribute is wanted: an XML parser would only add ways to be attacked
    value = re.search(r'\bPhysicalSizeX="([0-9.eE+-]{1,40})"', xml)
    unit = re.search(r'\bPhysicalSizeXUnit="([^"]{1,16})"', xml)
    return length(float(value[1]), unit[1] if unit else "µm") if value else UNKNOWN
