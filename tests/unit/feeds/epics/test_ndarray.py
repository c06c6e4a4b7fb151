"""NTNDArray structures: shapes, types, every codec, and what must be refused."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest

from stemviewer.core.errors import ProtocolError
from stemviewer.feeds.base import FramesLost
from stemviewer.feeds.epics.ndarray import Picture, is_empty, picture_of
from stemviewer.feeds.epics.numbering import LINK_DOWN, Numbering, Together

imagecodecs = pytest.importorskip("imagecodecs", reason="the extra epics is not installed")

IMAGE = np.random.default_rng(1).poisson(3.0, (37, 52)).astype(np.uint16)
USHORT = 6


def structure(image: np.ndarray = IMAGE, **other: Any) -> dict[str, Any]:
    sides = [{"size": side} for side in reversed(image.shape)]
    plain = {
        "dimension": sides,
        "value": image.ravel(),
        "codec.name": "",
        "codec.parameters": None,
        "uniqueId": 5,
        "dataTimeStamp.secondsPastEpoch": 1_700_000_000,
        "dataTimeStamp.nanoseconds": 25,
        "attribute": [
            {"name": "Dwell", "value": 2.5},
            {"name": "Note", "value": "text"},
            {"name": "Bad", "value": float("nan")},
        ],
    }
    return {**plain, **other}


def compressed(codec: str, data: bytes) -> dict[str, Any]:
    fields = {"codec.name": codec, "codec.parameters": USHORT}
    return structure(value=np.frombuffer(data, np.uint8), **fields)


def bitshuffled(image: np.ndarray, block: int = 4096) -> bytes:
    """Compress as bitshuffle does: blocks, each with its length, and what is left as it is."""
    values, item = image.ravel(), image.itemsize
    whole = len(values) // 8 * 8
    out = b""
    for first in range(0, whole, block):
        part = values[first : min(first + block, whole)].tobytes()
        shuffled = imagecodecs.bitshuffle_encode(part, itemsize=item, blocksize=len(part) // item)
        packed = imagecodecs.lz4_encode(bytes(shuffled))
        out += struct.pack(">I", len(packed)) + packed
    return out + values[whole:].tobytes()


CODED = {
    "lz4": bytes(imagecodecs.lz4_encode(IMAGE.tobytes())),
    "blosc": bytes(imagecodecs.blosc_encode(IMAGE.tobytes(), typesize=2)),
    "bslz4": bitshuffled(IMAGE),
}


def test_a_plain_image_with_its_count_time_and_numbers() -> None:
    found = picture_of(structure())
    assert np.array_equal(found.data, IMAGE)
    assert found.unique_id == 5
    assert found.utc_ns == 1_700_000_000 * 10**9 + 25
    assert found.attributes == {"Dwell": 2.5}


def test_the_picture_is_a_copy_of_what_the_library_holds() -> None:
    held = IMAGE.copy()
    found = picture_of(structure(held))
    held[:] = 0
    assert np.array_equal(found.data, IMAGE)


@pytest.mark.parametrize("codec", CODED)
def test_every_codec_gives_the_counts_back(codec: str) -> None:
    assert np.array_equal(picture_of(compressed(codec, CODED[codec])).data, IMAGE)


@pytest.mark.parametrize("codec", CODED)
def test_damaged_or_lying_compression_is_refused(codec: str) -> None:
    rng = np.random.default_rng(2)
    good = CODED[codec]
    for _ in range(150):
        bad = bytearray(good)
        for _ in range(rng.integers(1, 4)):
            bad[rng.integers(len(bad))] = rng.integers(256)
        cut = bytes(bad[: rng.integers(1, len(bad) + 1)])
        try:
            found = picture_of(compressed(codec, cut))
        except ProtocolError:
            continue
        assert found.data.shape == IMAGE.shape  # counts may be wrong: the codecs have no checksum


@pytest.mark.parametrize(
    "bad",
    [
        {"codec.name": "jpeg", "codec.parameters": USHORT, "value": np.zeros(9, np.uint8)},
        {"codec.name": "zstd", "codec.parameters": USHORT, "value": np.zeros(9, np.uint8)},
        {"codec.name": "lz4", "codec.parameters": 4, "value": np.zeros(9, np.uint8)},
        {"codec.name": "lz4", "codec.parameters": "x", "value": np.zeros(9, np.uint8)},
        {"codec.name": "lz4", "codec.parameters": USHORT, "value": np.zeros(9, np.uint16)},
        {"dimension": [{"size": 52}]},
        {"dimension": [{"size": 52}, {"size": 36}]},
        {"dimension": [{"size": 0}, {"size": 36}]},
        {"dimension": [{"size": 2**40}, {"size": 2**40}]},
        {"dimension": [{"size": 16384}, {"size": 16384}, {"size": 3}]},
        {"dimension": [{"size": 3}, {"size": 52}, {"size": 37}]},
        {"dimension": [{"length": 52}]},
        {"value": None},
        {"value": IMAGE.ravel().astype(np.int64)},
        {"value": np.array(["a"] * IMAGE.size)},
        {"uniqueId": "one"},
    ],
)
def test_what_is_no_image_of_counts_is_refused_in_words(bad: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError) as caught:
        picture_of(structure(**bad))
    assert caught.value.meaning


def test_an_empty_structure_is_told_from_a_frame() -> None:
    assert is_empty(structure(dimension=[], uniqueId=0, value=np.zeros(0)))
    assert not is_empty(structure())


def test_numbers_grow_and_gaps_are_losses() -> None:
    numbering = Numbering()
    numbers, lost = [], []
    for unique in (7, 8, 11, 3, 4, 0, 0):
        number, gap = numbering.number(unique)
        numbers.append(number)
        lost += [(event.first, event.last) for event in gap if isinstance(event, FramesLost)]
    assert numbers == [0, 1, 4, 5, 6, 7, 8], "a count that goes back is a new run"
    assert lost == [(2, 3)]


def test_a_gap_over_a_broken_link_says_so() -> None:
    numbering = Numbering()
    numbering.number(5)
    numbering.link_down()
    assert numbering.is_old(5)
    _, (gap,) = numbering.number(9)
    assert isinstance(gap, FramesLost)
    assert gap.reason == LINK_DOWN


def pictures(*ids: int) -> list[Picture]:
    return [Picture(IMAGE, unique, 0) for unique in ids]


def test_channels_of_a_scan_come_together_in_order_and_a_late_one_does_not_hold_the_rest() -> None:
    together = Together(["A", "B"])
    ready = []
    for picture in pictures(1, 2):
        ready += together.add("A", picture)
    for picture in pictures(1, 2, 3):
        ready += together.add("B", picture)
    assert [sorted(scan) for scan in ready] == [["A", "B"], ["A", "B"]]
    for picture in pictures(4, 5, 6, 7):
        ready += together.add("B", picture)
    assert sorted(ready[-1]) == ["B"], "the scan whose A never came goes on without it"
    assert together.add("A", pictures(3)[0]) == []
    assert together.late == 1
    assert len(together.flush()) == 4
