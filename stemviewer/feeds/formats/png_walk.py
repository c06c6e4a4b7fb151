"""Walking the chunks of a PNG file before a library is let at it.

Layout after the PNG specification, third edition (W3C). Pixels are not decoded here; what is
looked at is what a file can hide beside them: texts that expand, chunks that lie.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import BinaryIO

from stemviewer.feeds.formats.common import unreadable

MOST_TEXT = 1 << 20
"""Bytes a compressed text or colour profile may expand to."""

MOST_BESIDE = 16 << 20
"""Bytes of all chunks that are not pixels."""

MOST_CHUNKS = 200_000
"""Chunks in a file."""

_COMPRESSED = (b"zTXt", b"iTXt", b"iCCP")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_STREAM_STARTS = (0x08, 0x18, 0x28, 0x38, 0x48, 0x58, 0x68, 0x78)


def check_chunks(path: Path) -> None:
    """Look at all chunks of a PNG file; other files pass.

    Raises
    ------
    ImageFileError
        If a chunk reaches behind the end, a text expands beyond ``MOST_TEXT``, or there is more
        beside the pixels than any picture needs.
    """
    size, beside = path.stat().st_size, 0
    with path.open("rb") as file:
        if file.read(8) != _SIGNATURE:
            return
        for _ in range(MOST_CHUNKS):
            head = file.read(8)
            if len(head) < 8 or head[4:] == b"IEND":
                return
            (length,) = struct.unpack(">I", head[:4])
            if length > size - file.tell():
                raise unreadable(path, "it is truncated: a part of it lies behind its end.")
            beside += _beside(path, file, head[4:], length)
            if beside > MOST_BESIDE:
                raise unreadable(path, "it holds more beside its pixels than any picture needs.")
            file.seek(4, 1)
    raise unreadable(path, f"it is cut into more than {MOST_CHUNKS} parts.")


def _beside(path: Path, file: BinaryIO, name: bytes, length: int) -> int:
    """Pass a chunk; return its length if it is not pixels."""
    if name == b"IDAT":
        file.seek(length, 1)
        return 0
    if name not in _COMPRESSED or length > MOST_BESIDE:
        file.seek(length, 1)
        return length
    _check_text(path, file.read(length))
    return length


def _check_text(path: Path, content: bytes) -> None:
    """Refuse what expands beyond the limit, wherever in the chunk its stream begins."""
    start = content.find(b"\0") + 1
    for at in range(start, min(start + 256, len(content))):
        if content[at] not in _STREAM_STARTS:
            continue
        stream = zlib.decompressobj()
        try:
            expanded = stream.decompress(content[at:], MOST_TEXT + 1)
        except zlib.error:
            continue
        if len(expanded) > MOST_TEXT:
            raise unreadable(path, "a text in it expands to more than a megabyte.")
