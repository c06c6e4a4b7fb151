"""Client and server over real sockets."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from websockets.sync.client import connect

from stemviewer.core.errors import FeedError
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
)
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.feeds.open_feed.dial import Backoff
from stemviewer.feeds.open_feed.limits import SILENCE_S
from stemviewer.feeds.open_feed.server import FeedServer

Collect = Callable[[OpenFeed, Callable[[list[FeedEvent]], bool]], list[FeedEvent]]
QUICK = {"first": 0.02, "most": 0.1}


def ended(events: list[FeedEvent]) -> list[FrameEnded]:
    return [event for event in events if isinstance(event, FrameEnded)]


def over(events: list[FeedEvent]) -> bool:
    return bool(events) and isinstance(events[-1], Disconnected) and events[-1].ended


def test_frames_arrive_bit_for_bit(make_source: Any, frames: Any, collect: Collect) -> None:
    source = make_source(frames)
    with FeedServer(source) as server:
        feed = OpenFeed(server.address)
        events = collect(feed, over)
        feed.close()
        server.serve_until(threading.Event())
    assert isinstance(events[0], Connected)
    assert events[0].instrument == source.instrument
    assert events[0].settings == source.settings
    whole = ended(events)
    assert [(e.frame.number, e.frame.channel) for e in whole] == [
        (n, channel) for n in range(3) for channel in ("HAADF", "BF")
    ]
    for event in whole:
        sent = frames[event.frame.number][event.frame.channel]
        assert event.frame.complete
        assert event.frame.data.dtype == sent.dtype
        assert event.frame.data.tobytes() == sent.tobytes()
        assert event.frame.settings == source.settings
        assert event.frame.calibration.counting


def test_rows_are_seen_while_they_are_scanned(make_source: Any, collect: Collect) -> None:
    data = np.arange(64 * 8, dtype=np.uint16).reshape(64, 8)
    source = make_source([{"A": data}], block=2, pause=0.02)
    with FeedServer(source) as server:
        feed = OpenFeed(server.address)
        events = collect(feed, over)
        feed.close()
    shots = [event.frame for event in events if isinstance(event, RowsArrived)]
    valid = [frame.valid_rows for frame in shots]
    assert len(valid) >= 2
    assert valid == sorted(set(valid))
    assert 0 < valid[0] < 64
    for frame in shots:
        assert not frame.complete
        assert np.array_equal(frame.valid, data[: frame.valid_rows])
    assert len(ended(events)) == 1


def test_commands_are_answered(make_source: Any, frames: Any, collect: Collect) -> None:
    source = make_source(frames, hold_before=(1,))
    with FeedServer(source) as server:
        feed = OpenFeed(server.address)
        collect(feed, lambda e: bool(ended(e)))
        feed.send(Command(1, Control.DWELL, 5e-6))
        feed.send(Command(2, Control.DWELL, 5.0))
        events = collect(feed, lambda e: sum(isinstance(x, Acknowledged) for x in e) == 2)
        source.gates[1].set()
        collect(feed, over)
        feed.close()
    first, second = (e.acknowledgement for e in events if isinstance(e, Acknowledged))
    assert (first.id, first.accepted, first.applied) == (1, True, 5e-6)
    assert (second.id, second.accepted, second.applied) == (2, False, None)
    assert second.reason == "out of range"
    assert first.settings == source.settings
    assert [c.id for c in source.commands] == [1, 2]


def test_a_command_without_a_link_is_refused_and_not_kept(
    make_source: Any, frames: Any, collect: Collect
) -> None:
    source = make_source(frames, hold_before=(1,))
    server = FeedServer(source)
    feed = OpenFeed(server.address, backoff=Backoff(**QUICK))
    with server:
        collect(feed, lambda e: bool(ended(e)))
    collect(feed, lambda e: any(isinstance(x, Disconnected) for x in e))
    feed.send(Command(1, Control.DWELL, 5e-6))
    events = collect(feed, lambda e: any(isinstance(x, Acknowledged) for x in e))
    feed.close()
    answer = next(e.acknowledgement for e in events if isinstance(e, Acknowledged))
    assert not answer.accepted
    assert "not connected" in answer.reason
    assert source.commands == []


def test_two_clients_get_the_same_frames(make_source: Any, frames: Any, collect: Collect) -> None:
    source = make_source(frames, hold_before=(0,))
    with FeedServer(source) as server:
        feeds = [OpenFeed(server.address) for _ in range(2)]
        for feed in feeds:
            collect(feed, lambda e: any(isinstance(x, Connected) for x in e))
        source.gates[0].set()
        seen = [[e.frame.sha256 for e in ended(collect(feed, over))] for feed in feeds]
        for feed in feeds:
            feed.close()
    assert len(seen[0]) == 6
    assert seen[0] == seen[1]


def test_a_slow_client_loses_whole_frames_and_is_told(make_source: Any, collect: Collect) -> None:
    data = np.random.default_rng(0).integers(0, 255, (1024, 1024), np.uint8)
    source = make_source([{"A": data}] * 60, block=256, hold_before=(0,))
    with FeedServer(source, queue_bytes=3 * data.nbytes) as server:
        slow, quick = OpenFeed(server.address), OpenFeed(server.address)
        collect(slow, lambda e: any(isinstance(x, Connected) for x in e))
        collect(quick, lambda e: any(isinstance(x, Connected) for x in e))
        source.gates[0].set()
        collect(quick, lambda e: any(isinstance(x, FrameEnded | FramesLost) for x in e))
        quick.close()
        deadline = time.monotonic() + 15
        while server._workers[1].alive:  # all frames are offered while `slow` reads nothing
            assert time.monotonic() < deadline
            server._workers[1].join(0.05)
        events = collect(slow, over)
        slow.close()
    lost = [e for e in events if isinstance(e, FramesLost)]
    got = [e.frame.number for e in ended(events)]
    missed = [n for e in lost for n in range(e.first, e.last + 1)]
    assert lost
    assert "fast enough" in lost[0].reason
    assert all(e.frame.complete for e in ended(events))
    assert sorted(got + missed) == list(range(60))
    assert not any(isinstance(e, FeedFault) for e in events)


def test_after_a_reconnection_the_gap_is_lost(
    make_source: Any, frames: Any, collect: Collect
) -> None:
    source = make_source(frames * 2, hold_before=(0, 1, 3))
    with FeedServer(source) as server:
        stays, goes = OpenFeed(server.address), OpenFeed(server.address, backoff=Backoff(**QUICK))
        collect(stays, lambda e: any(isinstance(x, Connected) for x in e))
        collect(goes, lambda e: any(isinstance(x, Connected) for x in e))
        source.gates[0].set()
        collect(goes, lambda e: len(ended(e)) == 2)
        collect(stays, lambda e: len(ended(e)) == 2)
        assert goes._talk is not None
        goes._talk.link.socket.shutdown(socket.SHUT_RDWR)  # as when a cable is pulled
        source.gates[1].set()
        collect(stays, lambda e: len(ended(e)) == 4)
        events = collect(goes, lambda e: any(isinstance(x, Connected) for x in e))
        source.gates[3].set()
        events += collect(goes, lambda e: bool(ended(e)))
        stays.close()
        goes.close()
    assert isinstance(events[0], Disconnected)
    lost = next(e for e in events if isinstance(e, FramesLost))
    assert lost == FramesLost(1, 2, "The link was down.")
    assert ended(events)[0].frame.number == 3


@pytest.mark.parametrize("offered", [None, "", "wrong", "secret0"])
def test_a_wrong_token_is_refused_for_good(
    make_source: Any, frames: Any, collect: Collect, offered: str | None
) -> None:
    with FeedServer(make_source(frames), token="secret") as server:
        feed = OpenFeed(server.address, offered)
        with pytest.raises(FeedError, match="token"):
            collect(feed, bool)
        with pytest.raises(FeedError, match="token"):
            feed.receive(0.1)
        feed.close()


def test_the_right_token_is_let_in(make_source: Any, frames: Any, collect: Collect) -> None:
    with FeedServer(make_source(frames), token="secret") as server:
        feed = OpenFeed(server.address, "secret")
        assert len(ended(collect(feed, over))) == 6
        feed.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", ""])
def test_nobody_listens_to_the_world_without_a_token(
    make_source: Any, frames: Any, host: str
) -> None:
    with pytest.raises(FeedError, match="token"):
        FeedServer(make_source(frames), host)


def test_a_taken_port_is_told(make_source: Any, frames: Any) -> None:
    with FeedServer(make_source(frames)) as server:
        port = int(server.address.rsplit(":", 1)[1])
        with pytest.raises(FeedError, match="listen"):
            FeedServer(make_source(frames), port=port)


def test_closing_from_another_thread_frees_receive(make_source: Any, frames: Any) -> None:
    source = make_source(frames, hold_before=(0,))
    with FeedServer(source) as server:
        feed = OpenFeed(server.address)
        assert isinstance(feed.receive(5), Connected)
        got: list[FeedEvent | None] = []
        thread = threading.Thread(target=lambda: got.append(feed.receive(60)))
        thread.start()
        feed.close()
        thread.join(10)
        assert not thread.is_alive()
        assert got == [None]
        assert feed.receive(0.0) is None
        feed.close()


def test_nothing_is_opened_before_the_first_receive(make_source: Any, frames: Any) -> None:
    with FeedServer(make_source(frames)) as server:
        feed = OpenFeed(server.address)
        assert not server._hub.wait_for_client(0.2)
        feed.close()


def test_an_error_of_the_source_reaches_its_owner_and_the_client(
    make_source: Any, frames: Any, collect: Collect
) -> None:
    source = make_source(frames)
    frames[1]["HAADF"] = frames[1]["HAADF"].astype(np.uint8)
    with FeedServer(source) as server:
        feed = OpenFeed(server.address, backoff=Backoff(**QUICK))
        events = collect(feed, lambda e: any(isinstance(x, Disconnected) for x in e))
        feed.close()
        with pytest.raises(ValueError, match="announced uint16"):
            server.serve_until(threading.Event())
    assert [e.frame.complete for e in ended(events)] == [True, True, False, False]
    lost = next(e for e in events if isinstance(e, Disconnected))
    assert "source" in str(lost.reason)


def test_a_waiting_server_is_heard(make_source: Any, frames: Any) -> None:
    source = make_source(frames, hold_before=(0,))
    with FeedServer(source) as server, connect(server.address, compression=None) as link:
        link.send('{"type": "hello", "versions": [1]}')
        assert json.loads(link.recv(timeout=10))["type"] == "hello"
        for _ in range(2):
            began = time.monotonic()
            assert json.loads(link.recv(timeout=10)) == {"type": "heartbeat"}
        assert time.monotonic() - began < SILENCE_S


@pytest.mark.parametrize("address", ["", "http://x", "ws://", "wss://h:1", "ws://h:99999", "file"])
def test_a_wrong_address_is_refused(address: str) -> None:
    with pytest.raises(FeedError):
        OpenFeed(address)


def test_a_port_that_is_taken_is_told(make_source: Any, frames: Any) -> None:
    with FeedServer(make_source(frames)) as first:
        second = make_source(frames)
        with pytest.raises(FeedError, match="Nothing can listen") as caught:
            FeedServer(second, port=first.port)
    assert "another port" in caught.value.action
