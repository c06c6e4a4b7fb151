"""Merlin's messages: ``MPX,<length>,...`` frames, the acquisition header and the MQ1 header.

Facts from the detector's public user manual and from recorded streams; on the wire the length
counts the comma before the content.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from stemviewer.core.errors import ProtocolError
from stemviewer.core.frame import MAX_SIDE

PREFIX_BYTES = 15
"""``MPX,`` and ten digits and a comma."""

MAX_MESSAGE_BYTES = 64 * 1024**2
"""Largest message that is accepted: 4096 x 4096 pixels of 32 bits."""

MAX_TEXT_BYTES = 256 * 1024
"""Largest acquisition header that is accepted."""

HEAD_BYTES = 256
"""Of an image header: enough for the fields that are used, which come first."""

DEPTHS = (1, 6, 12, 24)
"""Bits of the counters."""

_PREFIX = re.compile(rb"MPX,(\d{10}),")
_KIND = re.compile(r"([UR])(8|08|16|32|64)")
_MOST_PATTERNS = 2**40


def message_bytes(prefix: bytes | bytearray | memoryview) -> int | None:
    """Return the length of the content that follows a prefix; ``None`` if it is none.

    Raises
    ------
    ProtocolError
        If a length is announced that no message has.
    """
    found = _PREFIX.fullmatch(bytes(prefix))
    if found is None:
        return None
    length = int(found[1]) - 1
    if not 1 <= length <= MAX_MESSAGE_BYTES:
        raise ProtocolError(
            f"The Merlin announced a message of {length} bytes.",
            "Nothing of it is read; the link is made anew.",
            "If it repeats, restart the Merlin software.",
        )
    return length


@dataclass(frozen=True, slots=True)
class AcquisitionHeader:
    """What is announced before the patterns: their number (0: endless) and the counter depth."""

    patterns: int
    depth: int | None


def parse_acquisition_header(content: bytes) -> AcquisitionHeader:
    """Read the text header ``HDR,...`` that begins an acquisition.

    Raises
    ------
    ProtocolError
        If it does not say how many patterns follow.
    """
    words: dict[str, str] = {}
    for line in content.decode("latin-1").splitlines():
        name, _, value = line.partition("\t")
        words[name.strip().rstrip(":").lower()] = value.strip()
    patterns = _integer(words.get("frames in acquisition (number)", ""))
    if patterns is None or not 0 <= patterns < _MOST_PATTERNS:
        raise ProtocolError("The Merlin's acquisition header does not say how much will come.")
    depth = _integer(words.get("counter depth (number)", ""))
    return AcquisitionHeader(patterns, depth if depth in DEPTHS else None)


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """The first fields of ``MQ1,...``.

    Parameters
    ----------
    number : int
        Of the pattern within its acquisition, from 1.
    offset : int
        Where the pixels begin in the content [bytes].
    chips : int
        Number of Medipix chips.
    columns, rows : int
        As the header says it; of raw formats not yet those of the pattern.
    kind : str
        ``U08``, ``U16``, ``U32``, ``U64`` or ``R64``.
    layout : str
        Of the chips, e.g. ``2x2``.
    exposure : float or None
        Shutter time [s].
    depth : int or None
        Bits of the counters, where the header says it.
    """

    number: int
    offset: int
    chips: int
    columns: int
    rows: int
    kind: str
    layout: str
    exposure: float | None
    depth: int | None


def parse_image_header(head: bytes, depth: int | None = None) -> ImageHeader:
    """Read the header of a pattern.

    Parameters
    ----------
    head : bytes
        The content from its beginning, as far as the pixels.
    depth : int, optional
        Of the acquisition header, for headers without it.

    Raises
    ------
    ProtocolError
        If it is none, or states sizes that no detector has.
    """
    fields = head.split(b"\0", 1)[0].decode("latin-1").split(",")
    if len(fields) < 8 or fields[0] != "MQ1":
        raise ProtocolError("The Merlin sent something that is neither a header nor a pattern.")
    numbers = [_integer(text) for text in fields[1:6]]
    kind = fields[6].strip()
    sound = _KIND.fullmatch(kind) is not None and all(value is not None for value in numbers)
    number, offset, chips, columns, rows = (value or 0 for value in numbers)
    sides = 1 <= columns <= MAX_SIDE and 1 <= rows <= MAX_SIDE
    if not (sound and sides and number >= 1 and chips >= 1 and 64 <= offset <= MAX_TEXT_BYTES):
        raise ProtocolError("The header of a pattern states what no pattern has.")
    kind = "U08" if kind == "U8" else kind
    # the depth stands last, in headers of the newer form; before, the last is a DAC's value
    ends = [text for text in fields[8:] if text.strip()]
    last = _integer(ends[-1]) if "MQ1A" in ends else None
    return ImageHeader(
        number=number,
        offset=offset,
        chips=chips,
        columns=columns,
        rows=rows,
        kind=kind,
        layout=fields[7].strip().rstrip("G"),
        exposure=_positive(fields[10]) if len(fields) > 10 else None,
        depth=last if last in DEPTHS else depth,
    )


def _integer(text: str) -> int | None:
    # int() would take underscores, spaces within and digits of other scripts
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _positive(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and 0.0 < value < 1e5 else None
