"""Crafted files that need no library: what is no file, NPY, MRC, BMP and PGM."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np

from stemviewer.bench.crafted.base import Ground, Kind, picture


def _bytes(ground: Ground, name: str, content: bytes) -> Path:
    path = ground.folder / name
    path.write_bytes(content)
    return path


def _folder(ground: Ground) -> Path:
    path = ground.folder / "folder.tif"
    path.mkdir()
    return path


def _pipe(ground: Ground) -> Path:
    path = ground.folder / "pipe.npy"
    os.mkfifo(path)
    return path


def _endless(ground: Ground) -> Path:
    path = ground.folder / "endless.mrc"
    path.symlink_to("/dev/zero")
    return path


def _pickle(ground: Ground) -> Path:
    path = ground.folder / "pickle.npy"
    np.save(path, np.array([[{"a": 1}, 2], [3, 4]], object), allow_pickle=True)
    return path


def _archive(ground: Ground) -> Path:
    with (ground.folder / "archive.npy").open("wb") as file:
        np.savez(file, a=picture())
    return ground.folder / "archive.npy"


def npy(header: str, data: bytes = b"\0" * 64) -> bytes:
    """Return an NPY file with any header."""
    text = header.encode("latin-1") + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def _npy_of(shape: str, descr: str = "'<u2'") -> bytes:
    return npy(f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}")


def mrc(columns: int, rows: int, planes: int, mode: int = 1, extended: int = 0) -> bytes:
    """Return an MRC header with any numbers, and a little data."""
    head = bytearray(1024)
    struct.pack_into("<10i", head, 0, columns, rows, planes, mode, 0, 0, 0, 1, 1, 1)
    struct.pack_into("<3f", head, 40, 1.0, 1.0, 1.0)
    struct.pack_into("<3i", head, 64, 1, 2, 3)
    struct.pack_into("<i", head, 92, extended)
    head[208:216] = b"MAP DD\0\0"
    return bytes(head) + b"\0" * 256


def bmp(columns: int, rows: int) -> bytes:
    """Return the header of an 8-bit BMP with any size, and a little data."""
    head = b"BM" + struct.pack("<IHHI", 1200, 0, 0, 1078)
    return (
        head
        + struct.pack("<IiiHHIIiiII", 40, columns, rows, 1, 8, 0, 0, 0, 0, 256, 0)
        + bytes(1124)
    )


KINDS = (
    Kind("empty file", lambda g: _bytes(g, "empty.tif", b""), "empty"),
    Kind("folder with the name of a picture", _folder, "a folder, not a file"),
    Kind("pipe that never ends", _pipe, "a pipe, not a file"),
    Kind("link to an endless device", _endless, "a device, not a file"),
    Kind("program named as TIFF", lambda g: _bytes(g, "a.tif", b"\x7fELF" + bytes(99)), "program"),
    Kind("unknown ending", lambda g: _bytes(g, "a.exe", b"MZ" + bytes(99)), "not known"),
    Kind("NPY of pickled objects", _pickle, "programs"),
    Kind("NPY that is an archive", _archive, "ZIP"),
    Kind("NPY larger than its file", lambda g: _bytes(g, "a.npy", _npy_of("(9, 9999, 9999)"))),
    Kind("NPY of absurd shape", lambda g: _bytes(g, "a.npy", _npy_of(f"({1 << 62}, 9, 9)"))),
    Kind("NPY of negative shape", lambda g: _bytes(g, "a.npy", _npy_of("(-3, 9, 9)"))),
    Kind("NPY of 5000 axes", lambda g: _bytes(g, "a.npy", _npy_of("(" + "1," * 5000 + ")"))),
    Kind("NPY of records", lambda g: _bytes(g, "a.npy", _npy_of("(2, 2)", "[('a', '<u8', (9,))]"))),
    Kind("NPY with a nested header", lambda g: _bytes(g, "a.npy", npy("(" * 9000))),
    Kind("NPY cut within its header", lambda g: _bytes(g, "a.npy", _npy_of("(3, 9, 9)")[:40])),
    Kind(
        "MRC larger than its file", lambda g: _bytes(g, "a.mrc", mrc(9999, 9999, 9)), "expand|trunc"
    ),
    Kind("MRC of absurd size", lambda g: _bytes(g, "a.mrc", mrc(2**31 - 1, 2**31 - 1, 2**31 - 1))),
    Kind("MRC of negative size", lambda g: _bytes(g, "a.mrc", mrc(-5, 5, 5)), "header"),
    Kind("MRC with a header that lies", lambda g: _bytes(g, "a.mrc", mrc(8, 8, 1, 1, 1 << 30))),
    Kind("BMP of absurd size", lambda g: _bytes(g, "a.bmp", bmp(1 << 30, 1 << 30))),
    Kind("BMP larger than its file", lambda g: _bytes(g, "a.bmp", bmp(16000, 16000))),
    Kind("PGM of absurd size", lambda g: _bytes(g, "a.pgm", b"P5 999999999 999999999 255\n0")),
    Kind("PGM of endless digits", lambda g: _bytes(g, "a.pgm", b"P5 " + b"9" * 100_000)),
)
