"""Crafted TIFF and PNG files: loops, bombs, lies."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import tifffile

from stemviewer.bench.crafted.base import Ground, Kind, packed_zeros, picture

SHORT, LONG = 3, 4
Tag = tuple[int, int, int, int]


def _bytes(ground: Ground, name: str, content: bytes) -> Path:
    path = ground.folder / name
    path.write_bytes(content)
    return path


def tiff(tags: list[Tag], following: int = 0, data: bytes = b"\0" * 64) -> bytes:
    """Return a little-endian TIFF of one page with any tags, and any place of the next page."""
    page = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\0" + struct.pack("<I", 8) + page + struct.pack("<I", following) + data


def page_tags(columns: int, rows: int, at: int, count: int, compression: int = 1) -> list[Tag]:
    """Return the tags of a grey 8-bit page in one strip."""
    return [
        (256, LONG, 1, columns),
        (257, LONG, 1, rows),
        (258, SHORT, 1, 8),
        (259, SHORT, 1, compression),
        (262, SHORT, 1, 1),
        (273, LONG, 1, at),
        (277, SHORT, 1, 1),
        (278, LONG, 1, rows),
        (279, LONG, 1, count),
    ]


def _good() -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, picture(), photometric="minisblack")
    return stream.getvalue()


def _many_pages(ground: Ground) -> Path:
    step = 2 + 12 + 4
    pages = [struct.pack("<HHHIII", 1, 256, LONG, 1, 1, 8 + step * (n + 1)) for n in range(120_000)]
    return _bytes(ground, "pages.tif", b"II*\0" + struct.pack("<I", 8) + b"".join(pages))


def _bomb(ground: Ground) -> Path:
    strip = packed_zeros(256 << 20)
    return _bytes(ground, "bomb.tif", tiff(page_tags(16384, 16384, 122, len(strip), 8), 0, strip))


def _strip_bomb(ground: Ground) -> Path:
    """One strip of 64 x 64 pixels that expands to 800 MB."""
    strip = packed_zeros(800 << 20)
    return _bytes(ground, "strip.tif", tiff(page_tags(64, 64, 122, len(strip), 8), 0, strip))


def _tiles(ground: Ground) -> Path:
    tags = [tag for tag in page_tags(16000, 16000, 8, 1) if tag[0] not in (273, 278, 279)]
    tags += [(322, LONG, 1, 1), (323, LONG, 1, 1)]
    tags += [(324, LONG, 256_000_000, 8), (325, LONG, 256_000_000, 8)]
    return _bytes(ground, "tiles.tif", tiff(tags))


def _entities(ground: Ground) -> Path:
    """OME metadata whose entities would expand to gigabytes."""
    lines = ['<!ENTITY a0 "aaaaaaaaaa">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    xml = f'<?xml version="1.0"?><!DOCTYPE OME [{"".join(lines)}]><OME>&a11;</OME>'
    path = ground.folder / "entities.ome.tif"
    tifffile.imwrite(path, picture(), photometric="minisblack", description=xml, metadata=None)
    return path


def chunk(name: bytes, content: bytes, length: int | None = None) -> bytes:
    """Return a PNG chunk, with any length if one is given."""
    size = len(content) if length is None else length
    return struct.pack(">I", size) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(columns: int, rows: int, *chunks: bytes) -> bytes:
    """Return a grey 8-bit PNG of any size with any chunks after its header."""
    head = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IEND", b"")


def _pixels(columns: int, rows: int) -> bytes:
    return chunk(b"IDAT", zlib.compress(bytes((columns + 1) * rows)))


def _png_text(ground: Ground) -> Path:
    text = chunk(b"zTXt", b"Comment\0\0" + packed_zeros(300 << 20))
    return _bytes(ground, "text.png", png(16, 16, text, _pixels(16, 16)))


def _png_profile(ground: Ground) -> Path:
    profile = chunk(b"iCCP", b"icc\0\0" + packed_zeros(300 << 20))
    return _bytes(ground, "profile.png", png(16, 16, profile, _pixels(16, 16)))


KINDS = (
    Kind(
        "HDF5 named as TIFF", lambda g: _bytes(g, "a.tif", g.secret.read_bytes()[:200]), "is HDF5"
    ),
    Kind(
        "half-copied TIFF", lambda g: _bytes(g, "a.tif", _good()[: len(_good()) // 2]), "truncated"
    ),
    Kind(
        "TIFF page that follows itself",
        lambda g: _bytes(g, "a.tif", tiff(page_tags(8, 8, 122, 64), 8)),
        "loop",
    ),
    Kind("TIFF of 120,000 pages", _many_pages, "more than 100000 pages"),
    Kind(
        "TIFF page behind the end",
        lambda g: _bytes(g, "a.tif", tiff(page_tags(8, 8, 122, 64), 1 << 30)),
        "behind",
    ),
    Kind(
        "TIFF of absurd size",
        lambda g: _bytes(g, "a.tif", tiff(page_tags(2**32 - 1, 2**32 - 1, 122, 64))),
        "pixels",
    ),
    Kind("TIFF of 256 million tiles", _tiles, "claims"),
    Kind(
        "TIFF of 60,000 tags",
        lambda g: _bytes(g, "a.tif", tiff([(256, LONG, 1, 1)] * 60_000)),
        "tags",
    ),
    Kind(
        "TIFF whose pixels lie elsewhere",
        lambda g: _bytes(g, "a.tif", tiff(page_tags(64, 64, 1 << 31, 4096))),
    ),
    Kind("TIFF bomb, 16384 x 16384 of nothing", _bomb, "expand"),
    Kind(
        "TIFF strip of 64 x 64 that expands to 800 MB",
        _strip_bomb,
        # with imagecodecs the decoder knows how much is due, else the limit stops it
        "memory|INSUFFICIENT_SPACE",
    ),
    Kind("TIFF with exploding XML", _entities),
    Kind(
        "PNG of absurd size",
        lambda g: _bytes(g, "a.png", png(2**31 - 1, 2**31 - 1, _pixels(4, 4))),
        "pixels",
    ),
    Kind(
        "PNG bomb, 16384 x 16384 of nothing",
        lambda g: _bytes(g, "a.png", png(16383, 16384, chunk(b"IDAT", packed_zeros(256 << 20)))),
        "expand|too many pixels",
    ),
    Kind("PNG text that expands to 300 MB", _png_text, "text"),
    Kind("PNG colour profile that expands to 300 MB", _png_profile, "text"),
    Kind(
        "PNG chunk longer than the file",
        lambda g: _bytes(g, "a.png", png(8, 8, chunk(b"IDAT", b"", 1 << 30))),
        "behind",
    ),
    Kind(
        "PNG cut into 250,000 parts",
        lambda g: _bytes(g, "a.png", png(8, 8, chunk(b"IDAT", b"") * 250_000)),
        "parts",
    ),
    Kind(
        "PNG with 20 MB beside its pixels",
        lambda g: _bytes(g, "a.png", png(8, 8, chunk(b"prVt", bytes(20 << 20)), _pixels(8, 8))),
        "beside",
    ),
)
