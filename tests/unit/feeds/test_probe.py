"""The sentence of a test."""

from __future__ import annotations

from stemviewer.core.errors import FeedError
from stemviewer.core.frame import ScanSettings
from stemviewer.feeds.base import (
    Channel,
    Command,
    Connected,
    Disconnected,
    FeedEvent,
    FrameEnded,
    FramesLost,
    Instrument,
    Origin,
    ScanState,
)
from stemviewer.feeds.growing import GrowingFrames
from stemviewer.feeds.probe import probe

CHANNELS = (Channel("A", "uint16"), Channel("B", "uint16"))
SETTINGS = ScanSettings(2, 3)
HELLO = Connected(Instrument("Camera", Origin.DETECTOR, CHANNELS), SETTINGS, ScanState())


class Given:
    """A feed of given events."""

    address = "given"

    def __init__(self, events: list[FeedEvent]) -> None:
        self.events = events
        self.closed = False

    def receive(self, timeout: float) -> FeedEvent | None:
        return self.events.pop(0) if self.events else None

    def send(self, command: Command) -> None:
        raise AssertionError("a test changes nothing")

    def close(self) -> None:
        self.closed = True


def scans(count: int, *, whole: bool = True) -> list[FeedEvent]:
    events: list[FeedEvent] = []
    for number in range(count):
        frame = GrowingFrames(number, CHANNELS, SETTINGS, 1)
        if whole:
            frame.add({"A": [1] * 6, "B": [2] * 6})
        events += [event for event in frame.end() if isinstance(event, FrameEnded)]
    return events


def test_frames_are_counted_once_for_all_channels_and_losses_are_told() -> None:
    feed = Given([HELLO, *scans(42)])
    found = probe(lambda: feed, 0.2)
    assert feed.closed
    assert found.good
    assert "42 frames received, none lost" in found.text
    lossy = probe(lambda: Given([HELLO, *scans(3), FramesLost(3, 4, "slow")]), 0.1)
    assert not lossy.good
    assert "2 lost" in lossy.text


def test_a_feed_that_ends_or_sends_nothing_is_told_in_words() -> None:
    gone = Disconnected(FeedError("Nobody is there."), ended=True)
    assert probe(lambda: Given([gone]), 0.1).text == "Nobody is there."
    assert "is it scanning?" in probe(lambda: Given([HELLO]), 0.1).text
