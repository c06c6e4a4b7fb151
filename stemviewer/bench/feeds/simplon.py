"""Messages of DECTRIS' streams, encoded as a detector does: for servers, streams and mutations."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.bench.feeds.structures import bitshuffled

Pattern = npt.NDArray[Any]
Parts = list[bytes]

SERIES = 7
_LZ4_BLOCK = 4096
_TAGS = {1: 64, 2: 69, 4: 70}


def _lz4(plain: bytes) -> bytes:
    import imagecodecs

    return bytes(imagecodecs.lz4_encode(plain))


def _shuffled(pattern: Pattern) -> bytes:
    """Return bitshuffle's HDF5 framing: sizes of the whole and of a block, then the blocks."""
    return struct.pack(">QI", pattern.nbytes, 8192) + bitshuffled(pattern, 8192 // pattern.itemsize)


def _framed(pattern: Pattern) -> bytes:
    """Return the LZ4 framing of HDF5; a block that would not shrink is stored as it is."""
    plain = pattern.tobytes()
    out = struct.pack(">QI", len(plain), _LZ4_BLOCK)
    for first in range(0, len(plain), _LZ4_BLOCK):
        block = plain[first : first + _LZ4_BLOCK]
        packed = _lz4(block)
        packed = packed if len(packed) < len(block) else block
        out += struct.pack(">I", len(packed)) + packed
    return out


def legacy_header(images: int, pattern: Pattern, detail: str = "basic") -> Parts:
    """Return the parts that begin a series of stream 1; ``detail`` is basic, all or none."""
    rows, columns = pattern.shape
    config = {
        "bit_depth_image": 8 * pattern.itemsize,
        "compression": "bslz4",
        "count_time": 0.0009,
        "description": "Dectris QUADRO (made)",
        "frame_time": 0.001,
        "nimages": 1,
        "ntrigger": images,
        "trigger_mode": "exte",
        "x_pixels_in_detector": columns,
        "y_pixels_in_detector": rows,
    }
    parts = [_json(htype="dheader-1.0", series=SERIES, header_detail=detail)]
    if detail != "none":
        parts.append(json.dumps(config).encode())
    if detail == "all":
        for name in ("dflatfield-1.0", "dpixelmask-1.0", "dcountrate_table-1.0"):
            parts += [_json(htype=name, shape=[columns, rows], type="float32"), b"\0" * 64]
    return parts


def _json(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def legacy_image(number: int, pattern: Pattern, codec: str = "bslz4") -> Parts:
    """Return the parts of an image of stream 1; ``codec`` is bslz4, lz4 or none."""
    bits = 8 * pattern.itemsize
    encoding = {"bslz4": f"bs{bits}-lz4<", "lz4": "lz4<", "none": "<"}[codec]
    data = {"bslz4": _shuffled, "lz4": lambda p: _lz4(p.tobytes()), "none": _plain}[codec](pattern)
    about = {
        "htype": "dimage_d-1.0",
        "shape": [pattern.shape[1], pattern.shape[0]],
        "type": pattern.dtype.name,
        "encoding": encoding,
        "size": len(data),
    }
    times = _json(htype="dconfig-1.0", start_time=number, stop_time=number + 1, real_time=1)
    head = _json(htype="dimage-1.0", series=SERIES, frame=number, hash="")
    return [head, json.dumps(about).encode(), data, times]


def _plain(pattern: Pattern) -> bytes:
    return pattern.tobytes()


def legacy_series(patterns: Pattern, codec: str = "bslz4") -> list[Parts]:
    """Return a series of stream 1: header, images, end."""
    images = [legacy_image(i, pattern, codec) for i, pattern in enumerate(patterns)]
    end = [_json(htype="dseries_end-1.0", series=SERIES)]
    return [legacy_header(len(patterns), patterns[0]), *images, end]


def write_capture(path: Path, series: list[Parts]) -> Path:
    """Write parts as LiberTEM-live's simulator reads them: each after its length (int64)."""
    with path.open("wb") as file:
        for parts in series:
            for part in parts:
                file.write(struct.pack("<q", len(part)) + part)
    return path


def cbor_image(
    number: int,
    pattern: Pattern,
    codec: str = "bslz4",
    channels: tuple[str, ...] = ("threshold_1",),
) -> Parts:
    """Return an image of stream 2, the same in all channels; ``codec`` is bslz4, lz4 or none."""
    import cbor2

    item = pattern.itemsize
    payload: object = pattern.tobytes()
    if codec == "bslz4":
        payload = cbor2.CBORTag(56500, ["bslz4", item, _shuffled(pattern)])
    elif codec == "lz4":
        payload = cbor2.CBORTag(56500, ["lz4", 0, _framed(pattern)])
    array = cbor2.CBORTag(40, [list(pattern.shape), cbor2.CBORTag(_TAGS[item], payload)])
    return _cbor(
        type="image",
        series_id=SERIES,
        series_unique_id="made",
        image_id=number,
        real_time=[45000, 50000000],
        data=dict.fromkeys(channels, array),
    )


def _cbor(**fields: object) -> Parts:
    import cbor2

    # a real detector marks each message as CBOR (RFC 8949, section 3.4.6)
    return [bytes(cbor2.dumps(cbor2.CBORTag(55799, fields)))]


def cbor_series(patterns: Pattern, codec: str = "bslz4") -> list[Parts]:
    """Return a series of stream 2: start, images, end."""
    start = _cbor(
        type="start",
        series_id=SERIES,
        series_unique_id="made",
        number_of_images=len(patterns),
        frame_time=0.001,
        count_time=0.0009,
        detector_description="Dectris ARINA (made)",
        channels=["threshold_1"],
        image_dtype=patterns.dtype.name,
    )
    images = [cbor_image(i, pattern, codec) for i, pattern in enumerate(patterns)]
    return [start, *images, _cbor(type="end", series_id=SERIES, series_unique_id="made")]


SERIES_OF = {1: legacy_series, 2: cbor_series}
"""By version of the stream."""


def with_blind(patterns: Pattern, place: tuple[int, int] = (3, 4)) -> Pattern:
    """Return patterns with a pixel that has no value."""
    made = patterns.copy()
    made[:, place[0], place[1]] = np.iinfo(patterns.dtype).max
    return made
