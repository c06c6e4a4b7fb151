"""Stream version 1: messages of several parts, JSON and pixels.

From DECTRIS' SIMPLON manual. A real detector sends the parts of a message together; some
simulators send each by itself, so that parts are gathered until the message is whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from stemviewer.core.errors import ProtocolError
from stemviewer.feeds.dectris.messages import (
    MOST_IMAGES,
    Image,
    Message,
    SeriesEnd,
    SeriesStart,
    as_map,
    as_pair,
    pixel_dtype,
    seconds,
    sides,
    unsupported,
    whole,
)

_MOST_TEXT = 4 * 1024**2
_IMAGE_PARTS = 4
_HEADER_PARTS = {"none": 1, "basic": 2, "all": 8}
_ENCODING = re.compile(r"(?:bs(8|16|32))?-?(lz4)?([<>])")
_LOST_ORDER = "Messages until the next whole one are left out."


class LegacyMessages:
    """Puts parts together and reads what they say."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._wanted = 0

    def read(self, parts: Sequence[bytes]) -> Message | None:
        """Take the parts that came together; return the message when it is whole.

        Raises
        ------
        ProtocolError
            If they are none, or do not belong to what was begun; reading goes on with the next.
        """
        if len(parts) > 1:
            self._begin(parts[0])
            gathered, wanted = list(parts), self._wanted
            self._parts, self._wanted = [], 0
            if len(gathered) < wanted:
                raise ProtocolError("The DECTRIS sent a message without all its parts.")
            return _message(gathered)
        if not self._parts:
            self._begin(parts[0])
        elif len(parts[0]) < _MOST_TEXT and _htype(parts[0]) in _BEGINNINGS:
            # another message began before this one was whole
            self._begin(parts[0])
            self._parts = [parts[0]]
            raise ProtocolError("The DECTRIS sent a message without all its parts.", _LOST_ORDER)
        self._parts.append(parts[0])
        if len(self._parts) < self._wanted:
            return None
        gathered, self._parts = self._parts, []
        return _message(gathered)

    def _begin(self, head: bytes) -> None:
        self._parts = []
        htype = _htype(head)
        if htype not in _BEGINNINGS:
            if head[:1] and head[0] >> 5 in (5, 6):  # a CBOR map, or a tag before it
                raise ProtocolError(
                    "The DECTRIS sends messages of stream version 2.",
                    "Nothing can be read of them as version 1.",
                    "Write stream=2 into the address.",
                )
            raise ProtocolError("The DECTRIS sent a message of an unknown kind.", _LOST_ORDER)
        self._wanted = 1
        if htype == "dimage-1.0":
            self._wanted = _IMAGE_PARTS
        elif htype == "dheader-1.0":
            self._wanted = _HEADER_PARTS.get(str(_json(head).get("header_detail")), 2)


_BEGINNINGS = ("dheader-1.0", "dimage-1.0", "dseries_end-1.0")


def _json(part: bytes) -> Mapping[Any, Any]:
    try:
        if len(part) > _MOST_TEXT:
            raise ValueError("too long")
        return as_map(json.loads(part), "a text")
    except (ValueError, RecursionError) as error:
        raise ProtocolError("The DECTRIS sent a text that is none.", _LOST_ORDER) from error


def _htype(part: bytes) -> str:
    """Return what a part says it is; empty for pixels."""
    if part[:1] != b"{":
        return ""
    try:
        return str(_json(part).get("htype", ""))
    except ProtocolError:
        return ""


def _message(parts: Sequence[bytes]) -> Message:
    head = _json(parts[0])
    series = whole(head.get("series"), 0, MOST_IMAGES, "a number of a series")
    if head["htype"] == "dseries_end-1.0":
        return SeriesEnd(series)
    if head["htype"] == "dimage-1.0":
        return _image(series, head, parts)
    config = _json(parts[1]) if len(parts) > 1 else {}
    images = 0
    if "nimages" in config:
        most = 2**32
        images = whole(config["nimages"], 0, most, "a number of images")
        images *= whole(config.get("ntrigger", 1), 0, most, "a number of triggers")
    if images > MOST_IMAGES:
        raise ProtocolError("The DECTRIS announced more images than can come.")
    time = seconds(config.get("frame_time")) or seconds(config.get("count_time"))
    return SeriesStart(series, images, time, str(config.get("description", ""))[:80])


def _image(series: int, head: Mapping[Any, Any], parts: Sequence[bytes]) -> Image:
    number = whole(head.get("frame"), 0, MOST_IMAGES, "a number of an image")
    about, data = _json(parts[1]), parts[2]
    columns, rows = as_pair(about.get("shape"), "a shape")
    rows, columns = sides(rows, columns)
    encoding = str(about.get("encoding", ""))
    found = _ENCODING.fullmatch(encoding)
    if found is None or (found[1] and not found[2]):
        raise unsupported(f"pixels encoded as {encoding[:20]!r}")
    dtype = pixel_dtype(str(about.get("type")), found[3])
    if found[1] and int(found[1]) != 8 * dtype.itemsize:
        raise unsupported(f"{dtype.name} shuffled as {encoding[:20]!r}")
    if about.get("size", len(data)) != len(data):
        raise ProtocolError(f"An image came with {len(data)} bytes, not those it states.")
    codec = "bslz4-framed" if found[1] else "lz4" if found[2] else ""
    return Image(series, number, rows, columns, dtype, codec, data)
