"""What both versions of the stream say: a series begins, an image, a series ends."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import ProtocolError
from stemviewer.core.frame import MAX_SIDE
from stemviewer.feeds.codecs import Compressed, undo

MOST_IMAGES = 2**40
_DTYPES = ("uint8", "uint16", "uint32")


@dataclass(frozen=True, slots=True)
class SeriesStart:
    """A series begins.

    Parameters
    ----------
    series : int
        Its number.
    images : int
        How many are announced; 0 where nothing is.
    frame_time : float or None
        From one image to the next [s].
    name : str
        Model of the detector; empty where it is not told.
    """

    series: int
    images: int = 0
    frame_time: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class SeriesEnd:
    """A series ended."""

    series: int


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """An image, still compressed.

    Parameters
    ----------
    series, number : int
        Number of the series, and of the image in it from 0.
    rows, columns : int
        Of the pattern.
    dtype : dtype
        Of the pixels, with their byte order.
    codec : str
        As of :func:`stemviewer.feeds.codecs.undo`; empty for none.
    data : bytes
        Pixels, or what they are compressed to.
    """

    series: int
    number: int
    rows: int
    columns: int
    dtype: np.dtype[Any]
    codec: str
    data: Compressed

    @property
    def nodata(self) -> int:
        """The value of a pixel that has none: masked, dead, or of a gap between modules."""
        return int(2 ** (8 * self.dtype.itemsize) - 1)

    def pixels(self) -> npt.NDArray[Any]:
        """Return the pattern, shape (rows, columns), in the byte order it came in.

        Raises
        ------
        ProtocolError
            If the data are not what they say.
        FeedError
            If the library is missing.
        """
        count = self.rows * self.columns
        if self.codec:
            flat = undo(self.codec, self.data, self.dtype, count)
        elif len(self.data) == count * self.dtype.itemsize:
            flat = np.frombuffer(self.data, self.dtype)
        else:
            raise ProtocolError(
                f"A pattern of {self.columns} x {self.rows} pixels came with "
                f"{len(self.data)} bytes."
            )
        return flat.reshape(self.rows, self.columns)


Message = SeriesStart | SeriesEnd | Image


def whole(value: object, least: int, most: int, what: str) -> int:
    """Return a whole number within bounds.

    Raises
    ------
    ProtocolError
        If it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ProtocolError(f"The DECTRIS stated {what} that no series has.")
    return value


def sides(rows: object, columns: object) -> tuple[int, int]:
    """Return the shape of a pattern.

    Raises
    ------
    ProtocolError
        If no detector has it.
    """
    return tuple(whole(side, 1, MAX_SIDE, "a shape") for side in (rows, columns))  # type: ignore[return-value]


def seconds(value: object) -> float | None:
    """Return a time [s], or ``None`` where none is stated."""
    good = isinstance(value, int | float) and not isinstance(value, bool)
    number = float(value) if good else math.nan  # type: ignore[arg-type]
    return number if 0.0 < number < 1e5 else None


def pixel_dtype(name: str, order: str) -> np.dtype[Any]:
    """Return the dtype of pixels.

    Raises
    ------
    ProtocolError
        If it is not an unsigned integer of 8, 16 or 32 bits.
    """
    if name not in _DTYPES or order not in "<>":
        raise unsupported(f"pixels of type {name[:20]!r}")
    return np.dtype(name).newbyteorder(order)  # type: ignore[arg-type]


def unsupported(what: str) -> ProtocolError:
    """Return the refusal of what cannot be decoded."""
    return ProtocolError(
        f"The DECTRIS sends {what}, which this program cannot decode.",
        "No picture is made: a guess at the pixels would be a wrong picture.",
        "Choose lz4, bslz4 or no compression, and 8, 16 or 32 bits, at the detector.",
    )


def as_map(value: object, what: str) -> Mapping[Any, Any]:
    """Return a mapping.

    Raises
    ------
    ProtocolError
        If it is none.
    """
    if not isinstance(value, Mapping):
        raise ProtocolError(f"The DECTRIS sent {what} that is none.")
    return value


def as_pair(value: object, what: str) -> Sequence[Any]:
    """Return a sequence of two.

    Raises
    ------
    ProtocolError
        If it is none.
    """
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ProtocolError(f"The DECTRIS sent {what} that is none.")
    return value
