"""Merlin's pixel formats: processed (unsigned, big-endian) and raw (as the chips send them).

Raw pixels come in words of 64 bits, the first pixel in the lowest bits: groups of 64, 8 or 4
pixels of 1, 6 or 12 bits, stored in 1, 8 or 16 bits each. 24-bit raw patterns are two of 12
bits, the upper halves first. Four chips in a square send a line of all chips at a time, the
last chip first, and the lower two are mounted upside down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import ProtocolError
from stemviewer.core.frame import MAX_SIDE
from stemviewer.feeds.merlin.messages import ImageHeader

Pixels = npt.NDArray[Any]

_PROCESSED: dict[str, np.dtype[Any]] = {
    "U08": np.dtype(">u1"),
    "U16": np.dtype(">u2"),
    "U32": np.dtype(">u4"),
}
_GROUP = {1: 64, 6: 8, 12: 4, 24: 4}


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """How the pixels of an acquisition are stored, and what they become.

    Parameters
    ----------
    kind : str
        As in the header.
    depth : int
        Bits of the counters; decides the largest value.
    rows, columns : int
        Of the pattern after decoding.
    size : int
        Of the stored pixels of a pattern [bytes].
    quad : bool
        Whether four raw chips have to be put together.
    """

    kind: str
    depth: int
    rows: int
    columns: int
    size: int
    quad: bool = False

    @property
    def raw(self) -> bool:
        """Whether the pixels come as the chips sent them."""
        return self.kind == "R64"

    @property
    def most(self) -> int:
        """Largest value of a pixel."""
        return int(2**self.depth - 1)

    def decode(self, stored: npt.NDArray[np.uint8]) -> Pixels:
        """Return patterns in native byte order, shape (n, rows, columns).

        Parameters
        ----------
        stored : ndarray of uint8, shape (n, size)
            As received; contiguous, so that it can be read as larger integers.
        """
        if self.raw:
            return self._decode_raw(stored)
        big = stored.view(_PROCESSED[self.kind]).reshape(-1, self.rows, self.columns)
        native: Pixels = big.astype(big.dtype.newbyteorder("="))
        return native

    def _decode_raw(self, stored: npt.NDArray[np.uint8]) -> Pixels:
        count = len(stored)
        if self.depth == 24:
            halves = stored.reshape(count, 2, -1)
            upper, lower = (self._words(np.ascontiguousarray(halves[:, i])) for i in (0, 1))
            values = (upper.astype(np.uint32) << 12) | lower
        else:
            values = self._words(stored)
        if not self.quad:
            return np.ascontiguousarray(values.reshape(count, self.rows, self.columns))
        half_rows, half_columns = self.rows // 2, self.columns // 2
        lines = values.reshape(count, half_rows, 4, half_columns)
        whole = np.empty((count, self.rows, self.columns), values.dtype)
        whole[:, :half_rows, :half_columns] = lines[:, :, 3]
        whole[:, :half_rows, half_columns:] = lines[:, :, 2]
        whole[:, half_rows:, :half_columns] = lines[:, ::-1, 1, ::-1]
        whole[:, half_rows:, half_columns:] = lines[:, ::-1, 0, ::-1]
        return whole

    def _words(self, stored: npt.NDArray[np.uint8]) -> Pixels:
        """Return the pixels of raw words in the order of the chip's columns."""
        count, group = len(stored), _GROUP[self.depth]
        if self.depth == 1:
            bits = np.unpackbits(stored.reshape(count, -1, 8), axis=-1)
            return bits[..., ::-1].reshape(count, -1)
        dtype = np.dtype(">u1" if self.depth == 6 else ">u2")
        words = stored.view(dtype).reshape(count, -1, group)[..., ::-1]
        return words.astype(dtype.newbyteorder("=")).reshape(count, -1)


def pixel_format(header: ImageHeader, length: int) -> PixelFormat:
    """Return the format of a pattern whose content is ``length`` bytes long.

    Raises
    ------
    ProtocolError
        If header and length do not agree, or the format is not supported; in words.
    """
    made = _raw_format(header) if header.kind == "R64" else _processed_format(header)
    if header.offset + made.size != length:
        raise ProtocolError(
            f"A pattern of {made.columns} x {made.rows} pixels came with {length} bytes, "
            f"not the {header.offset + made.size} its header asks for."
        )
    return made


def _processed_format(header: ImageHeader) -> PixelFormat:
    dtype = _PROCESSED.get(header.kind)
    if dtype is None:
        raise _unsupported(f"{header.kind} pixels")
    bits = dtype.itemsize * 8
    depth = header.depth if header.depth is not None and header.depth <= bits else bits
    # summed or corrected pixels may exceed the counter: the stored type bounds them for sure
    most = depth if depth in (1, 6) and bits == 8 else bits
    size = header.rows * header.columns * dtype.itemsize
    return PixelFormat(header.kind, most, header.rows, header.columns, size)


def _raw_format(header: ImageHeader) -> PixelFormat:
    rows, columns, depth = header.rows, header.columns, header.depth
    if depth is None:
        raise _unsupported("raw pixels of a depth that the header does not state")
    if depth == 24:
        if columns % 2:
            raise _unsupported("24-bit raw pixels of an odd number of columns")
        columns //= 2
    quad = header.chips == 4 and header.layout == "2x2"
    if header.chips != 1 and not quad:
        raise _unsupported(f"raw pixels of {header.chips} chips as {header.layout}")
    if quad and depth == 24:
        raise _unsupported("24-bit raw pixels of four chips")
    if columns % _GROUP[depth]:
        raise _unsupported(f"raw lines of {columns} pixels")
    size = rows * columns // 8 if depth == 1 else rows * columns * (1 if depth == 6 else 2)
    if depth == 24:
        size *= 2
    if quad:
        if columns != 4 * rows or 2 * rows > MAX_SIDE:
            raise _unsupported(f"raw pixels of four chips as {columns} x {rows}")
        rows, columns = 2 * rows, columns // 2
    return PixelFormat(header.kind, depth, rows, columns, size, quad)


def _unsupported(what: str) -> ProtocolError:
    return ProtocolError(
        f"The Merlin sends {what}, which this program cannot decode.",
        "No picture is made: a guess at the order of the pixels would be a wrong picture.",
        "Choose another counter depth, or the processed rather than the raw format.",
    )
