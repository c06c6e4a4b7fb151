"""A watched folder: only finished files, every format, what is broken, shares that go away."""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile

from stemviewer.core.errors import ImageFileError, SettingsError
from stemviewer.core.frame import read_only
from stemviewer.core.stack import ImageStack
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
    Origin,
)
from stemviewer.feeds.catalogue import feed_opener
from stemviewer.feeds.folder.feed import FolderFeed
from stemviewer.feeds.folder.watch import FolderWatch
from stemviewer.feeds.images import read_stack

IMAGE = np.random.default_rng(1).poisson(4, (20, 30)).astype(np.uint16)


def names(found: list) -> list[str]:
    return [path.name for path, _ in found]


def test_a_file_counts_when_it_has_stopped_growing(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path, [".tif"], settle=1.0)
    (tmp_path / "old.tif").write_bytes(b"there before")
    assert watch.look(0.0) == []
    new = tmp_path / "New.TIF"
    new.write_bytes(b"")
    assert watch.look(1.0) == watch.look(9.0) == [], "an empty file is one not yet written"
    new.write_bytes(b"a")
    assert watch.look(10.0) == []
    new.write_bytes(b"ab")
    assert watch.look(10.9) == watch.look(11.5) == []
    assert names(watch.look(11.9)) == ["New.TIF"]
    assert watch.look(20.0) == [], "once"
    new.write_bytes(b"written anew")
    watch.look(21.0)
    assert names(watch.look(22.0)) == ["New.TIF"]


def test_unfinished_hidden_and_other_files_are_left_alone(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path, [".tif", ".part"], settle=1.0, existing=True)
    for name in ("a.tif.part", ".hidden.tif", "~lock.tif", "notes.txt", "b.tif.tmp"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "folder.tif").mkdir()
    (tmp_path / "good.tif").write_bytes(b"x")
    watch.look(0.0)
    assert names(watch.look(5.0)) == ["good.tif"]


def test_files_come_in_the_order_they_were_written(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path, [".tif"], existing=True)
    for number, name in enumerate(["z.tif", "a.tif", "m.tif"]):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (1000 + number, 1000 + number))
    watch.look(0.0)
    assert names(watch.look(5.0)) == ["z.tif", "a.tif", "m.tif"]


def collect(
    feed: FolderFeed, until: Callable[[FeedEvent], bool], limit: float = 15.0
) -> list[FeedEvent]:
    events: list[FeedEvent] = []
    end = time.monotonic() + limit
    while time.monotonic() < end:
        event = feed.receive(0.1)
        if event is not None:
            events.append(event)
            if until(event):
                return events
    raise AssertionError(f"did not come: {events}")


def is_a(kind: type) -> Callable[[FeedEvent], bool]:
    return lambda event: isinstance(event, kind)


def test_new_files_become_frames_and_a_broken_one_a_logged_gap(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "before.tif", IMAGE)
    feed = FolderFeed(tmp_path, read_stack, settle=0.1)
    try:
        (connected,) = collect(feed, is_a(Connected))
        assert connected.instrument.origin is Origin.FOLDER
        assert not connected.instrument.controls
        tifffile.imwrite(tmp_path / "1.tif", IMAGE)
        events = collect(feed, is_a(FrameEnded))
        (tmp_path / "2.tif").write_bytes(b"II*\0 and no more")
        events += collect(feed, is_a(FramesLost))
        np.save(tmp_path / "3.npy", np.stack([IMAGE, IMAGE + 1]).astype(np.float32))
        events += collect(feed, lambda e: isinstance(e, FrameEnded) and e.frame.number == 3)
        feed.send(Command(1, Control.SCAN, 1.0))
        assert not collect(feed, is_a(Acknowledged))[-1].acknowledgement.accepted
    finally:
        feed.close()
    frames = [event.frame for event in events if isinstance(event, FrameEnded)]
    assert [frame.number for frame in frames] == [0, 2, 3]
    assert np.array_equal(frames[0].data, IMAGE)
    assert np.array_equal(frames[2].data, IMAGE + 1)
    assert frames[0].acquired_utc_ns == (tmp_path / "1.tif").stat().st_mtime_ns
    assert any(isinstance(event, FeedFault) for event in events)
    types = [e.instrument.channels[0].dtype for e in events if isinstance(e, Connected)]
    assert types[-1] == "float32", "a change of type is told"


def test_what_the_file_says_of_the_scan_is_kept_with_its_source(tmp_path: Path) -> None:
    from stemviewer.core.quantity import set_to

    def read(path: Path) -> ImageStack:
        return ImageStack(path, read_only(IMAGE[None].copy()), set_to(5e-11), "made", set_to(2e-6))

    feed = FolderFeed(tmp_path, read, settle=0.1)
    try:
        collect(feed, is_a(Connected))
        (tmp_path / "1.dm4").write_bytes(b"x")
        settings = collect(feed, is_a(FrameEnded))[-1].frame.settings
    finally:
        feed.close()
    assert (settings.dwell.value, settings.dwell.source.value) == (2e-6, "set")
    assert settings.pixel_size.value == 5e-11
    assert not settings.beam_current.known


def test_a_share_that_goes_away_is_told_once_and_taken_up_again(tmp_path, monkeypatch) -> None:
    from stemviewer.feeds.folder import feed as module

    monkeypatch.setattr(module, "RETRY_S", 0.1)
    share = tmp_path / "share"
    share.mkdir()
    feed = FolderFeed(share, read_stack, settle=0.1)
    try:
        collect(feed, is_a(Connected))
        share.rename(tmp_path / "away")
        events = collect(feed, is_a(Disconnected))
        assert not events[-1].ended
        assert feed.receive(1.0) is None, "told once"
        (tmp_path / "away").rename(share)
        tifffile.imwrite(share / "new.tif", IMAGE)
        events = collect(feed, is_a(FrameEnded))
    finally:
        feed.close()
    assert any(isinstance(event, Connected) for event in events)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not a folder"):
        feed_opener(f"folder:{tmp_path / 'none'}")
    with pytest.raises(SettingsError, match="not known"):
        feed_opener(f"folder:{tmp_path}?settle=3")
    assert callable(feed_opener(f"folder:{tmp_path}?existing=1&settle_s=2"))


def ser(planes: np.ndarray, *, kind: int = 0x4122, code: int = 2, version: int = 0x0220) -> bytes:
    """Write a SER file as TIA does."""
    wide = "q" if version >= 0x0220 else "i"
    count, rows, columns = planes.shape
    head = struct.pack("<HHHiiii", 0x4949, 0x0197, version, kind, 0x4152, count, count)
    start = len(head) + struct.calcsize(f"<{wide}") + 4
    elements = [
        struct.pack("<ddiddihii", 0.0, 5e-11, 0, 0.0, 5e-11, 0, code, columns, rows)
        + plane.tobytes()
        for plane in planes
    ]
    places = [start + sum(len(e) for e in elements[:i]) for i in range(count)]
    array = start + sum(len(element) for element in elements)
    head += struct.pack(f"<{wide}", array) + struct.pack("<i", 0)
    return head + b"".join(elements) + struct.pack(f"<{count}{wide}", *places)


@pytest.mark.parametrize("version", [0x0210, 0x0220])
def test_ser_files_are_read_with_their_pixel_size(tmp_path: Path, version: int) -> None:
    planes = np.stack([IMAGE, IMAGE + 7])
    path = tmp_path / "series.ser"
    path.write_bytes(ser(planes, version=version))
    stack = read_stack(path)
    assert np.array_equal(stack.data, planes)
    assert stack.pixel_size.value == pytest.approx(5e-11)


def test_broken_ser_files_are_refused_in_words(tmp_path: Path) -> None:
    good = ser(IMAGE[None])
    path = tmp_path / "bad.ser"
    bad = [good[:20], b"XX" + good[2:], ser(IMAGE[None], kind=0x4120), ser(IMAGE[None], code=9)]
    rng = np.random.default_rng(5)
    for _ in range(150):
        changed = bytearray(good)
        changed[rng.integers(100)] = rng.integers(256)
        bad.append(bytes(changed))
    refused = 0
    for content in bad:
        path.write_bytes(content)
        try:
            read_stack(path)
        except ImageFileError:
            refused += 1
    assert refused >= 20
