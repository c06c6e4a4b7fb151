"""Reading images from HDF5 files made by others: NeXus, Velox EMD, Berkeley EMD, plain.

Nothing outside the file is ever read, and nothing larger than a limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import SessionFileError
from stemviewer.core.frame import MAX_SIDE, RAW_DTYPES, read_only
from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.core.stack import ImageStack
from stemviewer.session.foreign_hdf5.emd import find_berkeley, find_velox
from stemviewer.session.foreign_hdf5.nexus import find_nexus
from stemviewer.session.format.files import PART
from stemviewer.session.guarding import guard
from stemviewer.session.guarding.inspect import MOST_RANK, logical_bytes, members, stored_bytes

MAX_BYTES = 2 << 30
"""Largest stack that is read into memory [bytes]."""

MAX_EXPANSION = 200
"""Largest ratio of a stack to its size in the file, for stacks above 64 MiB."""

_SMALL = 64 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """A dataset of pictures in a file.

    ``frames_last`` says that its axes are rows, columns, frames.
    """

    data: h5py.Dataset
    pixel_size: Quantity = UNKNOWN
    description: str = ""
    frames_last: bool = False
    dwell: Quantity = UNKNOWN


def read_hdf5_stack(path: Path, max_bytes: int = MAX_BYTES) -> ImageStack:
    """Read the images of an HDF5 file.

    Parameters
    ----------
    path : Path
        HDF5, NeXus, EMD of either kind, or a session of our own.
    max_bytes : int
        Largest stack that is read [bytes].

    Returns
    -------
    ImageStack
        In the file's own dtype (half precision and 64-bit integers in the nearest that holds
        every value exactly).

    Raises
    ------
    SessionFileError
        If it is no HDF5 file, holds no images, refers to other files, or is too large; with
        the reason.
    """
    path = Path(path)
    try:
        with h5py.File(path, "r", swmr=path.name.endswith(PART), locking="best-effort") as file:
            _look_over(file)
            found = _find(file)
            data = _read(found, max_bytes)
    except SessionFileError as error:
        # the sentence is about a place in the file; say which file
        raise SessionFileError(f"{path.name}: {error.what}", error.meaning, error.action) from error
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as error:
        raise SessionFileError(
            f"{path.name} cannot be read: {error}",
            "It is damaged, or is not an HDF5 file; it was not changed.",
            "Open it in the program that wrote it, and export TIFF.",
        ) from error
    return ImageStack(path, read_only(data), found.pixel_size, found.description, found.dwell)


def _look_over(file: h5py.File) -> None:
    """Meet every object once; links out of the file and absurd structures are refused."""
    for member in members(file, soft_links=True):
        if isinstance(member.node, h5py.Dataset) and len(member.node.shape or ()) > MOST_RANK:
            raise guard.refuse(f"{member.path} has {len(member.node.shape)} axes.")


def _find(file: h5py.File) -> Found:
    velox = find_velox(file)
    if velox is not None:
        return Found(*velox)
    for finder in (find_berkeley, find_nexus):
        found = finder(file)
        if found is not None:
            return Found(*found)
    return _find_plain(file)


def _find_plain(file: h5py.File) -> Found:
    """Take the largest numeric dataset with two or three axes."""
    candidates: list[h5py.Dataset] = []

    def visit(_name: str, member: h5py.Group | h5py.Dataset) -> None:
        if isinstance(member, h5py.Dataset) and _is_stack(member):
            candidates.append(member)

    file.visititems(visit)
    if not candidates:
        raise SessionFileError(
            "It holds no images: no numeric dataset with two or three axes.",
            "There is nothing to show.",
            "Reduce spectrum images or 4D-STEM data to images first.",
        )
    best = max(candidates, key=lambda data: data.size)
    others = f"; {len(candidates) - 1} other datasets left out" if len(candidates) > 1 else ""
    return Found(best, UNKNOWN, f"HDF5 dataset {best.name}{others}")


def _is_stack(data: h5py.Dataset) -> bool:
    # one long row is a table or an axis, not an image
    return data.dtype.kind in "iufb" and data.ndim in (2, 3) and min(data.shape[-2:]) > 1


def _read(found: Found, max_bytes: int) -> npt.NDArray[Any]:
    data = found.data
    if data.dtype.kind not in "iufb" or data.ndim not in (2, 3) or 0 in data.shape:
        raise SessionFileError(f"{data.name} is {data.dtype} {data.shape}, not a stack of images.")
    guard.check_dataset(data)
    size, stored = logical_bytes(data), stored_bytes(data)
    if size > _SMALL and size > MAX_EXPANSION * max(stored, 1):
        raise guard.refuse(
            f"{data.name} expands {stored / 1e6:.2f} MB in the file to {size / 1e6:.0f} MB."
        )
    if size > max_bytes:
        raise guard.refuse(f"{data.name} is {size / 1e6:.0f} MB; {max_bytes / 1e6:.0f} are read.")
    guard.check_chunks(data)
    if max(_sides(found)) > MAX_SIDE:
        raise guard.refuse(f"{data.name} has a side of more than {MAX_SIDE} pixels.")
    values = data[()]
    stack = np.moveaxis(values, -1, 0) if found.frames_last and values.ndim == 3 else values
    stack = stack[np.newaxis] if stack.ndim == 2 else stack
    return _raw_dtype(np.ascontiguousarray(stack), str(data.name))


def _sides(found: Found) -> tuple[int, ...]:
    """Return rows and columns of the pictures, before they are read."""
    shape: tuple[int, ...] = found.data.shape
    return shape[:2] if found.frames_last else shape[-2:]


def _raw_dtype(values: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
    """Return the values in a raw dtype that holds each of them exactly."""
    little = values.astype(values.dtype.newbyteorder("<"), copy=False)
    if little.dtype.name in RAW_DTYPES:
        return little
    if little.dtype.kind == "b":
        return little.astype(np.uint8)
    for target in ("float32", "uint8", "uint16", "int16", "uint32", "int32"):
        if np.can_cast(little.dtype, target) or _fits(little, np.dtype(target)):
            return little.astype(target)
    raise SessionFileError(f"{name} has {little.dtype} values that no picture type here holds.")


def _fits(values: npt.NDArray[Any], target: np.dtype[Any]) -> bool:
    if values.dtype.kind not in "iu" or target.kind not in "iu":
        return False
    limits = np.iinfo(target)
    return bool(values.min() >= limits.min and values.max() <= limits.max)
