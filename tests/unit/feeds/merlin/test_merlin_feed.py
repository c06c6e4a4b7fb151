"""The Merlin feed on real sockets: whole scans, orders, stalls, garbage, lies and broken links."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from stemviewer.bench.feeds.mib import image_header, made_patterns, message, stored, stream
from stemviewer.feeds.base import (
    Acknowledged,
    Command,
    Connected,
    Control,
    Disconnected,
    FeedEvent,
    FeedFault,
    FrameEnded,
    Origin,
    RowsArrived,
)
from stemviewer.feeds.fourd import feed as feed_module
from stemviewer.feeds.loop import LINK_BROKE
from stemviewer.feeds.merlin.feed import MerlinFeed
from stemviewer.feeds.open_feed.dial import Backoff

SCAN = (6, 8)


class Camera:
    """Sends given pieces to whoever connects to the data port; answers on the control port."""

    def __init__(self, visits: list[list[bytes]], *, hold: bool = False) -> None:
        self._visits = visits
        self._data = socket.create_server(("127.0.0.1", 0))
        self._orders = socket.create_server(("127.0.0.1", 0))
        self.heard: list[str] = []
        self.refuse = ""
        self.go = threading.Event()
        self._done = threading.Event()
        if not hold:
            self.go.set()
        self._threads = [threading.Thread(target=self._serve), threading.Thread(target=self._obey)]
        for thread in self._threads:
            thread.start()

    @property
    def address(self) -> str:
        data, orders = self._data.getsockname()[1], self._orders.getsockname()[1]
        return f"merlin://127.0.0.1:{data}?control={orders}&scan=6x8"

    def _serve(self) -> None:
        for visit in self._visits:
            link = self._accept(self._data)
            if link is None:
                return
            with link:
                self.go.wait(20)
                try:
                    for piece in visit:
                        link.sendall(piece)
                    if visit is self._visits[-1]:
                        self._done.wait(20)
                except OSError:
                    continue

    def _accept(self, server: socket.socket) -> socket.socket | None:
        server.settimeout(0.05)
        while not self._done.is_set():
            try:
                return server.accept()[0]
            except TimeoutError:
                continue
        return None

    def _obey(self) -> None:
        while (link := self._accept(self._orders)) is not None:
            link.settimeout(0.05)
            with link:
                self._answer(link)

    def _answer(self, link: socket.socket) -> None:
        while not self._done.is_set():
            try:
                heard = link.recv(4096).decode()
            except TimeoutError:
                continue
            except OSError:
                return
            if not heard:
                return
            kind, name = heard.split(",")[2:4]
            self.heard.append(",".join(heard.split(",")[2:]))
            values = {"ACQUISITIONPERIOD": "1.0", "ACQUISITIONTIME": "0.9", "TRIGGERSTART": "0"}
            value = f",{values.get(name, '0')}" if kind == "GET" else ""
            code = 3 if name == self.refuse else 0
            content = f",{kind},{name}{value},{code}"
            link.sendall(f"MPX,{len(content):010d}{content}".encode())

    def close(self) -> None:
        self._done.set()
        self.go.set()
        for thread in self._threads:
            thread.join()
        self._data.close()
        self._orders.close()


@pytest.fixture
def cameras() -> Iterator[Callable[..., Camera]]:
    made: list[Camera] = []

    def make(*visits: list[bytes], hold: bool = False) -> Camera:
        made.append(Camera(list(visits), hold=hold))
        return made[-1]

    yield make
    for camera in made:
        camera.close()


def run(feed: MerlinFeed, until: Callable[[FeedEvent], bool], limit: float = 15.0) -> list:
    events: list[FeedEvent] = []
    end = time.monotonic() + limit
    while time.monotonic() < end:
        event = feed.receive(0.2)
        if event is not None:
            events.append(event)
            if until(event):
                return events
    raise AssertionError(f"did not come: {[type(event).__name__ for event in events]}")


def frame_of(channel: str, number: int) -> Callable[[FeedEvent], bool]:
    def found(event: FeedEvent) -> bool:
        is_frame = isinstance(event, FrameEnded)
        return is_frame and (event.frame.channel, event.frame.number) == (channel, number)

    return found


@pytest.fixture(scope="module")
def patterns() -> np.ndarray:
    return made_patterns(SCAN, 64, 1, distinct=48)


def quick(address: str) -> MerlinFeed:
    return MerlinFeed(address, backoff=Backoff(0.01, 0.05))


def test_a_scan_arrives_whole_with_its_settings_and_their_sources(cameras, patterns) -> None:
    words = "&bf=0-9px&abf=5-9px&adf=9-20px&haadf=20-32px&centre=34.25,28.5&pixel_nm=0.05"
    camera = cameras(stream(patterns, SCAN), hold=True)
    feed = quick(camera.address + words)
    try:
        first = run(feed, lambda event: isinstance(event, Connected))[-1]
        assert first.instrument.origin is Origin.DETECTOR
        assert set(first.instrument.controls) == {Control.DWELL, Control.SCAN, Control.STOP}
        camera.go.set()
        events = run(feed, frame_of("CoM x", 0))
    finally:
        feed.close()
    frames = {e.frame.channel: e.frame for e in events if isinstance(e, FrameEnded)}
    assert all(frame.complete for frame in frames.values())
    yy, xx = np.mgrid[:64, :64]
    distance = (yy - 34.25) ** 2 + (xx - 28.5) ** 2
    for name, low, high in (("BF", 0, 9), ("ABF", 5, 9), ("ADF", 9, 20), ("HAADF", 20, 32)):
        mask = (distance >= low * low) & (distance < high * high)
        plain = np.sum(patterns[:, mask], axis=1, dtype=np.uint64).reshape(SCAN)
        assert np.array_equal(frames[name].data, plain), name
    settings = frames["ADF"].settings
    assert (settings.dwell.value, settings.dwell.source.value) == (pytest.approx(1e-3), "measured")
    assert settings.pixel_size.source.value == "set"
    assert not settings.beam_current.known
    assert any(isinstance(event, RowsArrived) for event in events), "rows show while it scans"


def test_orders_are_carried_out_and_answered(cameras, patterns) -> None:
    camera = cameras(stream(patterns, SCAN), hold=True)
    feed = quick(camera.address + "&trigger=soft")
    try:
        run(feed, lambda event: isinstance(event, Connected))
        feed.send(Command(1, Control.SCAN, 1.0))
        feed.send(Command(2, Control.DWELL, 0.002))
        feed.send(Command(3, Control.SIZE, 64.0))
        answers: dict[int, Acknowledged] = {}
        while len(answers) < 3:
            event = run(feed, lambda event: isinstance(event, Acknowledged))[-1]
            answers[event.acknowledgement.id] = event.acknowledgement
        assert answers[1].accepted
        assert answers[2].applied == 0.002
        assert (answers[2].settings.dwell.value, answers[2].settings.dwell.source.value) == (
            0.002,
            "set",
        )
        assert "no such control" in answers[3].reason
        camera.refuse = "ACQUISITIONTIME"
        feed.send(Command(4, Control.DWELL, 0.003))
        refused = run(feed, lambda event: isinstance(event, Acknowledged))[-1].acknowledgement
        assert not refused.accepted
        assert "range" in refused.reason
        assert refused.settings.dwell.value == 0.002, "what is in force is told"
    finally:
        feed.close()
    assert "CMD,STARTACQUISITION,0" in camera.heard
    assert "CMD,SOFTTRIGGER,0" in camera.heard
    assert "SET,ACQUISITIONTIME,2.000000" in camera.heard


def test_garbage_between_patterns_costs_no_pattern_and_within_one_costs_that_frame(
    cameras, patterns
) -> None:
    good = stream(patterns, SCAN)
    second = [bytes(good[0]), *good[1:20], good[20][:5000], *good[21:]]
    garbage = [b"GARBAGEMPX,GARBAGE" * 1024]
    camera = cameras([*garbage, *good[:10], *garbage, *good[10:], *second, *good])
    feed = quick(camera.address)
    try:
        events = run(feed, frame_of("CoM x", 2))
    finally:
        feed.close()
    whole = [e.frame.complete for e in events if isinstance(e, FrameEnded)][::6]
    assert whole == [True, False, True]
    assert any(isinstance(event, FeedFault) for event in events)


@pytest.mark.parametrize("lie", [b"MPX,9999999999,", b"MPX,0000000001,", b"MPX,0066000000,MQ1,0"])
def test_lies_about_sizes_take_no_memory_and_the_next_scan_is_whole(cameras, patterns, lie) -> None:
    good = stream(patterns, SCAN)
    camera = cameras([*good[:30], lie, *good])
    feed = quick(camera.address)
    try:
        events = run(feed, frame_of("ADF", 1))
    finally:
        feed.close()
    frames = [e.frame for e in events if isinstance(e, FrameEnded) and e.frame.channel == "ADF"]
    assert [frame.complete for frame in frames] == [False, True]


def test_patterns_that_change_their_shape_within_a_scan_are_never_mixed(cameras, patterns) -> None:
    good = stream(patterns, SCAN)
    other = made_patterns(SCAN, 96, 3, distinct=48)
    camera = cameras([*good[:25], *stream(other, SCAN)[25:], *stream(other, SCAN)])
    feed = quick(camera.address)
    try:
        events = run(feed, frame_of("ADF", 1))
    finally:
        feed.close()
    ends = [e for e in events if isinstance(e, FrameEnded) and e.frame.channel == "ADF"]
    assert [end.frame.complete for end in ends] == [False, True]
    assert ends[0].frame.valid_rows == 3


def test_a_broken_link_ends_the_frame_and_is_made_anew(cameras, patterns) -> None:
    good = stream(patterns, SCAN)
    camera = cameras(good[:20], good)
    feed = quick(camera.address)
    try:
        events = run(feed, frame_of("ADF", 1))
    finally:
        feed.close()
    ends = [e for e in events if isinstance(e, FrameEnded) and e.frame.channel == "ADF"]
    assert (ends[0].reason, ends[0].frame.valid_rows) == (LINK_BROKE, 2)
    assert ends[1].frame.complete
    assert any(isinstance(event, Disconnected) and event.retry_in > 0 for event in events)


def test_a_stalled_scan_ends_incomplete(cameras, patterns, monkeypatch) -> None:
    monkeypatch.setattr(feed_module, "STALL_S", 0.2)
    camera = cameras(stream(patterns, SCAN)[:20])
    feed = quick(camera.address + "&centre=32,32&bf=0-9px&abf=5-9px&adf=9-20px&haadf=20-32px")
    try:
        events = run(feed, frame_of("ADF", 0))
    finally:
        feed.close()
    assert not events[-1].frame.complete
    assert events[-1].frame.valid_rows == 2


def test_without_a_control_port_pictures_come_all_the_same(cameras, patterns) -> None:
    camera = cameras(stream(patterns, SCAN))
    spare = socket.create_server(("127.0.0.1", 0))
    port = spare.getsockname()[1]
    spare.close()
    address = camera.address.replace(camera.address.split("control=")[1].split("&")[0], str(port))
    feed = quick(address)
    try:
        events = run(feed, frame_of("ADF", 0))
        feed.send(Command(1, Control.SCAN, 1.0))
        answer = run(feed, lambda event: isinstance(event, Acknowledged))[-1].acknowledgement
    finally:
        feed.close()
    assert events[-1].frame.complete
    assert not answer.accepted
    told = [event.error for event in events if isinstance(event, FeedFault)]
    assert any("control" in str(error) for error in told)


def test_a_flood_waits_in_the_sockets_not_in_memory(cameras, patterns) -> None:
    flood = [message(image_header(1 + i, (64, 64)) + stored(patterns[i % 48])) for i in range(4800)]
    camera = cameras(flood)
    feed = quick(camera.address)
    try:
        run(feed, frame_of("ADF", 1))
        waiting = len(feed._events)
        assert waiting < 200, "what is not asked for is not read"
        run(feed, frame_of("ADF", 99), limit=25.0)
    finally:
        feed.close()
    assert feed.path.patterns == 4800
    assert feed.path.patterns_lost == 0


def test_close_ends_a_waiting_receive_at_once(cameras) -> None:
    feed = quick(cameras([]).address)
    run(feed, lambda event: isinstance(event, Connected))
    waiter = threading.Thread(target=feed.receive, args=(30.0,))
    waiter.start()
    feed.close()
    waiter.join(10.0)
    assert not waiter.is_alive()
