"""Refusing a stored picture that unpacks to far more than its pixels."""

from __future__ import annotations

from typing import cast

import h5py
import numpy as np
from isal import igzip_lib, isal_zlib

from stemviewer.session.guarding import guard

HARMLESS_BYTES = 256 << 10
"""A packed picture of at most this expands to a quarter of a GiB at the worst [bytes]."""

_DEFLATE = 1
_FLETCHER = 3
_SUM_BYTES = 4
# the library's own description has an instance where the type stands
_BROKEN = cast("type[Exception]", igzip_lib.IsalError)


class PictureCheck:
    """Refuses pictures of one stack whose stream goes on beyond their pixels.

    HDF5 unpacks a deflate stream to its end, and takes the memory, before it looks at the length
    (RFC 1951 allows 1032 to 1). Small ones cannot do harm and are not looked at.

    Parameters
    ----------
    data : Dataset, shape (pictures, ...)
        The stack, a chunk a picture.
    """

    def __init__(self, data: h5py.Dataset) -> None:
        plist = data.id.get_create_plist()
        filters = [plist.get_filter(at)[0] for at in range(plist.get_nfilters())]
        self._name, self._id = data.name, data.id
        self._rest = (0,) * (data.ndim - 1)
        self._packed = _DEFLATE in filters
        pixels = int(np.prod(data.chunks, dtype=np.float64)) * data.dtype.itemsize
        # sums over the pixels may be made before they are packed
        self._most = pixels + _SUM_BYTES * filters.count(_FLETCHER)

    def check(self, index: int) -> None:
        """Look at picture ``index``.

        Raises
        ------
        SessionFileError
            With the reason.
        """
        if not self._packed:
            return
        # not get_chunk_info_by_coord: it looks through all chunks before, which made the reading
        # of a long session go with the square of its length
        try:
            _, packed = self._id.read_direct_chunk((index, *self._rest))
        except (OSError, RuntimeError, ValueError):
            return  # there is none, or it cannot be read: reading it tells in the usual words
        except MemoryError as error:
            raise guard.refuse(f"Picture {index} of {self._name} claims all memory.") from error
        if len(packed) <= HARMLESS_BYTES:
            return
        try:
            unpacked = isal_zlib.decompressobj().decompress(packed, self._most + 1)
        except _BROKEN:
            return  # damaged, which reading it tells in the usual words
        if len(unpacked) > self._most:
            raise guard.refuse(f"Picture {index} of {self._name} unpacks to more than its pixels.")
