"""What is looked at before anything of a file is parsed: that it is one, and what kind."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from stemviewer.core.errors import ImageFileError

_HEAD = 16
_OFFSETS_OF_HDF5 = tuple(512 << n for n in range(12))

_MAGIC: dict[str, tuple[bytes, ...]] = {
    "TIFF": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "HDF5": (b"\x89HDF\r\n\x1a\n",),
    "NPY": (b"\x93NUMPY",),
    "DM3": (b"\x00\x00\x00\x03",),
    "DM4": (b"\x00\x00\x00\x04",),
    "BMP": (b"BM",),
    "PGM": (b"P5", b"P2", b"P4", b"P1"),
    "ZIP": (b"PK\x03\x04",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF8",),
    "PDF": (b"%PDF",),
    "a program": (b"\x7fELF", b"MZ", b"#!"),
}

_EXPECTED = {
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".png": "PNG",
    ".bmp": "BMP",
    ".npy": "NPY",
    ".dm3": "DM3",
    ".dm4": "DM4",
    ".h5": "HDF5",
    ".hdf5": "HDF5",
    ".nxs": "HDF5",
    ".emd": "HDF5",
    ".hspy": "HDF5",
    ".part": "HDF5",
}


def check_file(path: Path) -> int:
    """Return the size of a regular file that is what its name says [bytes].

    Raises
    ------
    ImageFileError
        If it is missing, no regular file (a folder, a pipe, a device, or a link to one), empty,
        not readable, or of another format than its ending says.
    """
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise ImageFileError(
            f"There is no file {path}.", "Nothing was read.", "Check the path."
        ) from error
    except OSError as error:
        raise _refused(path, error.strerror or "it cannot be reached") from error
    if not stat.S_ISREG(found.st_mode):
        raise _refused(path, f"it is {_kind(found.st_mode)}, not a file")
    if found.st_size == 0:
        raise _refused(path, "it is empty")
    try:
        _check_kind(path)
    except OSError as error:
        raise _refused(path, error.strerror or "it cannot be read") from error
    return found.st_size


def _kind(mode: int) -> str:
    tests = (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    return next((name for test, name in tests if test(mode)), "something else")


def _check_kind(path: Path) -> None:
    expected = _EXPECTED.get(path.suffix.lower())
    if expected is None:
        return
    # without waiting: the path may have become a pipe since it was looked at
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        head = file.read(_HEAD)
        if head.startswith(_MAGIC[expected]):
            return
        if expected == "HDF5":
            for offset in _OFFSETS_OF_HDF5:
                file.seek(offset)
                if file.read(8) in _MAGIC["HDF5"]:
                    return
    found = next((kind for kind, marks in _MAGIC.items() if head.startswith(marks)), "")
    if found:
        raise _refused(path, f"its name says {expected}, but it is {found}", "Name it rightly.")
    raise _refused(path, f"its name says {expected}, but it does not begin as one")


def _refused(path: Path, why: str, action: str = "") -> ImageFileError:
    return ImageFileError(
        f"{path.name} cannot be read: {why}.",
        "Nothing of it is used; the file is not changed.",
        action or "Check the name, and that it was copied completely.",
    )
