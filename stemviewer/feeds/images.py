"""Reading image files: one function for all formats that need no HDF5."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.core.errors import ImageFileError
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.formats.common import check_size, make_stack, reading, unreadable

_NPY_HEADERS: dict[tuple[int, int], Callable[..., Any]] = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def read_stack(path: Path | str) -> ImageStack:
    """Read an image or a stack of images; values stay as they are in the file.

    This parses the file in this process: what others made is opened by ``foreign.stacks``.

    Parameters
    ----------
    path : Path or str
        TIFF, PNG, BMP, PGM, NPY, MRC, DM3, DM4 or SER, told by the file's ending.

    Returns
    -------
    ImageStack
        All planes, the pixel size if the file states one, and remarks.

    Raises
    ------
    ImageFileError
        If it can't be read, or is not what a detector gives: colour, lossy compression,
        complex numbers, spectra.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        raise _unknown(path, suffix)
    return reader(path)


def readable_suffixes() -> tuple[str, ...]:
    """Return the endings of the files that :func:`read_stack` reads, in lower case."""
    return tuple(sorted(_READERS))


def _unknown(path: Path, suffix: str) -> ImageFileError:
    if suffix in (".jpg", ".jpeg", ".jp2", ".webp", ".gif"):
        return unreadable(
            path,
            "pictures of this kind are compressed with loss or reduced to a palette.",
            "Use the original file: TIFF, PNG, MRC, DM3 or DM4. Loss changes counts and invents "
            "structure that a denoiser takes for real.",
        )
    return unreadable(
        path,
        f"files ending in {suffix!r} are not known.",
        f"Known endings: {', '.join(readable_suffixes())}.",
    )


def _read_npy(path: Path) -> ImageStack:
    with reading(path):
        if not zipfile.is_zipfile(path):
            _check_npy(path)
        # mapped first: a header that lies about the size then fails before memory is taken
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
        if not isinstance(mapped, np.ndarray):
            raise unreadable(path, "it is an archive of arrays, not one array.")
        return make_stack(path, mapped, description="NPY")


def _check_npy(path: Path) -> None:
    """Check what the header claims; numpy would multiply any shape without a look."""
    with path.open("rb") as file:
        version = np.lib.format.read_magic(file)
        read = _NPY_HEADERS.get(version)
        if read is None:
            raise unreadable(path, f"it is of NPY version {version}, not of numbers alone.")
        shape, _, dtype = read(file)
    if dtype.hasobject:
        raise unreadable(path, "it holds Python objects, which are programs, not numbers.")
    if dtype.kind not in "iufbc":
        raise unreadable(path, f"it holds {dtype}, not the values of a detector.")
    check_size(path, shape, dtype.itemsize)


def _read_tiff(path: Path) -> ImageStack:
    from stemviewer.feeds.formats.tiff import read_tiff

    return read_tiff(path)


def _read_still(path: Path) -> ImageStack:
    from stemviewer.feeds.formats.stills import read_still

    return read_still(path)


def _read_mrc(path: Path) -> ImageStack:
    from stemviewer.feeds.formats.mrc import read_mrc

    return read_mrc(path)


def _read_dm(path: Path) -> ImageStack:
    from stemviewer.feeds.formats.dm import read_dm

    return read_dm(path)


def _read_ser(path: Path) -> ImageStack:
    from stemviewer.feeds.formats.ser import read_ser

    return read_ser(path)


_READERS: dict[str, Callable[[Path], ImageStack]] = {
    ".bmp": _read_still,
    ".dm3": _read_dm,
    ".dm4": _read_dm,
    ".map": _read_mrc,
    ".mrc": _read_mrc,
    ".mrcs": _read_mrc,
    ".npy": _read_npy,
    ".pgm": _read_still,
    ".png": _read_still,
    ".ser": _read_ser,
    ".tif": _read_tiff,
    ".tiff": _read_tiff,
}
