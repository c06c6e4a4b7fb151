"""The compressions of NTNDArray, undone with every size checked before memory is taken."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import FeedError, ProtocolError

_BLOSC_HEADER = 16
_TARGET_BLOCK = 8192
_MOST_EXPANSION = 256
"""LZ4 and what builds on it cannot expand further."""

_MISSING = "Compressed frames of EPICS need the Python package imagecodecs, which is not installed."

Bytes = npt.NDArray[np.uint8]


def decompress(codec: str, data: Bytes, dtype: np.dtype[Any], count: int) -> npt.NDArray[Any]:
    """Return the ``count`` values that ``data`` holds.

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
    size = count * dtype.itemsize
    if codec == "jpeg":
        raise ProtocolError(
            "The frames are compressed with JPEG, which loses counts.",
            "Nothing is shown: a picture after JPEG is not what the detector counted.",
            "Choose lz4, bslz4, blosc or no compression at the detector.",
        )
    known = {"lz4": _lz4, "bslz4": _bslz4, "blosc": _blosc}
    if codec not in known:
        raise ProtocolError(
            f"The frames are compressed with {codec[:40]!r}, which is not known.",
            "Nothing is shown.",
            "Choose lz4, bslz4, blosc or no compression at the detector.",
        )
    if size > _MOST_EXPANSION * len(data) + 4096:
        raise ProtocolError(f"A frame claims to expand {len(data)} bytes to {size}.")
    try:
        plain = known[codec](data.tobytes(), size, dtype.itemsize)
    except ImportError as error:
        raise FeedError(
            _MISSING, "No frame can be read.", "pip install stemviewer[epics]"
        ) from error
    except (RuntimeError, ValueError, struct.error) as error:
        raise ProtocolError(f"A frame could not be decompressed ({str(error)[:80]}).") from error
    if len(plain) != size:
        raise ProtocolError(f"A frame decompressed to {len(plain)} bytes; {size} were announced.")
    return np.frombuffer(plain, dtype)


def _lz4(data: bytes, size: int, _item: int) -> bytes:
    from imagecodecs import lz4_decode

    return bytes(lz4_decode(data, out=size))


def _blosc(data: bytes, size: int, _item: int) -> bytes:
    from imagecodecs import blosc_decode

    # the library believes the header: it must not ask for another size than announced
    if len(data) < _BLOSC_HEADER or struct.unpack_from("<I", data, 4)[0] != size:
        raise ValueError("its header states another size")
    if struct.unpack_from("<I", data, 12)[0] != len(data):
        raise ValueError("it is cut off")
    return bytes(blosc_decode(data, out=size))


def _bslz4(data: bytes, size: int, item: int) -> bytes:
    """Undo bitshuffle's blocks of LZ4, each with its length before it, without a file header."""
    from imagecodecs import bitshuffle_decode, lz4_decode

    block = _block_items(item) * item
    plain = bytearray()
    place = 0
    while size - len(plain) >= 8 * item:
        left = (size - len(plain)) // (8 * item) * (8 * item)
        want = min(block, left)
        (length,) = struct.unpack_from(">I", data, place)
        place += 4
        if length > len(data) - place:
            raise ValueError("a block reaches beyond the data")
        shuffled = lz4_decode(data[place : place + length], out=want)
        if len(shuffled) != want:
            raise ValueError("a block is too short")
        plain += bitshuffle_decode(bytes(shuffled), itemsize=item, blocksize=want // item)
        place += length
    # what does not fill eight values stands at the end as it is
    rest = size - len(plain)
    return bytes(plain) + data[place : place + rest]


def _block_items(item: int) -> int:
    """Return bitshuffle's default block: 8 KiB, a multiple of eight values."""
    return max(128, _TARGET_BLOCK // item // 8 * 8)
