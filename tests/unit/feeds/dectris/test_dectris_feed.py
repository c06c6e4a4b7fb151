"""The DECTRIS feed against a server of our own: real sockets, both streams, and SIMPLON."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from stemviewer.bench.feeds.mib import made_patterns
from stemviewer.bench.feeds.simplon import SERIES_OF, with_blind
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
    RowsArrived,
    Told,
)
from stemviewer.feeds.dectris.feed import DectrisFeed
from stemviewer.feeds.fourd import feed as feed_module
from stemviewer.feeds.loop import LINK_BROKE
from stemviewer.feeds.open_feed.dial import Backoff

zmq = pytest.importorskip("zmq", reason="the extra dectris is not installed")
pytest.importorskip("cbor2", reason="the extra dectris is not installed")
pytest.importorskip("imagecodecs", reason="the extra dectris is not installed")

SCAN = (6, 8)
RINGS = "centre=34.25,28.5&adf=9-20px&haadf=20-31px&abf=4-9px&bf=0-9px"


class Detector:
    """Pushes messages to whoever pulls; obeys SIMPLON commands when it is told to."""

    def __init__(self, messages: list[list[bytes]], *, hold: bool = False, mode: str = "ints"):
        self.heard: list[str] = []
        self.refuse = ""
        self.armed = threading.Event()
        if not hold:
            self.armed.set()
        self.values = {"frame_time": 0.001, "trigger_mode": mode, "count_time": 0.0009}
        self._messages = messages
        self._done = threading.Event()
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.PUSH)
        self._socket.setsockopt(zmq.LINGER, 0)
        self.port = self._socket.bind_to_random_port("tcp://127.0.0.1")
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = False
        self.api = self._http.server_address[1]
        self._threads = [
            threading.Thread(target=self._http.serve_forever, args=(0.05,)),
            threading.Thread(target=self._push),
        ]
        for thread in self._threads:
            thread.start()

    def address(self, version: int, more: str = RINGS, api: bool = True) -> str:
        control = self.api if api else 0
        words = f"stream={version}&api={control}&scan={SCAN[0]}x{SCAN[1]}"
        return f"dectris://127.0.0.1:{self.port}?{words}&{more}"

    def _push(self) -> None:
        while not self._done.is_set():
            if not self.armed.wait(0.05):
                continue
            self.armed.clear()
            for parts in self._messages:
                while not self._done.is_set():
                    if self._socket.poll(50, zmq.POLLOUT):
                        self._socket.send_multipart(parts)
                        break

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        detector = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None: ...

            def _say(self, value: object, status: int = 200) -> None:
                content = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_GET(self) -> None:
                name = self.path.rstrip("/").rpartition("/")[2]
                self._say({"value": detector.values.get(name, "1.8.0")})

            def do_PUT(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length).decode()
                name = self.path.rpartition("/")[2]
                detector.heard.append(name + body)
                if name == detector.refuse:
                    self._say("out of range", 400)
                    return
                if name == "arm":
                    detector.armed.set()
                self._say({"sequence id": 7})

        return Handler

    def close(self) -> None:
        if self._done.is_set():
            return
        self._done.set()
        self._http.shutdown()
        for thread in self._threads:
            thread.join()
        self._http.server_close()
        self._socket.close(0)
        self._context.term()


@pytest.fixture
def detectors() -> Iterator[Callable[..., Detector]]:
    made: list[Detector] = []

    def make(messages: list[list[bytes]], **more: object) -> Detector:
        made.append(Detector(messages, **more))
        return made[-1]

    yield make
    for detector in made:
        detector.close()


@pytest.fixture(scope="module")
def patterns() -> np.ndarray:
    return made_patterns(SCAN, 64, 1, distinct=48)


def run(feed: DectrisFeed, until: Callable[[FeedEvent], bool], limit: float = 30.0) -> list:
    events: list[FeedEvent] = []
    end = time.monotonic() + limit
    while time.monotonic() < end:
        event = feed.receive(0.2)
        if event is not None:
            events.append(event)
            if until(event):
                return events
    raise AssertionError(f"did not come: {[type(event).__name__ for event in events]}")


def last_channel(event: FeedEvent) -> bool:
    return isinstance(event, FrameEnded) and event.frame.channel == "CoM x"


def plain_sum(patterns: np.ndarray, inner: float, outer: float) -> np.ndarray:
    y, x = np.mgrid[:64, :64]
    squared = (y - 34.25) ** 2 + (x - 28.5) ** 2
    mask = (squared >= inner**2) & (squared < outer**2)
    return patterns[:, mask].sum(axis=1, dtype=np.uint64).reshape(SCAN)


@pytest.mark.parametrize(("version", "codec"), [(1, "bslz4"), (2, "bslz4"), (1, "lz4"), (2, "lz4")])
def test_virtual_images_equal_plain_sums_of_the_patterns(
    detectors: Callable[..., Detector], patterns: np.ndarray, version: int, codec: str
) -> None:
    detector = detectors(SERIES_OF[version](patterns, codec))
    feed = DectrisFeed(detector.address(version))
    try:
        events = run(feed, last_channel)
    finally:
        feed.close()
    assert isinstance(next(e for e in events if not isinstance(e, Told)), Connected)
    frames = {e.frame.channel: e.frame for e in events if isinstance(e, FrameEnded)}
    assert list(frames) == ["ADF", "HAADF", "ABF", "BF", "CoM y", "CoM x"]
    assert all(frame.complete for frame in frames.values())
    assert np.array_equal(frames["ADF"].data, plain_sum(patterns, 9, 20))
    assert np.array_equal(frames["HAADF"].data, plain_sum(patterns, 20, 31))
    assert np.array_equal(frames["BF"].data, plain_sum(patterns, 0, 9))
    assert frames["ADF"].settings.dwell.value == 0.001
    assert any(isinstance(e, RowsArrived) for e in events) or len(patterns) < 64


def test_pixels_without_a_value_count_nothing_and_are_told(
    detectors: Callable[..., Detector], patterns: np.ndarray
) -> None:
    place = (34, 28 + 12)
    detector = detectors(SERIES_OF[2](with_blind(patterns, place)))
    feed = DectrisFeed(detector.address(2))
    try:
        events = run(feed, last_channel)
    finally:
        feed.close()
    dark = patterns.copy()
    dark[:, place[0], place[1]] = 0
    adf = next(e.frame for e in events if isinstance(e, FrameEnded))
    assert np.array_equal(adf.data, plain_sum(dark, 9, 20))
    told = [e.text for e in events if isinstance(e, Told)]
    assert any(text.startswith("1 pixels of each pattern have no value") for text in told)


def test_images_that_never_came_leave_their_frame_incomplete(
    detectors: Callable[..., Detector], patterns: np.ndarray
) -> None:
    series = SERIES_OF[1](patterns)
    detector = detectors(series[:20] + series[22:])
    feed = DectrisFeed(detector.address(1))
    try:
        events = run(feed, last_channel)
    finally:
        feed.close()
    ended = next(e for e in events if isinstance(e, FrameEnded))
    assert not ended.frame.complete
    assert ended.frame.valid_rows == 19 // SCAN[1]
    assert "Patterns 19 to 20" in ended.reason
    assert feed.path.patterns_lost == 2


def test_garbage_between_costs_nothing_else(
    detectors: Callable[..., Detector], patterns: np.ndarray
) -> None:
    series = SERIES_OF[2](patterns)
    detector = detectors([[b"\xff\x00"], *series[:1], [b"{}", b"x", b"y"], *series[1:]])
    feed = DectrisFeed(detector.address(2))
    try:
        events = run(feed, last_channel)
    finally:
        feed.close()
    assert sum(isinstance(e, FeedFault) for e in events) >= 1
    assert next(e for e in events if isinstance(e, FrameEnded)).frame.complete


def test_orders_go_to_simplon(detectors: Callable[..., Detector], patterns: np.ndarray) -> None:
    detector = detectors(SERIES_OF[1](patterns), hold=True)
    feed = DectrisFeed(detector.address(1))
    try:
        connected = run(feed, lambda e: isinstance(e, Connected) and bool(e.instrument.controls))
        assert connected[-1].settings.dwell.value == 0.001
        feed.send(Command(1, Control.DWELL, 0.002))
        answer = run(feed, lambda e: isinstance(e, Acknowledged))[-1].acknowledgement
        assert (answer.accepted, answer.applied) == (True, 0.002)
        assert answer.settings.dwell.value == 0.002
        feed.send(Command(2, Control.SCAN, 1.0))
        events = run(feed, last_channel)
        # a scan goes on until it is stopped: the detector is armed anew after each series
        events += run(feed, last_channel)
        feed.send(Command(3, Control.STOP))
        run(feed, lambda e: isinstance(e, Acknowledged) and e.acknowledgement.id == 3)
        feed.send(Command(4, Control.BLANK, 1.0))
        refused = run(feed, lambda e: isinstance(e, Acknowledged) and e.acknowledgement.id == 4)
        detector.refuse = "count_time"
        feed.send(Command(5, Control.DWELL, 3e-6))
        late = run(feed, lambda e: isinstance(e, Acknowledged) and e.acknowledgement.id == 5)
    finally:
        feed.close()
    assert not refused[-1].acknowledgement.accepted
    assert "out of range" in late[-1].acknowledgement.reason
    assert detector.heard[:4] == [
        'count_time{"value": 0.002}',
        'frame_time{"value": 0.002}',
        "arm",
        "trigger",
    ]
    assert detector.heard.count("arm") >= 2
    assert "abort" in detector.heard


def test_a_link_that_breaks_ends_the_frame_and_is_made_anew(
    detectors: Callable[..., Detector], patterns: np.ndarray
) -> None:
    series = SERIES_OF[1](patterns)
    detector = detectors(series[:20])
    feed = DectrisFeed(detector.address(1, api=False), backoff=Backoff(0.05, 0.1))
    try:
        end = time.monotonic() + 30
        while feed.path.patterns < 19:
            assert time.monotonic() < end
            feed.receive(0.05)
        detector.close()
        events = run(feed, lambda e: isinstance(e, Disconnected))
        assert {e.reason for e in events if isinstance(e, FrameEnded)} == {LINK_BROKE}
        again = run(feed, lambda e: isinstance(e, Disconnected))
        assert "does not answer" in again[-1].reason.what
    finally:
        feed.close()


def test_a_scan_that_stalls_ends(
    detectors: Callable[..., Detector], patterns: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "STALL_S", 0.2)
    detector = detectors(SERIES_OF[2](patterns)[:20])
    feed = DectrisFeed(detector.address(2, api=False))
    try:
        events = run(feed, last_channel)
    finally:
        feed.close()
    assert "within the scan" in next(e for e in events if isinstance(e, FrameEnded)).reason


def test_another_shape_in_mid_scan_ends_the_frame(
    detectors: Callable[..., Detector], patterns: np.ndarray
) -> None:
    small = SERIES_OF[1](patterns[:, :32, :32])
    series = SERIES_OF[1](patterns)
    detector = detectors([*series[:20], *small[20:]])
    feed = DectrisFeed(
        detector.address(1, "centre=16,14&adf=3-9px&haadf=9-12px&abf=1-3px&bf=0-3px")
    )
    try:
        events = run(feed, last_channel)
    finally:
        feed.close()
    ended = next(e for e in events if isinstance(e, FrameEnded))
    assert not ended.frame.complete
    assert "changed their shape" in ended.reason


def test_joining_within_a_series_loses_only_what_was_before(
    detectors: Callable[..., Detector], patterns: np.ndarray
) -> None:
    series = SERIES_OF[2](patterns)
    detector = detectors([*series[30:], *series])
    feed = DectrisFeed(detector.address(2))
    try:
        events = run(feed, last_channel)
    finally:
        feed.close()
    assert any(isinstance(e, FramesLost) for e in events)
    assert next(e for e in events if isinstance(e, FrameEnded)).frame.complete


def test_nobody_there() -> None:
    feed = DectrisFeed("dectris://127.0.0.1:1?api=0&scan=4x4", backoff=Backoff(0.05, 0.1))
    try:
        lost = run(feed, lambda e: isinstance(e, Disconnected))
        feed.send(Command(1, Control.SCAN, 1.0))
        run(feed, lambda e: isinstance(e, FeedFault | Acknowledged))
    finally:
        feed.close()
    assert "does not answer" in lost[-1].reason.what
