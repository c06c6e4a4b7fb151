"""Append-only datasets, written with as few HDF5 calls as possible."""

from __future__ import annotations

from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from stemviewer.session.structure.encode import deflate_chunk, plain_chunk


class Column:
    """A one-dimensional dataset, without filters, that grows by one value at a time.

    The last chunk is kept here and written whole each time: in place, its earlier values
    unchanged. That spares HDF5's conversion of rows, which took most of a frame's time.
    """

    def __init__(self, dataset: h5py.Dataset) -> None:
        self._id = dataset.id
        self._chunk = np.zeros(dataset.chunks, dataset.dtype)
        self.count = 0

    def append(self, value: Any) -> int:
        """Append a value or structured row, and return its position; not yet flushed."""
        at = self.count
        within = at % self._chunk.size
        if within == 0:
            self._chunk[:] = np.zeros((), self._chunk.dtype)
        self._chunk[within] = value
        self._id.set_extent((at + 1,))
        self._id.write_direct_chunk((at - within,), self._chunk.tobytes(), 0)
        self.count = at + 1
        return at

    def flush(self) -> None:
        """Hand the new values to the operating system, so that they survive this process."""
        self._id.flush()


class Stack:
    """Pictures of one shape and dtype, a chunk each, with their frame numbers."""

    def __init__(self, group: h5py.Group) -> None:
        data = group["data"]
        self._data = data
        self._id = data.id
        self._plane = data.shape[1:]
        self._numbers = Column(group["frame_number"])
        self._encode = _encoder(data)
        self.count = 0

    def prepare(self, pixels: npt.NDArray[Any]) -> bytes | npt.NDArray[Any]:
        """Compress a picture; runs without HDF5's lock, in any thread."""
        return pixels if self._encode is None else self._encode(pixels)

    def append(self, prepared: bytes | npt.NDArray[Any], number: int) -> int:
        """Append and flush a picture, and return its position."""
        at = self.count
        self._id.set_extent((at + 1, *self._plane))
        if isinstance(prepared, bytes):
            self._id.write_direct_chunk((at, 0, 0), prepared, 0)
        else:
            self._data[at] = prepared
        self._id.flush()
        self._numbers.append(number)
        self._numbers.flush()
        self.count = at + 1
        return at


def _encoder(data: h5py.Dataset) -> Any:
    """Return the function that makes a chunk, or ``None`` where HDF5's own filter must."""
    if data.compression == "gzip" and data.shuffle and data.fletcher32:
        return deflate_chunk
    if (
        data.compression is None
        and data.fletcher32
        and data.id.get_create_plist().get_nfilters() == 1
    ):
        return plain_chunk
    return None
