"""The hash chain that ties every row of a session to all rows before it.

link = SHA-256(previous link || table name || 0x00 || row without its last field, as stored).
Pixels enter through their own SHA-256 in the row, so a change of compression keeps the chain.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.session.format.schema import Row

LINK_BYTES = 64
"""Length of a link: SHA-256 as lower-case hex."""


def first_link(header: bytes) -> bytes:
    """Return the link that a session's first segment starts from: the hash of its header."""
    return hashlib.sha256(b"stemviewer session\x00" + header).hexdigest().encode()


def next_segment_link(head: bytes, header: bytes) -> bytes:
    """Return the link that a later segment starts from."""
    return hashlib.sha256(head + b"stemviewer segment\x00" + header).hexdigest().encode()


def link(previous: bytes, table: str, row: Row) -> bytes:
    """Return the link of ``row``, whose ``chain`` field is last and is not read."""
    content = row.tobytes()[:-LINK_BYTES]
    return hashlib.sha256(previous + table.encode() + b"\x00" + content).hexdigest().encode("ascii")


def pixels_sha256(pixels: npt.NDArray[Any]) -> bytes:
    """Return the SHA-256 of an array's bytes (C order, little-endian) as hex."""
    little = np.ascontiguousarray(pixels, dtype=pixels.dtype.newbyteorder("<"))
    return hashlib.sha256(little.data).hexdigest().encode("ascii")
