"""What the reading process says, and how its parent checks every word before it believes it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import (
    ImageFileError,
    ModelError,
    SessionFileError,
    StemviewerError,
)
from stemviewer.core.frame import MAX_SIDE, RAW_DTYPES
from stemviewer.core.quantity import UNKNOWN, Quantity, Source

MOST_LINE = 8 << 20
"""Longest line the parent reads [bytes]."""

PIECE = 4 << 20
"""Pixels are passed on in pieces of at most this [bytes]."""

_MOST_TEXT = 600
_AXES = 3

KINDS: dict[str, type[StemviewerError]] = {
    "image": ImageFileError,
    "session": SessionFileError,
    "model": ModelError,
}
"""Kinds of error a reading process may report."""


class WireError(Exception):
    """The reading process said what it must not."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A stack as the reading process announces it, checked."""

    shape: tuple[int, int, int]
    dtype: np.dtype[Any]
    pixel_size: Quantity
    description: str
    dwell: Quantity = UNKNOWN

    @property
    def nbytes(self) -> int:
        """Bytes that follow."""
        return math.prod(self.shape) * self.dtype.itemsize


def read_line(stream: IO[bytes]) -> dict[str, Any]:
    """Read one message.

    Raises
    ------
    WireError
        If there is none, or it is longer than ``MOST_LINE``, or no JSON object.
    """
    line = stream.readline(MOST_LINE + 1)
    if not line.endswith(b"\n"):
        raise WireError("it ended before it had answered" if len(line) <= MOST_LINE else "too long")
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise WireError("its answer is not of the agreed form") from error
    if not isinstance(content, dict):
        raise WireError("its answer is not of the agreed form")
    return content


def declared(content: dict[str, Any], most_bytes: int) -> Declared:
    """Check the announcement of a stack, before anything of its size is allocated.

    Raises
    ------
    WireError
        If shape, number type or size are not what a stack may have.
    """
    shape, name = content.get("shape"), content.get("dtype")
    if not (isinstance(shape, list) and len(shape) == _AXES and all(_is_count(s) for s in shape)):
        raise WireError(f"its shape {str(shape)[:80]} is not one of a stack")
    if max(shape[1:]) > MAX_SIDE or not isinstance(name, str) or name not in RAW_DTYPES:
        raise WireError(f"its stack of {str(name)[:20]} {shape} is none that is shown")
    found = Declared(
        (shape[0], shape[1], shape[2]),
        np.dtype(name),
        _quantity(content.get("pixel_size")),
        plain_text(content.get("description")),
        _quantity(content.get("dwell")),
    )
    if found.nbytes > most_bytes:
        raise WireError(f"its {found.nbytes} bytes are more than the {most_bytes} allowed")
    return found


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _quantity(content: object) -> Quantity:
    if not isinstance(content, list) or len(content) != 2:
        return UNKNOWN
    value, source = content
    if not isinstance(value, float) or not math.isfinite(value) or value <= 0:
        return UNKNOWN
    try:
        return Quantity(value, Source(source))
    except ValueError:
        return UNKNOWN


def plain_text(value: object) -> str:
    """Return a text without control characters and not too long: it came from the file."""
    text = value if isinstance(value, str) else ""
    return "".join(c if c.isprintable() else " " for c in text[:_MOST_TEXT])


def receive_pixels(stream: IO[bytes], stack: Declared) -> npt.NDArray[Any]:
    """Take in exactly the pixels that were announced, shape ``stack.shape``.

    Raises
    ------
    WireError
        If fewer come.
    """
    array = np.empty(stack.shape, stack.dtype)
    view = memoryview(array.data).cast("B")
    filled = 0
    while filled < len(view):
        count = stream.readinto(view[filled : filled + PIECE])  # type: ignore[attr-defined]
        if not count:
            raise WireError("it ended before all pixels had come")
        filled += count
    array.flags.writeable = False
    return array


def reported_error(content: dict[str, Any]) -> StemviewerError:
    """Return the error that a reading process reports, as the operator reads it."""
    kind = KINDS.get(str(content.get("kind")), ImageFileError)
    parts = [plain_text(content.get(name)) for name in ("what", "meaning", "action")]
    return kind(*parts)
