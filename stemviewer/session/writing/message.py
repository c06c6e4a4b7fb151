"""What travels through the ring: a row, texts and pixels, as one flat record."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.session.format.schema import (
    FRAME_DTYPE,
    LOSS_DTYPE,
    PROCESSED_DTYPE,
    TEXT_DTYPE,
    Row,
)

_HEAD = struct.Struct("<IIIIQ")
_ALIGN = 64


class MessageKind(IntEnum):
    """What a record holds."""

    FRAME = 1
    PROCESSED = 2
    LOSS = 3
    EVENT = 4


_DTYPES = {
    MessageKind.FRAME: FRAME_DTYPE,
    MessageKind.PROCESSED: PROCESSED_DTYPE,
    MessageKind.LOSS: LOSS_DTYPE,
    MessageKind.EVENT: TEXT_DTYPE,
}


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """One record.

    Parameters
    ----------
    kind : MessageKind
        What it is.
    row : ndarray of shape ()
        Of the table's dtype; the recorder fills in the rest.
    texts : tuple of two bytes
        ASCII JSON: provenance and frame numbers, or the event; else empty.
    pixels : ndarray or None
        The picture, C-contiguous and little-endian.
    """

    kind: MessageKind
    row: Row
    texts: tuple[bytes, bytes] = (b"", b"")
    pixels: npt.NDArray[Any] | None = None

    @property
    def size(self) -> int:
        """Bytes it takes in the ring."""
        start = self._pixels_start()
        return start + (0 if self.pixels is None else self.pixels.nbytes)

    def _pixels_start(self) -> int:
        used = _HEAD.size + self.row.nbytes + sum(len(text) for text in self.texts)
        return -(-used // _ALIGN) * _ALIGN

    def write_to(self, buffer: memoryview) -> None:
        """Copy the record into ``size`` bytes of the ring."""
        nbytes = 0 if self.pixels is None else self.pixels.nbytes
        head = _HEAD.pack(
            self.kind, self.row.nbytes, len(self.texts[0]), len(self.texts[1]), nbytes
        )
        flat = b"".join((head, self.row.tobytes(), *self.texts))
        buffer[: len(flat)] = flat
        if self.pixels is not None:
            start = self._pixels_start()
            target = np.frombuffer(buffer[start : start + nbytes], self.pixels.dtype)
            # numpy copies without holding the interpreter up
            np.copyto(target.reshape(self.pixels.shape), self.pixels)


def read_message(buffer: memoryview) -> Message:
    """Read a record; its pixels are a view of the ring, valid until it is released.

    Raises
    ------
    ValueError
        If it is not a record.
    """
    kind, row_bytes, first, second, nbytes = _HEAD.unpack_from(buffer)
    dtype = _DTYPES[MessageKind(kind)]
    if row_bytes != dtype.itemsize:
        raise ValueError("a record of the ring has a row of the wrong size")
    at = _HEAD.size
    row = np.frombuffer(buffer[at : at + row_bytes], dtype)[0:1].copy().reshape(())
    at += row_bytes
    texts = (bytes(buffer[at : at + first]), bytes(buffer[at + first : at + first + second]))
    at = -(-(at + first + second) // _ALIGN) * _ALIGN
    pixels = None
    if nbytes:
        element = np.dtype(
            bytes(np.asarray(row["dtype"]).item()).decode()
            if kind == MessageKind.FRAME
            else "float32"
        ).newbyteorder("<")
        shape = (int(row["rows"]), int(row["columns"]))
        pixels = np.frombuffer(buffer[at : at + nbytes], element).reshape(shape)
    return Message(MessageKind(kind), row, texts, pixels)
