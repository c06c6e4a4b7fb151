"""What all image readers share: limits, errors in words, and the way into a stack."""

from __future__ import annotations

import lzma
import math
import struct
import tokenize
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import ImageFileError
from stemviewer.core.frame import MAX_SIDE, RAW_DTYPES, read_only
from stemviewer.core.quantity import UNKNOWN, Quantity, set_to
from stemviewer.core.stack import ImageStack

MAX_STACK_BYTES = 4 * 1024**3
"""Largest stack that is read into memory [bytes]."""

MAX_EXPANSION = 200
"""Largest ratio of a stack to its file; real pictures compress by 2 to 30."""

SMALL_STACK_BYTES = 64 * 1024**2
"""Stacks up to this size may be compressed by any ratio [bytes]."""

_METRES = {"m": 1.0, "cm": 1e-2, "mm": 1e-3, "µm": 1e-6, "nm": 1e-9, "Å": 1e-10, "pm": 1e-12}
_SPELLINGS = {
    "um": "µm",
    "μm": "µm",
    "micron": "µm",
    "microns": "µm",
    "micrometer": "µm",
    "\\u00b5m": "µm",
    "nanometer": "nm",
    "a": "Å",
    "å": "Å",
    "ang": "Å",
    "angstrom": "Å",
    "angstroms": "Å",
}
_SMALLEST, _LARGEST = 1e-13, 1e-5

# what well-meant readers raise on broken files; Pillow even raises SyntaxError
_BROKEN = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    SyntaxError,
    NotImplementedError,
    RuntimeError,
    AssertionError,
    ZeroDivisionError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    tokenize.TokenError,  # numpy takes old headers apart with Python's tokenizer
)


def unreadable(path: Path, why: str, action: str = "") -> ImageFileError:
    """Return the error of a file that can't be read."""
    return ImageFileError(
        f"{path.name} cannot be read: {why}",
        "Nothing of it is used; the file is not changed.",
        action or "Check that it was copied completely, or save it again as TIFF.",
    )


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what a format library raises on a broken file into an ``ImageFileError``."""
    try:
        yield
    except FileNotFoundError as error:
        raise unreadable(path, "there is no such file.", "Check the name.") from error
    except PermissionError as error:
        raise unreadable(path, "access is denied.", "Check its permissions.") from error
    except MemoryError as error:
        raise unreadable(path, "it asks for more memory than reading it may take.") from error
    except _BROKEN as error:
        text = " ".join(str(error).split())[:160] or type(error).__name__
        raise unreadable(path, f"it is damaged or not what its name says ({text}).") from error


def check_size(path: Path, shape: Sequence[int], itemsize: int) -> None:
    """Refuse a shape before anything of its size is allocated.

    Raises
    ------
    ImageFileError
        If it is empty, has a side above ``MAX_SIDE``, is larger than ``MAX_STACK_BYTES``, or
        than ``MAX_EXPANSION`` times the file.
    """
    if len(shape) < 2 or min(shape) < 1:
        raise unreadable(path, f"it holds no image (shape {tuple(shape)}).", "Choose an image.")
    if max(shape[-2:]) > MAX_SIDE:
        raise unreadable(
            path, f"{shape[-1]} x {shape[-2]} pixels are more than {MAX_SIDE} a side.", "Crop it."
        )
    size = math.prod(int(side) for side in shape) * itemsize
    if size > MAX_STACK_BYTES:
        raise unreadable(
            path,
            f"its {size / 1e9:.1f} GB are more than the {MAX_STACK_BYTES / 1e9:.1f} GB allowed.",
            "Split it into shorter stacks.",
        )
    if size > SMALL_STACK_BYTES and size > MAX_EXPANSION * path.stat().st_size:
        raise unreadable(
            path,
            f"it claims to expand {path.stat().st_size / 1e6:.2f} MB to {size / 1e6:.0f} MB, "
            "as no picture does.",
            "Check where it comes from; save it without compression if it is good.",
        )


def make_stack(
    path: Path,
    array: npt.NDArray[Any],
    pixel_size: Quantity = UNKNOWN,
    description: str = "",
    dwell: Quantity = UNKNOWN,
) -> ImageStack:
    """Make a stack of an array of two or more dimensions; the leading ones are counted through.

    Values are never changed. A dtype that no detector frame has is replaced by one that holds
    the same values, or refused.
    """
    check_size(path, array.shape, array.dtype.itemsize)
    planes = array.reshape(-1, *array.shape[-2:])
    planes, note = _as_raw_dtype(path, planes)
    planes = np.array(planes, dtype=planes.dtype.newbyteorder("="), order="C", copy=True)
    text = "; ".join(part for part in (description, note) if part)
    return ImageStack(path, read_only(planes), pixel_size, text, dwell)


def _as_raw_dtype(path: Path, array: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], str]:
    name = array.dtype.name
    if name in RAW_DTYPES:
        return array, ""
    if name == "bool":
        return array.astype(np.uint8), "bits as 0 and 1"
    if name == "float16":
        return array.astype(np.float32), "16-bit floats as 32-bit floats"
    if name in ("int64", "uint64"):
        low, high = int(array.min()), int(array.max())
        for narrow in (np.uint32, np.int32):
            if np.iinfo(narrow).min <= low and high <= np.iinfo(narrow).max:
                return array.astype(narrow), f"{name} values as {np.dtype(narrow).name}"
    raise unreadable(
        path,
        f"its numbers ({name}) are not detector values.",
        "Save real numbers of at most 32 bits (integers) or 64 bits (floats).",
    )


def duration(value: float) -> Quantity:
    """Return a dwell time [s] that a file states, or unknown if no scan has it."""
    sound = math.isfinite(value) and 1e-9 <= value <= 100.0
    return set_to(value) if sound else UNKNOWN


def length(value: float, unit: str) -> Quantity:
    """Return a pixel size that a file states, or unknown if it can't be one of a specimen.

    Parameters
    ----------
    value : float
        Pixel size in ``unit``.
    unit : str
        As files spell it: nm, µm, um, micron, Å, A, ...
    """
    plain = unit.strip().rstrip(".\0")
    factor = _METRES.get(plain) or _METRES.get(_SPELLINGS.get(plain.lower(), plain.lower()))
    if factor is None or not math.isfinite(value):
        return UNKNOWN
    metres = abs(value) * factor
    # 72 dpi and the like say how to print it, not what was scanned
    return set_to(metres) if _SMALLEST <= metres <= _LARGEST else UNKNOWN
