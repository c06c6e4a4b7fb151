"""Replaying: order, pace, incomplete scans, pause, and a real session through a real process."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from stemviewer.core.calibration import COUNTING
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.place import NOWHERE
from stemviewer.core.provenance import Flag
from stemviewer.core.quantity import measured, set_to
from stemviewer.feeds.base import (
    Channel,
    Command,
    Connected,
    Control,
    Disconnected,
    FrameBegin,
    FrameEnd,
    FrameEnded,
    Origin,
    RowBlock,
)
from stemviewer.feeds.catalogue import feed_opener
from stemviewer.feeds.growing import raw_digest
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.feeds.open_feed.server import FeedServer
from stemviewer.feeds.replay.recording import Scan, ScanTime
from stemviewer.feeds.replay.source import ReplaySource
from stemviewer.foreign.recorded import RecordedSession
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.recording.recorder import Recorder

SETTINGS = ScanSettings(12, 16, dwell=measured(2e-6), pixel_size=set_to(5e-11))
BEGAN = 1_700_000_000_000_000_000


def frame(number: int, channel: str, valid_rows: int = 12, step_ns: int = 10**7) -> Frame:
    data = np.random.default_rng([number, len(channel)]).poisson(4, (12, 16)).astype(np.uint16)
    data[valid_rows:] = 0
    whole = valid_rows == 12
    return Frame(
        number=number,
        channel=channel,
        data=read_only(data),
        settings=SETTINGS,
        calibration=COUNTING,
        valid_rows=valid_rows,
        complete=whole,
        acquired_utc_ns=BEGAN + number * step_ns,
        received_utc_ns=BEGAN + number * step_ns,
        received_monotonic_ns=5 + number * step_ns,
        sha256=raw_digest(data) if whole else "",
    )


class Tape:
    """A recording in memory."""

    def __init__(self, scans: list[dict[str, Frame]]) -> None:
        self.name = "tape"
        self.scans = scans
        self.channels = tuple(Channel(name, "uint16", COUNTING) for name in ("HAADF", "BF"))
        self.closed = False

    def __len__(self) -> int:
        return len(self.scans)

    def time(self, position: int) -> ScanTime:
        first = next(iter(self.scans[position].values()))
        return ScanTime(first.acquired_utc_ns, first.received_monotonic_ns)

    def scan(self, position: int) -> Scan:
        frames = self.scans[position]
        return Scan(SETTINGS, BEGAN + position, NOWHERE, frames)

    def close(self) -> None:
        self.closed = True


def scans(count: int = 3, **changes: int) -> list[dict[str, Frame]]:
    return [{c: frame(number, c, **changes) for c in ("HAADF", "BF")} for number in range(count)]


def test_the_rows_are_those_of_the_recording_in_order() -> None:
    tape = Tape(scans())
    items = list(ReplaySource(tape, 0.0).items())
    assert tape.closed
    begins = [item for item in items if isinstance(item, FrameBegin)]
    assert [begin.acquired_utc_ns for begin in begins] == [BEGAN, BEGAN + 1, BEGAN + 2]
    assert all(item.complete for item in items if isinstance(item, FrameEnd))
    for number in range(3):
        for channel in ("HAADF", "BF"):
            rows = [
                item.data
                for item in items
                if isinstance(item, RowBlock) and (item.number, item.channel) == (number, channel)
            ]
            assert np.array_equal(np.concatenate(rows), tape.scans[number][channel].data)


def test_a_scan_that_was_incomplete_stays_so_and_one_without_a_channel_too() -> None:
    broken = {"HAADF": frame(0, "HAADF", 5), "BF": frame(0, "BF", 5)}
    alone = {"HAADF": frame(1, "HAADF")}
    items = list(ReplaySource(Tape([broken, alone]), 0.0).items())
    assert [item.complete for item in items if isinstance(item, FrameEnd)] == [False, False]
    sent = sum(len(i.data) for i in items if isinstance(i, RowBlock) and i.number == 0)
    assert sent == 10, "rows that never came are not sent"


def test_the_pace_is_that_of_then_by_the_speed() -> None:
    tape = Tape(scans(4, step_ns=2 * 10**9))

    class Stopwatch:
        """Time that passes only while somebody waits."""

        t = 0.0

        def now(self) -> float:
            return self.t

        def utc_ns(self) -> int:
            return 0

        def wait(self, changed: threading.Condition, timeout: float | None) -> None:
            assert timeout is not None
            self.t += timeout

    watch = Stopwatch()
    list(ReplaySource(tape, 4.0, clock=watch).items())
    assert watch.t == pytest.approx(4 * 2.0 / 4.0)


def test_a_replay_is_paused_and_stopped_but_cannot_be_changed() -> None:
    source = ReplaySource(Tape(scans()), 0.0)
    assert not source.apply(Command(1, Control.DWELL, 1e-6)).accepted
    assert source.apply(Command(2, Control.SCAN, 0.0)).accepted
    items: list[object] = []
    thread = threading.Thread(target=lambda: items.extend(source.items()))
    thread.start()
    assert not items
    source.apply(Command(3, Control.SCAN, 1.0))
    thread.join(10)
    assert items


def test_nothing_to_replay_and_wrong_addresses_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no raw frame"):
        ReplaySource(Tape([]))
    with pytest.raises(SettingsError):
        ReplaySource(Tape(scans()), -1.0)
    with pytest.raises(SettingsError, match="not a file"):
        feed_opener(f"replay:{tmp_path / 'none.nxs'}")
    with pytest.raises(SettingsError, match="not known"):
        feed_opener(f"replay:{tmp_path / 'none.nxs'}?sped=3")


def receive_all(feed: OpenFeed, end: float) -> tuple[list[Frame], Connected | None]:
    frames, connected = [], None
    try:
        while time.monotonic() < end:
            event = feed.receive(0.5)
            if isinstance(event, Connected):
                connected = event
            elif isinstance(event, FrameEnded):
                frames.append(event.frame)
            elif isinstance(event, Disconnected):
                assert event.ended, event.reason
                break
    finally:
        feed.close()
    return frames, connected


def test_a_recorded_session_comes_back_bit_for_bit_and_flagged(tmp_path: Path) -> None:
    instrument = InstrumentInfo("Sim", "simulator", ("HAADF", "BF"))
    info = SessionInfo("Run", "SrTiO3", "A. Tester", instrument, "")
    small = {"ring_bytes": 16 << 20, "reserve_bytes": 1 << 20, "spare_folders": ()}
    recorder = Recorder.start(tmp_path, info, RecordOptions(**small))
    recorded = scans(4)
    recorded[2] = {c: frame(2, c, 7) for c in ("HAADF", "BF")}
    for scan in recorded:
        for one in scan.values():
            recorder.put_frame(one)
    path = recorder.stop(60.0)
    feed_opener(f"replay:{path}?speed=0")  # the address is good
    server = FeedServer(ReplaySource(RecordedSession(path), 0.0), "127.0.0.1", 0, None)
    end = time.monotonic() + 60
    with server:
        frames, connected = receive_all(OpenFeed(server.address), end)
    assert connected is not None
    assert connected.instrument.origin is Origin.REPLAY
    assert connected.instrument.origin.flag is Flag.REPLAYED
    assert len(frames) == 8
    for got in frames:
        was = recorded[got.number][got.channel]
        assert np.array_equal(got.valid, was.valid)
        assert (got.complete, got.valid_rows, got.sha256) == (
            was.complete,
            was.valid_rows,
            was.sha256,
        )
        assert got.settings == was.settings
        assert got.acquired_utc_ns == was.acquired_utc_ns
        assert got.calibration == COUNTING
