"""Rows messages: a fixed binary header of 32 bytes, then pixels, all little-endian."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from stemviewer.core.errors import ProtocolError
from stemviewer.core.frame import MAX_SIDE, RawArray
from stemviewer.feeds.open_feed.limits import MAX_BLOCK_BYTES, MAX_CHANNELS, MAX_NUMBER

MAGIC = b"SVR1"
HEADER = struct.Struct("<4sHBBQIIII")
HEADER_BYTES = HEADER.size

DTYPE_CODES = {
    "uint8": 1,
    "uint16": 2,
    "uint32": 3,
    "int8": 4,
    "int16": 5,
    "int32": 6,
    "float32": 7,
    "float64": 8,
}
_NAMES = {code: name for name, code in DTYPE_CODES.items()}


def wire_dtype(name: str) -> np.dtype[np.generic]:
    """Return the little-endian numpy dtype of a raw dtype's name."""
    dtype: np.dtype[np.generic] = np.dtype(name).newbyteorder("<")
    return dtype


@dataclass(frozen=True, slots=True)
class BlockHeader:
    """What a rows message holds: ``rows`` x ``columns`` pixels of one channel of one frame."""

    channel: int
    dtype: str
    number: int
    first_row: int
    rows: int
    columns: int


def pack_block(header: BlockHeader, pixels: RawArray) -> bytes:
    """Return a rows message.

    Parameters
    ----------
    header : BlockHeader
        Must describe ``pixels``.
    pixels : ndarray, shape (rows, columns)
        Any byte order and layout.
    """
    head = HEADER.pack(
        MAGIC,
        header.channel,
        DTYPE_CODES[header.dtype],
        0,
        header.number,
        header.first_row,
        header.rows,
        header.columns,
        0,
    )
    wire = np.ascontiguousarray(pixels, dtype=wire_dtype(header.dtype))
    return b"".join((head, wire.data.cast("B")))


def parse_block(message: bytes | bytearray) -> tuple[BlockHeader, memoryview]:
    """Take a rows message apart; the payload is a view of it.

    Raises
    ------
    ProtocolError
        If the header is not one of this protocol or the payload is not of the stated size.
    """
    if len(message) < HEADER_BYTES:
        raise ProtocolError(f"The feed sent a binary message of {len(message)} bytes, too short.")
    magic, channel, code, zero, number, first, rows, columns, zero2 = HEADER.unpack_from(message)
    if magic != MAGIC or code not in _NAMES or zero or zero2:
        raise ProtocolError("The feed sent a binary message that is not a block of rows.")
    if channel >= MAX_CHANNELS or number > MAX_NUMBER:
        raise ProtocolError("The feed sent a block of rows with an impossible channel or number.")
    if not (1 <= rows <= MAX_SIDE and 1 <= columns <= MAX_SIDE and first < MAX_SIDE):
        raise ProtocolError(f"The feed sent a block of {rows} x {columns} pixels at row {first}.")
    payload = memoryview(message)[HEADER_BYTES:]
    expected = rows * columns * wire_dtype(_NAMES[code]).itemsize
    if expected > MAX_BLOCK_BYTES or len(payload) != expected:
        raise ProtocolError(
            f"The feed sent {len(payload)} bytes of pixels where its header says {expected}."
        )
    return BlockHeader(channel, _NAMES[code], number, first, rows, columns), payload
