"""Crafted DigitalMicrograph files; the layout is that of ``feeds.formats.dm``."""

from __future__ import annotations

import struct
from pathlib import Path

from stemviewer.bench.crafted.base import Ground, Kind

GROUP, DATA = 20, 21


def dm3(content: bytes, count: int = 1) -> bytes:
    """Return a DM3 file whose first group claims ``count`` tags and holds ``content``."""
    return struct.pack(">III", 3, len(content), 1) + b"\1\0" + struct.pack(">I", count) + content


def group(name: bytes, content: bytes, count: int = 1) -> bytes:
    """Return a tag group."""
    head = struct.pack(">BH", GROUP, len(name)) + name
    return head + b"\1\0" + struct.pack(">I", count) + content


def value(name: bytes, info: list[int], data: bytes = b"", count: int | None = None) -> bytes:
    """Return a tag with any descriptors."""
    head = struct.pack(">BH", DATA, len(name)) + name + b"%%%%"
    words = struct.pack(f">{len(info)}I", *info)
    return head + struct.pack(">I", len(info) if count is None else count) + words + data


def image(columns: int, rows: int, count: int, data: bytes) -> bytes:
    """Return the tags of an image of 16-bit counts that claims any size."""
    sides = value(b"", [5], struct.pack("<I", columns)) + value(b"", [5], struct.pack("<I", rows))
    pixels = value(b"Data", [20, 4, count], data)
    content = pixels + value(b"DataType", [5], struct.pack("<I", 10))
    content += group(b"Dimensions", sides, 2)
    return group(b"ImageList", group(b"", group(b"ImageData", content, 3)))


def _bytes(ground: Ground, content: bytes) -> Path:
    path = ground.folder / "a.dm3"
    path.write_bytes(content)
    return path


def _deep(levels: int) -> bytes:
    content = b""
    for _ in range(levels):
        content = group(b"g", content)
    return content


_MANY = value(b"x", [5], b"\0" * 4) * 120_000

KINDS = (
    Kind("DM of 1000 levels", lambda g: _bytes(g, dm3(_deep(1000))), "nested too deeply"),
    Kind("DM of 4 billion tags", lambda g: _bytes(g, dm3(b"", 2**32 - 1)), "ends within"),
    Kind("DM of 120,000 tags", lambda g: _bytes(g, dm3(_MANY, 120_000)), "too many tags"),
    Kind(
        "DM array of 4 billion numbers",
        lambda g: _bytes(g, dm3(image(9, 9, 2**32 - 1, b""))),
        "ends",
    ),
    Kind(
        "DM array of negative length",
        lambda g: _bytes(g, dm3(value(b"a", [20, 3, 2**32 - 4]))),
        "ends",
    ),
    Kind(
        "DM image larger than its data",
        lambda g: _bytes(g, dm3(image(60000, 60000, 16, bytes(32)))),
        "no STEM image",
    ),
    Kind(
        "DM tag of 4 billion descriptors",
        lambda g: _bytes(g, dm3(value(b"a", [3], b"", 2**32 - 1))),
        "descriptors",
    ),
    Kind(
        "DM structure that lies",
        lambda g: _bytes(g, dm3(value(b"a", [15, 0, 2**31, 0, 3]))),
        "malformed",
    ),
    Kind(
        "DM array of arrays of structures",
        lambda g: _bytes(g, dm3(value(b"a", [20, 15, 0, 1, 0, 3, 2**31]))),
        "ends",
    ),
    Kind("DM text of 4 GB", lambda g: _bytes(g, dm3(value(b"a", [18, 2**32 - 2]))), "ends"),
    Kind("DM cut within a tag", lambda g: _bytes(g, dm3(image(8, 8, 64, bytes(128)))[:50]), "ends"),
)
