"""Reading image files: one function for all formats that need no HDF5."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from stemviewer.core.errors import ImageFileError
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.formats.common import make_stack, reading, unreadable

_NPY_HEAD = 4096


def read_stack(path: Path | str) -> ImageStack:
    """Read an image or a stack of images; values stay as they are in the file.

    This parses the file in this process: what others made is opened by ``foreign.stacks``.

    Parameters
    ----------
    path : Path or str
        TIFF, PNG, BMP, PGM, NPY, MRC, DM3 or DM4, told by the file's ending.

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
        _refuse_objects(path)
        # mapped first: a header that lies about the size then fails before memory is taken
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
        if not isinstance(mapped, np.ndarray):
            raise unreadable(path, "it is an archive of arrays, not one array.")
        if mapped.dtype.kind not in "iufb":
            raise unreadable(path, f"it holds {mapped.dtype}, not the values of a detector.")
        return make_stack(path, mapped, description="NPY")


def _refuse_objects(path: Path) -> None:
    """Refuse pickled objects, which are programs, with the reason; numpy would not run them."""
    with path.open("rb") as file:
        head = file.read(_NPY_HEAD)
    if re.search(rb"""['"]descr['"]\s*:\s*['"][|<>=]?O""", head):
        raise unreadable(path, "it holds Python objects, which are programs, not numbers.")


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
    ".tif": _read_tiff,
    ".tiff": _read_tiff,
}
