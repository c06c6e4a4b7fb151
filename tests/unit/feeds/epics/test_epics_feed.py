"""The EPICS feed against a pvAccess server of p4p, on loopback."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("p4p", reason="the extra epics is not installed")
from p4p.nt import NTNDArray, NTScalar
from p4p.server import Server, StaticProvider
from p4p.server.raw import SharedPV

from stemviewer.core.errors import SettingsError
from stemviewer.feeds.base import (
    Acknowledged,
    Command,
    Connected,
    Control,
    Disconnected,
    FeedEvent,
    FeedFault,
    FrameEnded,
    FramesLost,
    Told,
)
from stemviewer.feeds.epics.feed import EpicsFeed
from stemviewer.feeds.epics.site import parse_pva_address

IMAGE = np.random.default_rng(1).poisson(3.0, (16, 24)).astype(np.uint16)

SITE = """
name = "Microscope 3"
[channels]
HAADF = "{0}:HAADF"
BF = "{0}:BF"
[attributes]
dwell = {{ name = "Dwell", scale = 1e-6 }}
pixel_size = {{ name = "Pixel", scale = 1e-9 }}
[controls]
dwell = {{ pv = "{0}:Dwell", scale = 1e-6, low = 1e-7, high = 1e-3 }}
scan = {{ pv = "{0}:Nowhere", low = 0, high = 1 }}
[calibration]
HAADF = {{ gain = 30.0, offset = 100.0 }}
"""


class Orders:
    def __init__(self) -> None:
        self.written: list[float] = []

    def put(self, pv: SharedPV, operation) -> None:
        self.written.append(float(operation.value()))
        pv.post(operation.value())
        operation.done()


class Ioc:
    """A server with two detectors and a dwell time."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.detectors = {name: SharedPV() for name in ("HAADF", "BF")}
        self.orders = Orders()
        self._dwell = SharedPV(nt=NTScalar("d"), initial=1.0, handler=self.orders)
        provider = StaticProvider(prefix)
        for name, pv in self.detectors.items():
            provider.add(f"{prefix}:{name}", pv)
        provider.add(f"{prefix}:Dwell", self._dwell)
        self._provider = provider
        self.server = Server(providers=[provider], isolate=True)
        self.conf = self.server.conf()

    def post(self, unique: int, names: tuple[str, ...] = ("HAADF", "BF"), **other) -> None:
        for name in names:
            pv = self.detectors[name]
            value = NTNDArray().wrap(other.get("image", IMAGE))
            value["uniqueId"] = unique
            value["dataTimeStamp.secondsPastEpoch"] = 1_700_000_000
            value["attribute"] = [
                {"name": "Dwell", "value": 2.5},
                {"name": "Pixel", "value": other.get("pixel", 0.05)},
            ]
            (pv.post if pv.isOpen() else pv.open)(value)

    def close(self) -> None:
        self.server.stop()


@pytest.fixture
def ioc() -> Iterator[Ioc]:
    made = Ioc(f"T{os.getpid()}")
    yield made
    made.close()


def collect(
    feed: EpicsFeed, until: Callable[[FeedEvent], bool], limit: float = 20.0
) -> list[FeedEvent]:
    events: list[FeedEvent] = []
    end = time.monotonic() + limit
    while time.monotonic() < end:
        event = feed.receive(0.2)
        if event is not None:
            events.append(event)
            if until(event):
                return events
    raise AssertionError(f"did not come: {events}")


def is_a(kind: type) -> Callable[[FeedEvent], bool]:
    return lambda event: isinstance(event, kind)


def numbers(events: list[FeedEvent], channel: str) -> list[int]:
    frames = [event.frame for event in events if isinstance(event, FrameEnded)]
    return [frame.number for frame in frames if frame.channel == channel]


def test_both_channels_come_with_settings_sources_losses_and_calibration(ioc, tmp_path) -> None:
    site = tmp_path / "site.toml"
    site.write_text(SITE.format(ioc.prefix), "utf-8")
    ioc.post(100)
    feed = EpicsFeed(f"pva://?site={site}&current_pa=7", conf=ioc.conf)
    try:
        events = collect(feed, is_a(Connected))
        events += collect(feed, is_a(Told))
        for unique in (101, 102, 105):
            ioc.post(unique)
            end = collect(feed, is_a(FrameEnded))
            events += [*end, *collect(feed, is_a(FrameEnded))]
    finally:
        feed.close()
    assert numbers(events, "HAADF") == numbers(events, "BF") == [0, 1, 4]
    lost = [(e.first, e.last) for e in events if isinstance(e, FramesLost)]
    assert lost == [(2, 3)]
    frame = next(e.frame for e in events if isinstance(e, FrameEnded))
    assert np.array_equal(frame.data, IMAGE)
    assert frame.sha256
    assert frame.acquired_utc_ns == 1_700_000_000 * 10**9
    assert (frame.settings.dwell.value, frame.settings.dwell.source.value) == (
        pytest.approx(2.5e-6),
        "measured",
    )
    assert frame.settings.beam_current.source.value == "set"
    assert not frame.settings.flyback.known
    assert (frame.calibration.gain.value, frame.calibration.gain.source.value) == (30.0, "set")
    connected = next(e for e in events if isinstance(e, Connected))
    assert set(connected.instrument.controls) == {Control.DWELL, Control.SCAN}


def test_orders_are_written_and_answered(ioc, tmp_path, monkeypatch) -> None:
    from stemviewer.feeds.epics import orders

    monkeypatch.setattr(orders, "ANSWER_S", 0.5)
    site = tmp_path / "site.toml"
    site.write_text(SITE.format(ioc.prefix), "utf-8")
    ioc.post(1)
    feed = EpicsFeed(f"pva://?site={site}", conf=ioc.conf)
    try:
        collect(feed, is_a(Told))
        answers = {}
        commands = [(Control.DWELL, 3e-6), (Control.DWELL, 5.0), (Control.BLANK, 1.0)]
        for number, (control, value) in enumerate([*commands, (Control.SCAN, 1.0)]):
            feed.send(Command(number, control, value))
        while len(answers) < 4:
            answer = collect(feed, is_a(Acknowledged))[-1].acknowledgement
            answers[answer.id] = answer
    finally:
        feed.close()
    assert answers[0].accepted
    assert ioc.orders.written == [pytest.approx(3.0)]
    assert "lie between" in answers[1].reason
    assert "site file" in answers[2].reason
    assert "did not answer" in answers[3].reason, "a variable nobody serves"


def test_frames_that_are_none_are_logged_losses_and_the_next_comes(ioc) -> None:
    ioc.post(1)
    feed = EpicsFeed(f"pva://{ioc.prefix}:HAADF", conf=ioc.conf)
    try:
        collect(feed, is_a(Told))
        ioc.post(2)
        collect(feed, is_a(FrameEnded))
        ioc.post(3, image=np.zeros((3, 4, 4), np.uint16))
        events = collect(feed, is_a(FramesLost))
        ioc.post(4, image=np.zeros((8, 9), np.float32))
        events += collect(feed, is_a(FrameEnded))
    finally:
        feed.close()
    assert any(isinstance(event, FeedFault) for event in events)
    frame = events[-1].frame
    assert (frame.number, frame.data.shape, frame.data.dtype.name) == (2, (8, 9), "float32")
    again = [event for event in events if isinstance(event, Connected)]
    assert again[-1].instrument.channels[0].dtype == "float32", "a change of type is told"


def test_a_flood_is_bounded_and_what_was_left_out_is_told(ioc) -> None:
    ioc.post(1)
    feed = EpicsFeed(f"pva://{ioc.prefix}:HAADF?queue=4", conf=ioc.conf)
    try:
        collect(feed, is_a(Told))
        for unique in range(2, 302):
            ioc.post(unique, ("HAADF",))
        events = collect(feed, lambda e: isinstance(e, FrameEnded) and e.frame.number == 299)
    finally:
        feed.close()
    came = numbers(events, f"{ioc.prefix}:HAADF")
    gaps = sum(e.last - e.first + 1 for e in events if isinstance(e, FramesLost))
    assert len(came) + gaps == 300, "every frame came, or is a logged gap"


def test_a_server_that_goes_and_comes_back(ioc) -> None:
    ioc.post(1)
    feed = EpicsFeed(f"pva://{ioc.prefix}:HAADF", conf=ioc.conf)
    try:
        collect(feed, is_a(Told))
        ioc.post(2)
        collect(feed, is_a(FrameEnded))
        ioc.detectors["HAADF"].close(destroy=True)
        gone = collect(feed, is_a(Disconnected))
        assert not gone[-1].ended
        ioc.post(5, ("HAADF",))
        events = collect(feed, is_a(FrameEnded), limit=40.0)
    finally:
        feed.close()
    assert any(isinstance(event, Connected) for event in events)
    lost = next(event for event in events if isinstance(event, FramesLost))
    assert (lost.first, lost.last) == (1, 2)
    assert "link was down" in lost.reason


@pytest.mark.parametrize(
    "text",
    ["pva://", "pva://A?site=x", "pva://A?sight=x", "pva://A,A", "pva://A?queue=1", "pva://A?b"],
)
def test_addresses_that_are_wrong_are_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        parse_pva_address(text)


@pytest.mark.parametrize(
    "content",
    ["", "[channels]", "channels = 3", "x = [", '[channels]\nA="B"\n[controls]\nfly={pv="A"}'],
)
def test_site_files_that_are_wrong_are_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "site.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(SettingsError, match="site file"):
        parse_pva_address(f"pva://?site={path}")
