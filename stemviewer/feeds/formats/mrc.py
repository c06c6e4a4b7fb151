"""MRC files, images and stacks; the header is checked before the library is let at the file."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path

import mrcfile
import numpy as np

from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.formats.common import check_size, length, make_stack, reading, unreadable

_HEADER = 1024
_ITEM = {0: 1, 1: 2, 2: 4, 6: 2, 12: 2}
"""Bytes per pixel of the real modes."""

_NEVER_SET = 1.0
"""Å per pixel that programs write who know nothing."""


def read_mrc(path: Path) -> ImageStack:
    """Read an MRC image or stack (modes 0, 1, 2, 6, 12).

    Raises
    ------
    ImageFileError
        If it is damaged, truncated, complex or too large.
    """
    with reading(path):
        _check_header(path)
        with warnings.catch_warnings():
            # permissive: many microscopes leave out the map stamp; it warns of such trifles
            warnings.simplefilter("ignore", RuntimeWarning)
            with mrcfile.open(path, mode="r", permissive=True) as mrc:
                if mrc.data is None:
                    raise unreadable(path, "its header is damaged.")
                array = np.array(mrc.data)
                size = float(mrc.voxel_size.x)
    return make_stack(path, array, _pixel_size(size), "MRC")


def _check_header(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(_HEADER)
    if len(head) < _HEADER:
        raise unreadable(path, "it ends within its header.")
    for order in "<>":
        columns, rows, planes, mode = struct.unpack_from(f"{order}4i", head)
        if mode in _ITEM and min(columns, rows, planes) > 0:
            break
    else:
        raise unreadable(path, "its header is not one of a real-valued MRC image.")
    shape = (planes, rows, columns)
    check_size(path, shape, _ITEM[mode])
    (extended,) = struct.unpack_from(f"{order}i", head, 92)
    needed = _HEADER + max(extended, 0) + planes * rows * columns * _ITEM[mode]
    if path.stat().st_size < needed:
        raise unreadable(path, "it is truncated: pixels are missing at its end.")


def _pixel_size(angstrom: float) -> Quantity:
    return UNKNOWN if angstrom == _NEVER_SET else length(angstrom, "Å")
