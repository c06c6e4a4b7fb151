"""Crafted files of network weights: lies about lengths, places and shapes."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

from stemviewer.bench.crafted.base import Ground, Kind

_FORMAT = {"format": "stemviewer-live-1", "name": "x"}


def _file(header: bytes, data: bytes = b"", length: int | None = None) -> Callable[[Ground], Path]:
    def make(ground: Ground) -> Path:
        path = ground.folder / "a.safetensors"
        size = len(header) if length is None else length
        path.write_bytes(struct.pack("<Q", size) + header + data)
        return path

    return make


def _tensors(**places: tuple[str, list[int], int, int]) -> bytes:
    content = {
        name: {"dtype": kind, "shape": shape, "data_offsets": [first, last]}
        for name, (kind, shape, first, last) in places.items()
    }
    return json.dumps(content).encode()


def _huge_network() -> bytes:
    """Return a true file of one tensor whose stated shape would take 13 GB."""
    shape = {"widths": [1024] * 8, "encoder": [16] * 8, "decoder": [16] * 7}
    stated = json.dumps({**_FORMAT, "shape": json.dumps(shape)})
    content = {
        "__metadata__": {"stemviewer": stated},
        "stem.bias": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
    }
    return json.dumps(content).encode()


KINDS = (
    Kind("weights with a header of 2^60 bytes", _file(b"{}", b"", 1 << 60), "cannot be used"),
    Kind("weights cut within their header", _file(b"{", b"", 900), "cannot be used"),
    Kind("weights behind the end", _file(_tensors(a=("F32", [1 << 40], 0, 4 << 40)), b"1234")),
    Kind(
        "weights that overlap",
        _file(_tensors(a=("F32", [2], 0, 8), b=("F32", [2], 4, 12)), b"1" * 12),
    ),
    Kind("weights of negative place", _file(_tensors(a=("F32", [2], -8, 0)), b"1" * 8)),
    Kind("weights with a nested header", _file(b"[" * 100_000 + b"]" * 100_000)),
    Kind("weights that state a huge network", _file(_huge_network(), b"\0" * 8), "does not fit"),
    Kind("weights that are a pickle", _file(b"\x80\x04\x95cos\nsystem\n"), "cannot be used"),
)
