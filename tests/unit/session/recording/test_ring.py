from __future__ import annotations

import shutil
from collections import namedtuple

import numpy as np
import pytest

from stemviewer.core.errors import RecordingError
from stemviewer.session.format.schema import FRAME_DTYPE
from stemviewer.session.recording.ring import Slot
from stemviewer.session.recording.ring_memory import create
from stemviewer.session.writing.message import Message, MessageKind, read_message


def _message(number: int, side: int) -> Message:
    row = np.zeros((), FRAME_DTYPE)
    row["number"], row["rows"], row["columns"], row["dtype"] = number, side, side, b"uint16"
    pixels = np.full((side, side), number, np.uint16)
    return Message(MessageKind.FRAME, row, (b"a" * number, b"bc"), pixels)


def test_records_of_many_sizes_survive_wrapping() -> None:
    ring = create(1 << 16)
    try:
        rng = np.random.default_rng(1)
        sent: list[int] = []
        position = read = wrapped = 0
        for number in range(400):
            message = _message(number, int(rng.integers(1, 90)))
            while (room := ring.reserve(message.size)) is None:
                found = ring.peek(position)
                assert found is not None
                record, position = found
                got = read_message(record)
                assert int(got.row["number"]) == sent[read]
                assert got.texts == (b"a" * sent[read], b"bc")
                assert got.pixels is not None
                assert (got.pixels == sent[read]).all()
                del got, record, found
                ring.release(position)
                read += 1
            message.write_to(room)
            del room
            ring.publish(message.size)
            sent.append(number)
            wrapped = ring.get(Slot.HEAD) // ring.capacity
        assert wrapped > 10
        assert ring.used <= ring.capacity
    finally:
        ring.close(unlink=True)


def test_a_record_larger_than_the_ring_is_refused() -> None:
    ring = create(1 << 16)
    try:
        with pytest.raises(RecordingError, match="does not fit"):
            ring.reserve(1 << 16)
    finally:
        ring.close(unlink=True)


def test_a_container_with_little_shared_memory_gets_a_smaller_ring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    free = namedtuple("free", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: free(64 << 20))
    ring = create(256 << 20)
    try:
        assert ring.capacity == 32 << 20
    finally:
        ring.close(unlink=True)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: free(2 << 20))
    with pytest.raises(RecordingError, match="shared memory"):
        create(256 << 20)
