"""Compressing a chunk outside HDF5, exactly as its own filters would have written it."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import numpy.typing as npt
from isal import isal_zlib

DEFLATE_LEVEL = 1


def shuffle(pixels: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Group the bytes of equal significance, as HDF5's shuffle filter does; shape (n,)."""
    size = pixels.dtype.itemsize
    flat = np.ascontiguousarray(pixels).reshape(-1).view(np.uint8)
    if size == 1:
        return flat
    if pixels.dtype.kind == "u" and size == 2:
        return _shuffle_16(flat.view("<u2"))
    return np.ascontiguousarray(flat.reshape(-1, size).T).reshape(-1)


def _shuffle_16(values: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint8]:
    """Shuffle the type most detectors give: by shifts, twice as fast as by turning the array."""
    planes = np.empty((2, values.size), np.uint8)
    np.bitwise_and(values, 255, out=planes[0], casting="unsafe")
    np.right_shift(values, 8, out=planes[1], casting="unsafe")
    return planes.reshape(-1)


def fletcher32(data: bytes | memoryview) -> int:
    """Return HDF5's Fletcher-32 checksum (``H5_checksum_fletcher32``).

    16-bit words are read big-endian, an odd last byte is padded with zero, sums are taken
    modulo 65535 with end-around carry, so a sum of zero appears as 65535 unless all is zero.
    """
    raw = np.frombuffer(data, np.uint8)
    if raw.size % 2:
        raw = np.append(raw, np.uint8(0))
    words = raw.view(">u2")
    low, high = 0, 0
    block = 1 << 16
    for start in range(0, words.size, block):
        piece = words[start : start + block].astype(np.uint64)
        weights = np.arange(piece.size, 0, -1, dtype=np.uint64)
        high += low * piece.size + int(np.dot(piece, weights))
        low += int(piece.sum())
    return (_carry(high) << 16) | _carry(low)


def _carry(total: int) -> int:
    return 0 if total == 0 else (total - 1) % 65535 + 1


def deflate_chunk(pixels: npt.NDArray[Any]) -> bytes:
    """Return the chunk for the filters shuffle, deflate, Fletcher-32."""
    packed: bytes = isal_zlib.compress(shuffle(pixels), DEFLATE_LEVEL)
    return packed + struct.pack("<I", fletcher32(packed))


def plain_chunk(pixels: npt.NDArray[Any]) -> bytes:
    """Return the chunk for the filter Fletcher-32 alone."""
    data = np.ascontiguousarray(pixels).tobytes()
    return data + struct.pack("<I", fletcher32(data))
