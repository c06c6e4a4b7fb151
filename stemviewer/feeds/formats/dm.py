"""Gatan DigitalMicrograph files, DM3 and DM4: the first image that is not the thumbnail.

The layout follows the public description of the format by C. B. Boothroyd
(er-c.org/cbb/info/dmformat). Every count is checked against the file before it is used.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from stemviewer.core.errors import ImageFileError
from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.formats import common
from stemviewer.feeds.formats.common import check_size, length, make_stack, reading, unreadable

_MOST_TAGS = 100_000
_MOST_DEPTH = 32
_MOST_INFO = 1024
_GROUP, _DATA, _END = 20, 21, 0
_STRUCT, _STRING, _ARRAY = 15, 18, 20
_TYPES = {
    2: "i2",
    3: "i4",
    4: "u2",
    5: "u4",
    6: "f4",
    7: "f8",
    8: "u1",
    9: "i1",
    10: "u1",
    11: "i8",
    12: "u8",
}
_PACKED_OR_COLOUR = {3, 5, 8, 13, 23, 27, 28}
"""Image data types that are complex, packed or RGB."""

_REAL_DIMENSIONS = (2, 3)


@dataclass(frozen=True, slots=True)
class DmArray:
    """Where an array lies in the file."""

    offset: int
    dtype: str
    count: int


Value = float | int | DmArray
Tags = dict[str, Value]


class _Tree:
    """Reads the tag tree of an open file into ``path -> value``, e.g. ``ImageList.1.Name``."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self._size = path.stat().st_size
        self._left = _MOST_TAGS
        self.tags: Tags = {}
        version, _ = struct.unpack(">II", self._take(8))
        if version not in (3, 4):
            raise unreadable(path, "it is no DigitalMicrograph file of version 3 or 4.")
        self.version = int(version)
        if version == 4:
            self._take(4)
        self.order = "<" if struct.unpack(">I", self._take(4))[0] == 1 else ">"
        self._group("", 0)

    def _take(self, count: int) -> bytes:
        data = self._file.read(count) if 0 <= count <= self._size - self._file.tell() else b""
        if len(data) != count:
            raise unreadable(self._path, "it ends within its tags.")
        return data

    def _skip(self, count: int) -> int:
        here = self._file.tell()
        if not 0 <= count <= self._size - here:
            raise unreadable(self._path, "it ends before its data do.")
        self._file.seek(count, 1)
        return here

    def _count(self) -> int:
        form = ">I" if self.version == 3 else ">Q"
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def _group(self, prefix: str, depth: int) -> None:
        if depth > _MOST_DEPTH:
            raise unreadable(self._path, "its tags are nested too deeply.")
        self._take(2)
        for index in range(self._count()):
            kind, size = struct.unpack(">BH", self._take(3))
            if kind == _END:
                return
            name = self._take(size).decode("latin-1") or str(index)
            if self.version == 4:
                self._take(8)
            place = f"{prefix}.{name}" if prefix else name
            self._left -= 1 + len(place) // 64  # long labels deep down must not fill the memory
            if self._left < 0:
                raise unreadable(self._path, "it has too many tags.")
            if kind == _GROUP:
                self._group(place, depth + 1)
            elif kind == _DATA:
                self._value(place)
            else:
                raise unreadable(self._path, f"it has a tag of unknown kind {kind}.")

    def _value(self, place: str) -> None:
        if self._take(4) != b"%%%%":
            raise unreadable(self._path, "a tag does not begin as it should.")
        count = self._count()
        if not 1 <= count <= _MOST_INFO:
            raise unreadable(self._path, f"a tag has {count} descriptors.")
        info = [self._count() for _ in range(count)]
        if info[0] in _TYPES:
            form = self.order + _TYPES[info[0]]
            self.tags[place] = np.frombuffer(self._take(np.dtype(form).itemsize), form)[0].item()
        elif info[0] == _STRUCT:
            self._skip(self._struct_bytes(info))
        elif info[0] == _STRING and count > 1:
            self._skip(info[1])
        elif info[0] == _ARRAY and count > 2:
            self._array(place, info)
        else:
            raise unreadable(self._path, f"a tag has the unknown type {info[0]}.")

    def _struct_bytes(self, info: list[int]) -> int:
        # type, name length, number of fields, then (name length, type) of each field
        try:
            kinds = [info[4 + 2 * field] for field in range(min(info[2], _MOST_INFO))]
            return sum(np.dtype(_TYPES[kind]).itemsize for kind in kinds)
        except (IndexError, KeyError) as error:
            raise unreadable(self._path, "a structure in its tags is malformed.") from error

    def _array(self, place: str, info: list[int]) -> None:
        count = info[-1]
        if info[1] == _STRUCT:
            self._skip(self._struct_bytes(info[1:-1]) * count)
        elif info[1] in _TYPES:
            dtype = self.order + _TYPES[info[1]]
            offset = self._skip(np.dtype(dtype).itemsize * count)
            self.tags[place] = DmArray(offset, dtype, count)
        else:
            raise unreadable(self._path, f"an array has the unknown type {info[1]}.")

    def text(self, place: str) -> str:
        """Return a text tag, at most 200 characters, or an empty string."""
        value = self.tags.get(place)
        if not isinstance(value, DmArray) or value.dtype[1:] != "u2":
            return ""
        self._file.seek(value.offset)
        raw = self._file.read(2 * min(value.count, 200))
        text = raw.decode("utf-16-le" if self.order == "<" else "utf-16-be", errors="replace")
        return text.split("\0")[0]


def read_dm(path: Path) -> ImageStack:
    """Read a DM3 or DM4 file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    ImageStack
        The largest real-valued image or image stack in it.

    Raises
    ------
    ImageFileError
        If it is damaged, or holds no such image (spectra, diffraction data, colour).
    """
    with reading(path), path.open("rb") as file:
        tree = _Tree(path, file)
        best = _choose(path, tree.tags)
        data = tree.tags[f"{best}.ImageData.Data"]
        shape = _shape(tree.tags, best)
        assert isinstance(data, DmArray)
        check_size(path, shape, np.dtype(data.dtype).itemsize)
        file.seek(data.offset)
        array = np.fromfile(file, data.dtype, data.count).reshape(shape)
        name = tree.text(f"{best}.Name")
        pixel = _pixel_size(tree, best)
        micros = tree.tags.get(f"{best}.ImageTags.DigiScan.Sample Time")
    dwell = common.duration(micros * 1e-6) if isinstance(micros, float) else UNKNOWN
    about = f"Gatan DM{tree.version}" + (f", {name}" if name else "")
    return make_stack(path, array, pixel, about, dwell)


def _choose(path: Path, tags: Mapping[str, Value]) -> str:
    """Return the prefix of the largest usable image."""
    places = [p.removesuffix(".ImageData.Data") for p in tags if p.endswith(".ImageData.Data")]
    usable = [place for place in places if _usable(tags, place)]
    if not usable:
        raise ImageFileError(
            f"{path.name} holds no STEM image.",
            "Spectra, spectrum images, complex and colour data cannot be served as a detector.",
            "Choose a file with an image or an image stack.",
        )
    return max(usable, key=lambda place: math.prod(_shape(tags, place)))


def _usable(tags: Mapping[str, Value], place: str) -> bool:
    data, kind = tags[f"{place}.ImageData.Data"], tags.get(f"{place}.ImageData.DataType")
    shape = _shape(tags, place)
    return (
        isinstance(data, DmArray)
        and kind not in _PACKED_OR_COLOUR
        and len(shape) in _REAL_DIMENSIONS
        and min(shape) > 0
        and math.prod(shape) == data.count
        and not _is_spectral(tags, place)
    )


def _is_spectral(tags: Mapping[str, Value], place: str) -> bool:
    prefix = f"{place}.ImageTags."
    return any(p.startswith((f"{prefix}SI.", f"{prefix}EELS.Acquisition")) for p in tags) and (
        len(_shape(tags, place)) > 2
    )


def _shape(tags: Mapping[str, Value], place: str) -> tuple[int, ...]:
    """Return the shape, slowest axis first; the file lists the fastest first."""
    sides: list[int] = []
    while isinstance(side := tags.get(f"{place}.ImageData.Dimensions.{len(sides)}"), int):
        sides.append(side)
    return tuple(reversed(sides))


def _pixel_size(tree: _Tree, place: str) -> Quantity:
    calibration = f"{place}.ImageData.Calibrations.Dimension.0"
    scale = tree.tags.get(f"{calibration}.Scale")
    if not isinstance(scale, float):
        return UNKNOWN
    return length(scale, tree.text(f"{calibration}.Units"))
