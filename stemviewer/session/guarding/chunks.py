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


def check_picture(data: h5py.Dataset, index: int) -> None:
    """Refuse picture ``index`` of a stack if its stream goes on beyond its pixels.

    HDF5 unpacks a deflate stream to its end, and takes the memory, before it looks at the length
    (RFC 1951 allows 1032 to 1). Small ones cannot do harm and are not looked at.

    Raises
    ------
    SessionFileError
        With the reason.
    """
    plist = data.id.get_create_plist()
    filters = [plist.get_filter(at)[0] for at in range(plist.get_nfilters())]
    if _DEFLATE not in filters:
        return
    place = (index, *([0] * (data.ndim - 1)))
    stored = data.id.get_chunk_info_by_coord(place).size
    if not stored or stored <= HARMLESS_BYTES:
        return
    pixels = int(np.prod(data.chunks, dtype=np.float64)) * data.dtype.itemsize
    # sums over the pixels may be made before they are packed
    most = pixels + _SUM_BYTES * filters.count(_FLETCHER)
    _, packed = data.id.read_direct_chunk(place)
    try:
        unpacked = isal_zlib.decompressobj().decompress(packed, most + 1)
    except _BROKEN:
        return  # damaged, which reading it tells in the usual words
    if len(unpacked) > most:
        raise guard.refuse(f"Picture {index} of {data.name} unpacks to more than its pixels.")
