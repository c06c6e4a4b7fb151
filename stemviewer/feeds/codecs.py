"""Compressions of NTNDArray and of DECTRIS, undone with sizes checked before memory is taken."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import FeedError, ProtocolError

_BLOSC_HEADER = 16
_TARGET_BLOCK = 8192
_MOST_BLOCK = 2**20
_MOST_EXPANSION = 256
"""LZ4 and what builds on it cannot expand further."""

_FRAMED = struct.Struct(">QI")
"""Head of the HDF5 framings: size of the whole and of a block [bytes]."""

_LENGTH = struct.Struct(">I")

Bytes = npt.NDArray[np.uint8]
Compressed = bytes | memoryview


def decompress(codec: str, data: Bytes, dtype: np.dtype[Any], count: int) -> npt.NDArray[Any]:
    """Return the ``count`` values that the data of an NTNDArray hold.

    Parameters
    ----------
    codec : str
        ``lz4``, ``bslz4`` or ``blosc``, as in the field ``codec.name``.
    data : ndarray of uint8
        As received.
    dtype : dtype
        Of the values.
    count : int
        How many the dimensions ask for.

    Raises
    ------
    ProtocolError
        If the codec is not supported, or the data are not what they say.
    FeedError
        If the library is missing.
    """
    if codec == "jpeg":
        raise ProtocolError(
            "The frames are compressed with JPEG, which loses counts.",
            "Nothing is shown: a picture after JPEG is not what the detector counted.",
            "Choose lz4, bslz4, blosc or no compression at the detector.",
        )
    if codec not in ("lz4", "bslz4", "blosc"):
        raise ProtocolError(
            f"The frames are compressed with {codec[:40]!r}, which is not known.",
            "Nothing is shown.",
            "Choose lz4, bslz4, blosc or no compression at the detector.",
        )
    return undo(codec, data.tobytes(), dtype, count)


def undo(codec: str, data: Compressed, dtype: np.dtype[Any], count: int) -> npt.NDArray[Any]:
    """Return the ``count`` values that are compressed in ``data``.

    Parameters
    ----------
    codec : str
        ``lz4`` (a bare block), ``bslz4`` (bare blocks), ``blosc``, ``lz4-framed`` or
        ``bslz4-framed`` (as the HDF5 filters store them).
    data : bytes
        As received.
    dtype : dtype
        Of the values.
    count : int
        How many must come out.

    Raises
    ------
    ProtocolError
        If the data are not what they say.
    FeedError
        If the library is missing.
    """
    size = count * dtype.itemsize
    if size > _MOST_EXPANSION * len(data) + 4096:
        raise ProtocolError(f"A frame claims to expand {len(data)} bytes to {size}.")
    try:
        plain = _KNOWN[codec](data, size, dtype.itemsize)
    except ImportError as error:
        raise FeedError(
            "Compressed frames need the Python package imagecodecs, which is not installed.",
            "No frame can be read.",
            'Install it with: pip install "stemviewer[epics]" or "stemviewer[dectris]"',
        ) from error
    except (RuntimeError, ValueError, struct.error) as error:
        raise ProtocolError(f"A frame could not be decompressed ({str(error)[:80]}).") from error
    if len(plain) != size:
        raise ProtocolError(f"A frame decompressed to {len(plain)} bytes; {size} were announced.")
    values: npt.NDArray[Any] = np.frombuffer(plain, dtype)
    return values


def _lz4(data: Compressed, size: int, _item: int) -> bytes:
    from imagecodecs import lz4_decode

    return bytes(lz4_decode(bytes(data), out=size))


def _blosc(data: Compressed, size: int, _item: int) -> bytes:
    from imagecodecs import blosc_decode

    # the library believes the header: it must not ask for another size than announced
    if len(data) < _BLOSC_HEADER or struct.unpack_from("<I", data, 4)[0] != size:
        raise ValueError("its header states another size")
    if struct.unpack_from("<I", data, 12)[0] != len(data):
        raise ValueError("it is cut off")
    return bytes(blosc_decode(bytes(data), out=size))


def _bslz4(data: Compressed, size: int, item: int) -> bytearray:
    """Undo bitshuffle's blocks of LZ4, each with its length before it, without a file header."""
    return _shuffled_blocks(data, 0, size, item, _block_items(item) * item)


def _bslz4_framed(data: Compressed, size: int, item: int) -> bytearray:
    """Undo the same after the header of bitshuffle's HDF5 filter."""
    stated, block = _FRAMED.unpack_from(data)
    block = block or _block_items(item) * item
    if stated != size or block % (8 * item) or block > _MOST_BLOCK:
        raise ValueError("its header states another size")
    return _shuffled_blocks(data, _FRAMED.size, size, item, block)


def _shuffled_blocks(data: Compressed, place: int, size: int, item: int, block: int) -> bytearray:
    from imagecodecs import bitshuffle_decode, lz4_decode

    plain = bytearray()
    while size - len(plain) >= 8 * item:
        left = (size - len(plain)) // (8 * item) * (8 * item)
        want = min(block, left)
        part, place = _part(data, place)
        shuffled = lz4_decode(bytes(part), out=want)
        if len(shuffled) != want:
            raise ValueError("a block is too short")
        plain += bitshuffle_decode(shuffled, itemsize=item, blocksize=want // item)
    # what does not fill eight values stands at the end as it is
    rest = size - len(plain)
    plain += data[place : place + rest]
    return plain


def _lz4_framed(data: Compressed, size: int, _item: int) -> bytearray:
    """Undo the blocks of the LZ4 filter of HDF5; one that did not shrink is stored as it is."""
    from imagecodecs import lz4_decode

    stated, block = _FRAMED.unpack_from(data)
    if stated != size or not block:
        raise ValueError("its header states another size")
    plain, place = bytearray(), _FRAMED.size
    while len(plain) < size:
        want = min(block, size - len(plain))
        part, place = _part(data, place)
        opened = part if len(part) == want else lz4_decode(bytes(part), out=want)
        if len(opened) != want:
            raise ValueError("a block is too short")
        plain += opened
    return plain


def _part(data: Compressed, place: int) -> tuple[Compressed, int]:
    """Return a block that has its length before it, and where the next one begins."""
    (length,) = _LENGTH.unpack_from(data, place)
    place += _LENGTH.size
    if length > len(data) - place:
        raise ValueError("a block reaches beyond the data")
    return data[place : place + length], place + length


def _block_items(item: int) -> int:
    """Return bitshuffle's default block: 8 KiB, a multiple of eight values."""
    return max(128, _TARGET_BLOCK // item // 8 * 8)


_KNOWN: dict[str, Callable[[Compressed, int, int], bytes | bytearray]] = {
    "lz4": _lz4,
    "blosc": _blosc,
    "bslz4": _bslz4,
    "bslz4-framed": _bslz4_framed,
    "lz4-framed": _lz4_framed,
}
