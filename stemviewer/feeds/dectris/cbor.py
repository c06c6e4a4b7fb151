"""Stream version 2: one CBOR map a message (RFC 8949), typed arrays (RFC 8746) within.

Facts from DECTRIS' public documentation of stream V2 and of the CBOR tag 56500.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stemviewer.core.errors import ProtocolError
from stemviewer.feeds.codecs import Compressed
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

MULTI_DIMENSIONAL, COMPRESSED = 40, 56500
"""Tags: rows and columns of an array; a compressed byte string."""

TYPED = {64: "<u1", 65: ">u2", 66: ">u4", 69: "<u2", 70: "<u4"}
"""Tags of typed arrays of unsigned integers."""

_CODECS = {"bslz4": "bslz4-framed", "lz4": "lz4-framed"}
_MOST_DEPTH = 16
_NAMES = {"1": "uint8", "2": "uint16", "4": "uint32"}


class CborMessages:
    """Reads messages; of several thresholds it takes one.

    Parameters
    ----------
    threshold : str
        Name of the channel in the message, e.g. ``"threshold_1"``; empty for the first.
    """

    def __init__(self, threshold: str = "") -> None:
        self._threshold = threshold

    def read(self, parts: Sequence[bytes]) -> Message | None:
        """Read a message.

        Raises
        ------
        ProtocolError
            If it is none, or cannot be decoded.
        """
        if parts[0][:1] == b"{":
            raise ProtocolError(
                "The DECTRIS sends messages of stream version 1.",
                "Nothing can be read of them as version 2.",
                "Write stream=1 into the address, or choose the format cbor at the detector.",
            )
        content = as_map(_loads(parts[0]), "a message")
        kind = content.get("type")
        series = whole(content.get("series_id"), 0, MOST_IMAGES, "a number of a series")
        if kind == "end":
            return SeriesEnd(series)
        if kind == "start":
            images = whole(content.get("number_of_images", 0), 0, MOST_IMAGES, "a number of images")
            time = seconds(content.get("frame_time")) or seconds(content.get("count_time"))
            name = str(content.get("detector_description", ""))[:80]
            return SeriesStart(series, images, time, name)
        if kind == "image":
            return self._image(series, content)
        raise ProtocolError("The DECTRIS sent a message of an unknown kind.")

    def _image(self, series: int, content: Mapping[Any, Any]) -> Image:
        number = whole(content.get("image_id"), 0, MOST_IMAGES, "a number of an image")
        channels = as_map(content.get("data"), "an image")
        name = self._threshold or next(iter(channels), "")
        if name not in channels:
            known = ", ".join(str(key)[:40] for key in list(channels)[:8]) or "none"
            raise ProtocolError(
                f"The DECTRIS sends no image of {name[:40]!r}.",
                "No picture is made.",
                f"Write threshold= one of: {known}.",
            )
        shape, typed = as_pair(_tagged(channels[name], MULTI_DIMENSIONAL), "an array")
        rows, columns = sides(*as_pair(shape, "a shape"))
        tag, payload = getattr(typed, "tag", None), getattr(typed, "value", None)
        if tag not in TYPED:
            raise unsupported(f"arrays of tag {tag}")
        dtype = pixel_dtype(_NAMES[TYPED[tag][2]], TYPED[tag][0])
        codec, data = _bytes(payload, dtype.itemsize)
        return Image(series, number, rows, columns, dtype, codec, data)


def _bytes(payload: object, item: int) -> tuple[str, Compressed]:
    """Return how the pixels are compressed, and what they are compressed to."""
    if isinstance(payload, bytes):
        return "", payload
    content = _tagged(payload, COMPRESSED)
    if not isinstance(content, list | tuple) or len(content) != 3:
        raise ProtocolError("The DECTRIS sent pixels that are none.")
    algorithm, modifier, data = content
    if algorithm not in _CODECS:
        raise unsupported(f"pixels compressed with {str(algorithm)[:20]!r}")
    if not isinstance(data, bytes):
        raise ProtocolError("The DECTRIS sent pixels that are none.")
    if algorithm == "bslz4" and modifier != item:
        raise unsupported(f"pixels of {item} bytes shuffled as {str(modifier)[:20]}")
    return _CODECS[algorithm], data


def _tagged(value: object, tag: int) -> Any:
    if getattr(value, "tag", None) != tag:
        raise ProtocolError("The DECTRIS sent an image that is none.")
    return value.value  # type: ignore[attr-defined]


def _loads(message: bytes) -> object:
    import cbor2

    try:
        return cbor2.loads(message, max_depth=_MOST_DEPTH)
    except (cbor2.CBORError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise ProtocolError("The DECTRIS sent a message that is no CBOR.") from error
