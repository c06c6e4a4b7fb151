from __future__ import annotations

import hashlib

import numpy as np
import pytest

from stemviewer.core.errors import ProtocolError
from stemviewer.core.frame import ScanSettings
from stemviewer.feeds.base import (
    Channel,
    Connected,
    FeedEvent,
    FeedFault,
    FrameEnded,
    FramesLost,
    Instrument,
    Origin,
)
from stemviewer.feeds.open_feed.blocks import BlockHeader, pack_block
from stemviewer.feeds.open_feed.messages import (
    FrameChannel,
    FrameEndMessage,
    FrameStart,
    Heartbeat,
    LostMessage,
    ServerHello,
)
from stemviewer.feeds.open_feed.stream import FeedStream
from stemviewer.feeds.open_feed.values import InstrumentModel, SettingsModel

DATA = np.arange(12, dtype=np.uint8).reshape(3, 4)
CHANNEL = Channel("A", "uint8")
SETTINGS = SettingsModel.of(ScanSettings(3, 4))


def hello(run: str = "one") -> ServerHello:
    instrument = InstrumentModel.of(Instrument("i", Origin.DETECTOR, (CHANNEL,)))
    return ServerHello(version=1, run=run, instrument=instrument, settings=SETTINGS)


def begin(number: int, name: str = "A", dtype: str = "uint8", side: int = 0) -> FrameStart:
    settings = SettingsModel.of(ScanSettings(side, side)) if side else SETTINGS
    channel = FrameChannel.model_validate({"name": name, "dtype": dtype})
    return FrameStart(number=number, channels=[channel], settings=settings)


def block(number: int) -> bytes:
    return pack_block(BlockHeader(0, "uint8", number, 0, 3, 4), DATA)


def end(number: int) -> FrameEndMessage:
    digest = hashlib.sha256(DATA.tobytes()).hexdigest()
    return FrameEndMessage(number=number, complete=True, sha256={"A": digest})


def whole(stream: FeedStream, number: int) -> list[FeedEvent]:
    first = stream.message(begin(number))
    rows = stream.rows(block(number))
    return [*first, *rows, *stream.message(end(number))]


@pytest.fixture
def stream() -> FeedStream:
    made = FeedStream()
    (connected,) = made.greet(hello())
    assert isinstance(connected, Connected)
    return made


def completes(events: list[FeedEvent]) -> list[tuple[int, bool]]:
    return [(e.frame.number, e.frame.complete) for e in events if isinstance(e, FrameEnded)]


def test_frames_follow_one_another(stream: FeedStream) -> None:
    events = [*whole(stream, 5), *stream.message(Heartbeat()), *whole(stream, 6)]
    assert completes(events) == [(5, True), (6, True)]
    assert len(events) == 2


def test_a_gap_in_the_numbers_is_a_loss(stream: FeedStream) -> None:
    whole(stream, 5)
    events = whole(stream, 9)
    assert isinstance(events[0], FramesLost)
    assert (events[0].first, events[0].last) == (6, 8)


def test_what_the_feed_says_it_lost_is_told_once(stream: FeedStream) -> None:
    whole(stream, 5)
    told = stream.message(LostMessage(first=6, last=8, reason="slow"))
    assert told == [FramesLost(6, 8, "slow")]
    assert completes(whole(stream, 9)) == [(9, True)]


@pytest.mark.parametrize("number", [5, 4, 0])
def test_going_back_is_a_violation_that_leaves_the_running_frame(
    stream: FeedStream, number: int
) -> None:
    stream.message(begin(5))
    with pytest.raises(ProtocolError, match="back"):
        stream.message(begin(number))
    assert completes(stream.break_off("link")) == [(5, False)]


def test_a_forgotten_end_leaves_an_incomplete_frame(stream: FeedStream) -> None:
    stream.message(begin(5))
    stream.rows(block(5))
    events = stream.message(begin(6))
    assert isinstance(events[0], FeedFault)
    assert completes(events) == [(5, False)]
    stream.rows(block(6))
    assert completes(stream.message(end(6))) == [(6, True)]


def test_rows_outside_of_a_frame_are_one_fault(stream: FeedStream) -> None:
    events = [*stream.rows(block(1)), *stream.rows(block(1)), *stream.message(end(1))]
    assert [type(event) for event in events] == [FeedFault]
    assert completes(whole(stream, 2)) == [(2, True)]


@pytest.mark.parametrize(("name", "dtype"), [("B", "uint8"), ("A", "uint16")])
def test_a_channel_that_the_hello_lacks_is_a_violation(
    stream: FeedStream, name: str, dtype: str
) -> None:
    with pytest.raises(ProtocolError, match="hello"):
        stream.message(begin(1, name, dtype))


def test_an_oversize_frame_is_lost_and_the_next_one_comes() -> None:
    stream = FeedStream()
    wide = Instrument("i", Origin.DETECTOR, (Channel("A", "float64"),))
    stream.greet(ServerHello(version=1, instrument=InstrumentModel.of(wide), settings=SETTINGS))
    events = stream.message(begin(1, dtype="float64", side=16384))
    assert [type(event) for event in events] == [FeedFault, FramesLost]
    assert stream.rows(block(1)) == []
    assert stream.message(end(1)) == []
    assert stream.message(begin(2, dtype="float64")) == []


def test_the_gap_of_a_reconnection_is_lost_if_the_run_is_the_same(stream: FeedStream) -> None:
    whole(stream, 5)
    assert stream.break_off("gone") == []
    stream.greet(hello())
    events = stream.message(begin(8))
    assert events == [FramesLost(6, 7, "The link was down.")]


def test_another_run_counts_anew(stream: FeedStream) -> None:
    whole(stream, 5)
    stream.break_off("gone")
    stream.greet(hello("two"))
    assert completes(whole(stream, 0)) == [(0, True)]


def test_breaking_off_ends_the_frame_once(stream: FeedStream) -> None:
    stream.message(begin(5))
    assert completes(stream.break_off("gone")) == [(5, False)]
    assert stream.break_off("gone") == []


def test_a_second_hello_is_a_violation(stream: FeedStream) -> None:
    with pytest.raises(ProtocolError):
        stream.message(hello())
