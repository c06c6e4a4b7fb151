"""Changing good files at random, and by what is known of their structure."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

import numpy as np

Mutation = Callable[[bytearray, np.random.Generator], bytearray]

_WORDS = (0, 1, 0x7F, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 40, (1 << 63) - 1)
_HEAD = 1024


def _place(data: bytearray, rng: np.random.Generator) -> int:
    """Return a place; half of the time within the first kilobyte, where headers are."""
    end = min(len(data), _HEAD) if rng.random() < 0.5 else len(data)
    return int(rng.integers(max(end, 1)))


def flip(data: bytearray, rng: np.random.Generator) -> bytearray:
    """Change single bits."""
    for _ in range(int(rng.integers(1, 16))):
        at = _place(data, rng)
        data[at : at + 1] = bytes([data[at] ^ (1 << int(rng.integers(8)))])
    return data


def word(data: bytearray, rng: np.random.Generator) -> bytearray:
    """Put numbers at which programs break where numbers may be."""
    for _ in range(int(rng.integers(1, 5))):
        form = str(rng.choice(["<H", ">H", "<I", ">I", "<Q", ">Q"]))
        size = struct.calcsize(form)
        value = int(rng.choice(np.array(_WORDS, dtype=np.uint64))) % (1 << 8 * size)
        at = _place(data, rng) // 2 * 2
        if at + size <= len(data):
            data[at : at + size] = struct.pack(form, value)
    return data


def cut(data: bytearray, rng: np.random.Generator) -> bytearray:
    """Leave out the end, as a copy that was broken off."""
    return data[: int(rng.integers(1, len(data)))]


def move(data: bytearray, rng: np.random.Generator) -> bytearray:
    """Copy a piece to another place."""
    size = int(rng.integers(1, max(2, min(len(data) // 4, 4096))))
    here, there = (int(rng.integers(max(1, len(data) - size))) for _ in range(2))
    data[there : there + size] = data[here : here + size]
    return data


def insert(data: bytearray, rng: np.random.Generator) -> bytearray:
    """Put random bytes in between: everything behind them moves."""
    at = _place(data, rng)
    data[at:at] = rng.bytes(int(rng.integers(1, 64)))
    return data


def tiff_tag(data: bytearray, rng: np.random.Generator) -> bytearray:
    """Change type, count or value of a tag of a little-endian TIFF's first page."""
    (page,) = struct.unpack_from("<I", data, 4)
    if page + 14 > len(data):
        return flip(data, rng)
    (count,) = struct.unpack_from("<H", data, page)
    at = page + 2 + 12 * int(rng.integers(max(1, min(count, 64))))
    if at + 12 > len(data):
        return flip(data, rng)
    value = int(rng.choice(np.array(_WORDS, dtype=np.uint64))) & 0xFFFFFFFF
    match int(rng.integers(3)):
        case 0:
            struct.pack_into("<H", data, at + 2, int(rng.integers(1, 19)))
        case 1:
            struct.pack_into("<I", data, at + 4, value)
        case _:
            struct.pack_into("<I", data, at + 8, value)
    return data


def png_chunk(data: bytearray, rng: np.random.Generator) -> bytearray:
    """Change the content of a PNG chunk, and make its checksum good again."""
    places, at = [], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if at + 12 + length > len(data):
            break
        places.append((at, length))
        at += 12 + length
    full = [place for place in places if place[1]]
    if not full:
        return flip(data, rng)
    at, length = full[int(rng.integers(len(full)))]
    for _ in range(int(rng.integers(1, 4))):
        data[at + 8 + int(rng.integers(length))] = int(rng.integers(256))
    check = zlib.crc32(bytes(data[at + 4 : at + 8 + length]))
    struct.pack_into(">I", data, at + 8 + length, check)
    return data


EVERYWHERE: tuple[Mutation, ...] = (flip, word, cut, move, insert)

BY_ENDING: dict[str, tuple[Mutation, ...]] = {
    ".tif": (tiff_tag, tiff_tag, tiff_tag),
    ".png": (png_chunk, png_chunk, png_chunk),
}
"""Further mutations for files of a kind, as often again as each of ``EVERYWHERE``."""


def mutate(content: bytes, ending: str, rng: np.random.Generator) -> bytes:
    """Return a file changed in one to three ways; the same generator gives the same file."""
    choices = EVERYWHERE + BY_ENDING.get(ending, ())
    data = bytearray(content)
    for _ in range(int(rng.integers(1, 4))):
        data = choices[int(rng.integers(len(choices)))](data, rng)
        if not data:
            return b"\0"
    return bytes(data)
