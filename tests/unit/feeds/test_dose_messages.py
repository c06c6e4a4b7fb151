"""What the feed tells for the bookkeeping of dose: places, parked probes, changes, the account."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from stemviewer.core.dose import ELEMENTARY_CHARGE
from stemviewer.core.errors import FeedError
from stemviewer.core.frame import Frame, read_only
from stemviewer.core.place import Purpose
from stemviewer.core.quantity import UNKNOWN
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.base import (
    Acknowledged,
    Command,
    Connected,
    Control,
    Exposed,
    FeedEvent,
    FrameEnded,
)
from stemviewer.feeds.files import FileSource
from stemviewer.feeds.open_feed.ask_account import ask_account
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.feeds.open_feed.server import FeedServer
from stemviewer.feeds.simulator import SimulatorSource
from stemviewer.feeds.simulator_options import SimulatorOptions
from stemviewer.simulation.scan import STILL

WAIT_S = 20.0


@pytest.fixture
def server() -> Iterator[FeedServer]:
    options = SimulatorOptions(
        specimen="amorphous", size=64, dwell=1e-5, errors=STILL, current_at_once=True
    )
    with FeedServer(SimulatorSource(options)) as made:
        yield made


@pytest.fixture
def feed(server: FeedServer) -> Iterator[OpenFeed]:
    made = OpenFeed(server.address)
    yield made
    made.close()


def until(feed: OpenFeed, good: Callable[[FeedEvent], bool]) -> list[FeedEvent]:
    """Receive up to and with the first good event."""
    seen: list[FeedEvent] = []
    for _ in range(int(WAIT_S / 0.1)):
        event = feed.receive(0.1)
        if event is not None:
            seen.append(event)
            if good(event):
                return seen
    pytest.fail(f"it did not come: {seen[-5:]}")


def obey(feed: OpenFeed, number: int, control: Control, value: float) -> list[FeedEvent]:
    feed.send(Command(number, control, value))
    return until(feed, lambda e: isinstance(e, Acknowledged) and e.acknowledgement.id == number)


def frame(feed: OpenFeed, good: Callable[[Frame], bool]) -> Frame:
    last = until(feed, lambda e: isinstance(e, FrameEnded) and good(e.frame))[-1]
    assert isinstance(last, FrameEnded)
    return last.frame


def test_frames_state_their_place_and_purpose(feed: OpenFeed) -> None:
    connected = until(feed, lambda e: isinstance(e, Connected))[-1]
    assert isinstance(connected, Connected)
    assert connected.run
    assert connected.tells_exposures
    first = frame(feed, lambda f: f.complete)
    assert (first.place.area, first.place.purpose) == (1, Purpose.IMAGING)
    assert first.place.shift_x.value == 0.0
    obey(feed, 1, Control.SHIFT_X, 4e-9)
    obey(feed, 2, Control.PURPOSE, 2.0)
    moved = frame(feed, lambda f: f.place.purpose is Purpose.FOCUS)
    assert moved.place.shift_x.value == pytest.approx(4e-9)
    obey(feed, 3, Control.SUBSCAN, 0.5)
    part = frame(feed, lambda f: f.place.purpose is Purpose.SUBSCAN)
    assert part.settings.shape == (32, 32)
    assert part.settings.pixel_size.value == first.settings.pixel_size.value
    obey(feed, 4, Control.NEW_AREA, 1.0)
    assert frame(feed, lambda f: f.place.area == 2).place.purpose is Purpose.SUBSCAN


def test_a_parked_probe_is_told_with_its_time(feed: OpenFeed, server: FeedServer) -> None:
    frame(feed, lambda f: f.complete)
    seen = obey(feed, 1, Control.STOP, 1.0)
    seen += until(feed, lambda e: isinstance(e, Exposed))
    seen += obey(feed, 2, Control.BLANK, 1.0)
    # blanked: the account stands still, and what is missing of it is on its way in pieces
    parked = ask_account(server.address).electrons["parked"]
    while _electrons(seen) < parked * (1.0 - 1e-6):
        seen += until(feed, lambda e: isinstance(e, Exposed))
    assert _electrons(seen) == pytest.approx(parked, rel=1e-6)
    for item in seen:
        if isinstance(item, Exposed):
            # the first pixel of a view of 10.24 nm
            assert item.place.shift_y.value == pytest.approx(-5.04e-9, rel=0.01)


def _electrons(events: list[FeedEvent]) -> float:
    total = 0.0
    for event in events:
        if isinstance(event, Exposed):
            assert event.beam_current.value is not None
            assert event.seconds.value is not None
            total += event.beam_current.value * event.seconds.value / ELEMENTARY_CHARGE
    return total


def test_a_current_that_acts_at_once_is_told_by_rows(feed: OpenFeed, server: FeedServer) -> None:
    frame(feed, lambda f: f.complete)
    obey(feed, 1, Control.DWELL, 1e-4)
    frame(feed, lambda f: f.settings.dwell.value == pytest.approx(1e-4))
    threading.Event().wait(0.1)  # into the next frame, which takes 0.4 s
    obey(feed, 2, Control.BEAM_CURRENT, 5e-11)
    changed = frame(feed, lambda f: bool(f.changes))
    assert changed.complete
    (first, row, before), (again, last, after) = changed.spans()
    assert (first, again, last) == (0, row, 64)
    assert before.beam_current.value != after.beam_current.value == pytest.approx(5e-11)


def test_the_account_is_of_every_electron(feed: OpenFeed, server: FeedServer) -> None:
    events = until(feed, lambda e: isinstance(e, FrameEnded) and e.frame.number == 3)
    # blanked and stopped: nothing more reaches the specimen
    events += obey(feed, 1, Control.BLANK, 1.0) + obey(feed, 2, Control.STOP, 1.0)
    while (event := feed.receive(1.0)) is not None:
        events.append(event)
    ended = [e.frame for e in events if isinstance(e, FrameEnded) and e.frame.channel == "BF"]
    lit = [f for f in ended if f.settings.beam_current.value]
    booked = sum(f.valid_rows for f in lit) * (64 * 1e-5)
    account = ask_account(server.address, cell=4.0)
    current = SimulatorSource(SimulatorOptions(specimen="amorphous")).settings.beam_current.value
    assert current is not None
    imaging = account.electrons["imaging"]
    assert imaging == pytest.approx(booked * current / ELEMENTARY_CHARGE, rel=1e-6)
    assert account.counts.sum() == pytest.approx(sum(account.electrons.values()), rel=1e-5)
    assert account.cell == 4.0
    assert account.origin == pytest.approx((-51.2, -51.2), abs=1.0)


def test_a_source_without_an_account_says_so() -> None:
    counts = np.random.default_rng(3).poisson(3.0, (1, 32, 32)).astype(np.uint16)
    stack = ImageStack(Path("made.npy"), read_only(counts), UNKNOWN, "made")
    with (
        FeedServer(FileSource([stack], 20, None, 1)) as server,
        pytest.raises(FeedError, match="no account"),
    ):
        ask_account(server.address)
