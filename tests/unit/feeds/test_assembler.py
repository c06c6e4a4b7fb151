from __future__ import annotations

import hashlib

import numpy as np
import pytest

from stemviewer.core.errors import ProtocolError
from stemviewer.core.frame import ScanSettings
from stemviewer.feeds.base import Channel
from stemviewer.feeds.open_feed import assembler
from stemviewer.feeds.open_feed.assembler import FrameAssembler
from stemviewer.feeds.open_feed.blocks import BlockHeader
from stemviewer.feeds.open_feed.hashing import BESIDE_BYTES, Hasher

ROWS, COLUMNS = 8, 5
DATA = np.arange(ROWS * COLUMNS, dtype=np.uint16).reshape(ROWS, COLUMNS)
DIGEST = hashlib.sha256(DATA.tobytes()).hexdigest()
CHANNELS = (Channel("A", "uint16"), Channel("B", "uint16"))


def start() -> FrameAssembler:
    return FrameAssembler(3, CHANNELS, ScanSettings(ROWS, COLUMNS), 11)


def put(frame: FrameAssembler, first: int, last: int, channel: int = 0, **change: object) -> None:
    header = {
        "channel": channel,
        "dtype": "uint16",
        "number": 3,
        "first_row": first,
        "rows": last - first,
        "columns": COLUMNS,
    } | change
    frame.add(BlockHeader(**header), memoryview(DATA[first:last].tobytes()))  # type: ignore[arg-type]


def test_a_whole_frame_is_whole() -> None:
    frame = start()
    for channel in (0, 1):
        put(frame, 0, 3, channel)
        put(frame, 3, 8, channel)
    ended = frame.end(True, {"A": DIGEST, "B": DIGEST}, "")
    assert [item.frame.channel for item in ended] == ["A", "B"]
    for item in ended:
        assert item.reason == ""
        assert item.frame.complete
        assert item.frame.valid_rows == ROWS
        assert item.frame.sha256 == DIGEST
        assert item.frame.acquired_utc_ns == 11
        assert item.frame.received_monotonic_ns > 0
        assert np.array_equal(item.frame.data, DATA)
        assert not item.frame.data.flags.writeable


@pytest.mark.parametrize(
    ("first", "last", "change", "word"),
    [
        (4, 6, {}, "gap"),
        (0, 3, {}, "again"),
        (1, 3, {}, "again"),
        (3, 5, {"dtype": "int16"}, "int16"),
        (3, 5, {"columns": 4}, "4 pixels"),
        (3, 5, {"rows": 6}, "up to 9"),
    ],
)
def test_a_wrong_block_costs_its_channel_only(
    first: int, last: int, change: dict[str, object], word: str
) -> None:
    frame = start()
    put(frame, 0, 3)
    with pytest.raises(ProtocolError, match=word):
        put(frame, first, last, **change)
    put(frame, 3, 8)  # what comes after a fault is ignored, not mended
    put(frame, 0, 8, channel=1)
    bad, good = frame.end(True, {"A": DIGEST, "B": DIGEST}, "")
    assert not bad.frame.complete
    assert bad.frame.valid_rows == 3
    assert bad.frame.sha256 == ""
    assert word in bad.reason
    assert good.frame.complete


@pytest.mark.parametrize("change", [{"number": 4}, {"channel": 2}])
def test_a_stray_block_costs_the_frame(change: dict[str, int]) -> None:
    frame = start()
    put(frame, 0, 8)
    with pytest.raises(ProtocolError):
        put(frame, 0, 8, **{"channel": 1} | change)
    assert not any(item.frame.complete for item in frame.end(True, {"A": DIGEST}, ""))


@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_without_the_right_digest_nothing_is_whole(digest: str) -> None:
    frame = start()
    put(frame, 0, 8)
    ended = frame.end(True, {"A": digest}, "")
    assert not ended[0].frame.complete
    assert "checksum" in ended[0].reason


def test_missing_rows_are_incomplete_whatever_the_feed_says() -> None:
    frame = start()
    put(frame, 0, 7)
    partial = hashlib.sha256(DATA[:7].tobytes()).hexdigest()
    ended = frame.end(True, {"A": partial}, "")
    assert not ended[0].frame.complete
    assert "1 of 8 rows" in ended[0].reason
    assert not ended[0].frame.data[7:].any()


def test_a_stopped_frame_keeps_its_rows_and_the_reason() -> None:
    frame = start()
    put(frame, 0, 2)
    ended = frame.end(False, {}, "beam dump")
    assert ended[0].reason == "beam dump"
    assert np.array_equal(ended[0].frame.valid, DATA[:2])


def test_a_frame_above_the_limit_is_not_allocated() -> None:
    big = [Channel(f"c{i}", "float64") for i in range(16)]
    with pytest.raises(ProtocolError, match="GB"):
        FrameAssembler(0, big, ScanSettings(16384, 16384), 0)


def test_snapshots_come_late_and_seldom_and_share_the_buffer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(assembler.time, "monotonic", lambda: now[0])
    frame = start()
    put(frame, 0, 2)
    assert frame.snapshots() == []
    now[0] += assembler.SNAPSHOT_AFTER_S
    (shot,) = frame.snapshots()
    assert (shot.frame.valid_rows, shot.frame.complete) == (2, False)
    assert np.array_equal(shot.frame.valid, DATA[:2])
    put(frame, 2, 4)
    assert frame.snapshots() == []
    now[0] += assembler.SNAPSHOT_PERIOD_S
    (later,) = frame.snapshots()
    assert later.frame.valid_rows == 4
    assert np.shares_memory(later.frame.data, shot.frame.data)
    now[0] += 1
    assert frame.snapshots() == []
    put(frame, 4, 8)
    assert frame.snapshots() == []  # all rows are there: the end will tell


def test_a_large_frame_is_hashed_beside_and_proven_all_the_same() -> None:
    rows, columns = BESIDE_BYTES // 2 // 2048, 2048
    pixels = np.random.default_rng(5).integers(0, 60_000, (rows, columns)).astype("<u2")
    right = hashlib.sha256(pixels.tobytes()).hexdigest()
    hasher = Hasher()
    try:
        for digest, whole in ((right, True), (right[::-1], False)):
            frame = FrameAssembler(
                3, [Channel("HAADF", "uint16")], ScanSettings(rows, columns), 0, hasher=hasher
            )
            for first in range(0, rows, 256):
                part = pixels[first : first + 256]
                header = BlockHeader(0, "uint16", 3, first, len(part), columns)
                frame.add(header, memoryview(part.tobytes()))
            (ended,) = frame.end(True, {"HAADF": digest}, "")
            assert ended.frame.complete is whole
            assert ended.frame.sha256 == (right if whole else "")
    finally:
        hasher.close()
