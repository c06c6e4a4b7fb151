"""NTNDArray structures, taken apart and checked.

Fields as in the EPICS V4 normative types specification, NTNDArray.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import ProtocolError
from stemviewer.core.frame import MAX_SIDE, RAW_DTYPES
from stemviewer.feeds.codecs import decompress
from stemviewer.feeds.open_feed.limits import MAX_FRAME_BYTES

MAX_ATTRIBUTES = 1000
"""More attributes of a frame than this are not looked at."""

_SCALARS = {
    1: "int8",
    2: "int16",
    3: "int32",
    4: "int64",
    5: "uint8",
    6: "uint16",
    7: "uint32",
    8: "uint64",
    9: "float32",
    10: "float64",
}


class Structure(Protocol):
    """What p4p's Value offers of what is needed here."""

    def __getitem__(self, name: str) -> Any:
        """Return a field; ``KeyError`` if there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A frame as a channel sent it.

    Parameters
    ----------
    data : ndarray, shape (rows, columns)
        Decompressed.
    unique_id : int
        Counted by the detector; 0 where it does not count.
    utc_ns : int
        When it was acquired, 0 where that is not said [ns since 1970].
    attributes : mapping of str to float
        Those that are numbers.
    """

    data: npt.NDArray[Any]
    unique_id: int
    utc_ns: int
    attributes: Mapping[str, float] = field(default_factory=dict)


def picture_of(value: Structure) -> Picture:
    """Take an NTNDArray apart.

    Raises
    ------
    ProtocolError
        If it is none, or not an image of counts.
    """
    try:
        shape = _shape(value["dimension"])
        stored = np.asarray(value["value"])
        codec = str(value["codec.name"])
        unique = int(value["uniqueId"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _not_an_image(f"its structure is not that of NTNDArray ({error})") from error
    if stored.ndim != 1 or stored.dtype.hasobject:
        raise _not_an_image("its value is not an array of numbers")
    return Picture(
        _pixels(value, stored, codec, shape).reshape(shape),
        max(unique, 0),
        _time(value),
        _attributes(value),
    )


def is_empty(value: Structure) -> bool:
    """Whether a structure holds no frame yet, as before the first acquisition."""
    try:
        return len(value["dimension"]) == 0 and int(value["uniqueId"]) == 0
    except (KeyError, TypeError, ValueError):
        return False


def _pixels(
    value: Structure, stored: npt.NDArray[Any], codec: str, shape: tuple[int, int]
) -> npt.NDArray[Any]:
    count = math.prod(shape)
    name = stored.dtype.name
    if codec:
        try:
            name = _SCALARS.get(int(value["codec.parameters"]), "")
        except (KeyError, TypeError, ValueError, OverflowError):
            name = ""
        if stored.dtype.itemsize != 1:
            raise _not_an_image("its compressed value is not made of bytes")
    if name not in RAW_DTYPES:
        raise _not_an_image(f"its values are {name or 'of an unknown type'}")
    dtype = np.dtype(name)
    if count * dtype.itemsize > MAX_FRAME_BYTES:
        raise _not_an_image(f"its {count * dtype.itemsize / 1e9:.1f} GB are more than allowed")
    if codec:
        return decompress(codec, stored.view(np.uint8), dtype, count)
    if len(stored) != count:
        raise _not_an_image(f"{len(stored)} values came for {shape[1]} x {shape[0]} pixels")
    # the structure is p4p's: it must not change under a frame that is recorded later
    return stored.copy()


def _shape(dimensions: Iterable[Structure]) -> tuple[int, int]:
    sides = [int(dimension["size"]) for dimension in dimensions][:8]
    if not all(1 <= side <= MAX_SIDE for side in sides):
        raise _not_an_image(f"its sides are {sides}")
    plane = [side for side in sides if side > 1] if len(sides) > 2 else sides
    if len(plane) != 2:
        raise _not_an_image(f"it has the dimensions {sides}, not rows and columns")
    return plane[1], plane[0]  # the fastest one comes first


def _time(value: Structure) -> int:
    try:
        seconds = int(value["dataTimeStamp.secondsPastEpoch"])
        nanoseconds = int(value["dataTimeStamp.nanoseconds"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return 0
    sound = 0 < seconds < 2**33 and 0 <= nanoseconds < 10**9
    return seconds * 10**9 + nanoseconds if sound else 0


def _attributes(value: Structure) -> dict[str, float]:
    found: dict[str, float] = {}
    try:
        entries = list(value["attribute"])[:MAX_ATTRIBUTES]
    except (KeyError, TypeError):
        return found
    for entry in entries:
        try:
            number = float(entry["value"])
        except (KeyError, TypeError, ValueError, OverflowError):
            continue  # text, or nothing
        if math.isfinite(number):
            found[str(entry["name"])] = number
    return found


def _not_an_image(why: str) -> ProtocolError:
    return ProtocolError(
        f"A frame was left out: {why}.",
        "It is logged as lost.",
        "Choose a channel of plain (mono) images of 8 to 32 bits.",
    )
