"""A source that plays a list of frames, and ways to run a feed to a point."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from stemviewer.core.calibration import COUNTING
from stemviewer.core.frame import RawArray, ScanSettings
from stemviewer.core.quantity import measured, set_to
from stemviewer.feeds.base import (
    Acknowledgement,
    Channel,
    Command,
    Control,
    FeedEvent,
    FrameBegin,
    FrameEnd,
    Instrument,
    Origin,
    Range,
    RowBlock,
    ScanState,
    SourceItem,
)
from stemviewer.feeds.open_feed.client import OpenFeed


class ListSource:
    """Yields given frames (channel -> array) in blocks; waits at its gates where told to."""

    def __init__(
        self,
        frames: list[dict[str, RawArray]],
        *,
        block: int = 16,
        hold_before: tuple[int, ...] = (),
        pause: float = 0.0,
    ) -> None:
        self.frames = frames
        self.block = block
        self.pause = pause
        self.gates = {number: threading.Event() for number in hold_before}
        self.closed = threading.Event()
        self.commands: list[Command] = []
        first = frames[0]
        self.settings = ScanSettings(
            *next(iter(first.values())).shape,
            dwell=set_to(2e-6),
            beam_current=measured(1e-11),
            pixel_size=set_to(2e-11),
        )
        self.state = ScanState()
        self.instrument = Instrument(
            "list",
            Origin.DETECTOR,
            tuple(Channel(name, data.dtype.name, COUNTING) for name, data in first.items()),
            {Control.DWELL: Range(1e-7, 1e-3)},
            specimen="numbers",
        )

    def apply(self, command: Command) -> Acknowledgement:
        self.commands.append(command)
        good = command.value in self.instrument.controls[Control.DWELL]
        reason = "" if good else "out of range"
        applied = command.value if good else None
        return Acknowledgement(command.id, good, applied, self.settings, self.state, reason)

    def items(self) -> Iterator[SourceItem]:
        for number, channels in enumerate(self.frames):
            gate = self.gates.get(number)
            while gate is not None and not gate.wait(0.02):
                if self.closed.is_set():
                    return
            yield FrameBegin(number, self.settings, time.time_ns())
            for first in range(0, self.settings.rows, self.block):
                if self.closed.wait(self.pause):
                    return
                for name, data in channels.items():
                    yield RowBlock(number, name, first, data[first : first + self.block])
            yield FrameEnd(number, complete=True)

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def make_source() -> type[ListSource]:
    return ListSource


@pytest.fixture
def frames() -> list[dict[str, RawArray]]:
    random = np.random.default_rng(5)
    return [
        {
            "HAADF": random.integers(0, 2**16, (64, 48), np.uint16),
            "BF": random.normal(size=(64, 48)).astype(np.float32),
        }
        for _ in range(3)
    ]


Until = Callable[[list[FeedEvent]], bool]


@pytest.fixture
def collect() -> Callable[[OpenFeed, Until], list[FeedEvent]]:
    """Receive until a condition on the events holds; fail after 15 s."""

    def run(feed: OpenFeed, until: Until) -> list[FeedEvent]:
        events: list[FeedEvent] = []
        deadline = time.monotonic() + 15
        while not until(events):
            assert time.monotonic() < deadline, f"still waiting after {events}"
            event = feed.receive(0.2)
            if event is not None:
                events.append(event)
        return events

    return run
