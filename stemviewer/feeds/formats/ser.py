"""SER files of TIA (ES Vision): series of images, as described by C. Boothroyd.

All elements of one shape and number type are read, in the file's order of rows.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO

import numpy as np

from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.formats.common import check_size, length, make_stack, reading, unreadable

_IMAGES = 0x4122
_ELEMENT = struct.Struct("<ddiddihii")
_DTYPES = {1: "u1", 2: "<u2", 3: "<u4", 4: "i1", 5: "<i2", 6: "<i4", 7: "<f4", 8: "<f8"}
_MOST_ELEMENTS = 2**20


def read_ser(path: Path) -> ImageStack:
    """Read a SER file.

    Raises
    ------
    ImageFileError
        If it is damaged, or holds no images (spectra, complex numbers).
    """
    with reading(path), path.open("rb") as file:
        offsets = _offsets(path, file)
        first = _element(path, file, offsets[0])
        rows, columns, dtype, pixel = first
        check_size(path, (len(offsets), rows, columns), dtype.itemsize)
        planes = np.empty((len(offsets), rows, columns), dtype)
        for plane, offset in zip(planes, offsets, strict=True):
            found = _element(path, file, offset)
            if found[:3] != first[:3]:
                raise unreadable(path, "its images are not all of one shape and kind.")
            values = np.fromfile(file, dtype, rows * columns)
            plane[...] = values.reshape(rows, columns)
    return make_stack(path, planes, pixel, "TIA SER")


def _offsets(path: Path, file: IO[bytes]) -> list[int]:
    """Return where the images begin."""
    order, series, version, kind = struct.unpack("<HHHi", file.read(10))
    if (order, series) != (0x4949, 0x0197):
        raise unreadable(path, "it is no SER file.")
    if kind != _IMAGES:
        raise unreadable(path, "it holds spectra, not images.")
    _tags, total, valid = struct.unpack("<iii", file.read(12))
    wide = version >= 0x0220
    (array,) = struct.unpack("<q" if wide else "<i", file.read(8 if wide else 4))
    if not 0 < valid <= total <= _MOST_ELEMENTS:
        raise unreadable(path, f"it claims {valid} images.")
    file.seek(array)
    size = 8 if wide else 4
    content = file.read(valid * size)
    return list(struct.unpack(f"<{valid}{'q' if wide else 'i'}", content))


def _element(
    path: Path, file: IO[bytes], offset: int
) -> tuple[int, int, np.dtype[np.generic], Quantity]:
    """Return rows, columns, dtype and pixel size of an image; its values follow."""
    file.seek(offset)
    fields = _ELEMENT.unpack(file.read(_ELEMENT.size))
    step, code, columns, rows = fields[1], fields[6], fields[7], fields[8]
    if code not in _DTYPES:
        raise unreadable(path, f"its numbers are of kind {code}, not real ones.")
    if rows < 1 or columns < 1:
        raise unreadable(path, f"it holds no image (shape {rows} x {columns}).")
    pixel = length(step, "m") if np.isfinite(step) else UNKNOWN
    return rows, columns, np.dtype(_DTYPES[code]), pixel
