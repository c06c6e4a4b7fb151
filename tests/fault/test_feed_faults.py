"""The open feed against peers that are wrong, hostile, slow or dead. Real sockets throughout."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve

from stemviewer.core.errors import FeedError
from stemviewer.feeds.base import (
    Connected,
    Disconnected,
    FeedEvent,
    FeedFault,
    FrameEnded,
    FramesLost,
    RowsArrived,
)
from stemviewer.feeds.files import FileSource
from stemviewer.feeds.images import read_stack
from stemviewer.feeds.launch import start_server_process
from stemviewer.feeds.open_feed import client
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.feeds.open_feed.dial import Backoff
from stemviewer.feeds.open_feed.limits import MAX_BLOCK_BYTES
from stemviewer.feeds.open_feed.server import FeedServer

ROWS, COLUMNS = 32, 16
DATA = np.random.default_rng(3).integers(0, 2**16, (ROWS, COLUMNS), np.uint16)
DIGEST = hashlib.sha256(DATA.tobytes()).hexdigest()
CHANNEL = {"name": "A", "dtype": "uint16"}
SETTINGS = {"rows": ROWS, "columns": COLUMNS}
HELLO = {
    "type": "hello",
    "protocol": "stemviewer-feed",
    "version": 1,
    "run": "x",
    "instrument": {"name": "raw", "origin": "detector", "channels": [CHANNEL]},
    "settings": SETTINGS,
}
DEADLINE_S = 15.0
Say = Callable[[Any], None]


def start(number: int, **change: object) -> dict[str, object]:
    return {
        "type": "frame_start",
        "number": number,
        "channels": [CHANNEL],
        "settings": SETTINGS,
    } | change


def end(number: int, **change: object) -> dict[str, object]:
    return {
        "type": "frame_end",
        "number": number,
        "complete": True,
        "sha256": {"A": DIGEST},
    } | change


def block(number: int, first: int = 0, last: int = ROWS, **change: int) -> bytes:
    head = {
        "channel": 0,
        "dtype": 2,
        "zero": 0,
        "number": number,
        "first": first,
        "rows": last - first,
        "columns": COLUMNS,
        "reserved": 0,
    } | change
    return struct.pack("<4sHBBQIIII", b"SVR1", *head.values()) + DATA[first:last].tobytes()


def frame(number: int) -> list[object]:
    return [start(number), block(number), end(number)]


@contextlib.contextmanager
def raw_server(
    *messages: object, then: Callable[[ServerConnection], None] | None = None
) -> Iterator[str]:
    """Serve each client a hello and these messages; dicts as JSON, the rest as they are."""
    closing = threading.Event()
    links: list[ServerConnection] = []

    def talk(link: ServerConnection) -> None:
        links.append(link)
        with contextlib.suppress(ConnectionClosed):
            json.loads(link.recv())
            for message in (HELLO, *messages):
                link.send(json.dumps(message) if isinstance(message, dict) else message)
            if then is not None:
                then(link)
            while not closing.is_set():
                with contextlib.suppress(TimeoutError):
                    link.recv(timeout=0.05)

    with serve(talk, "127.0.0.1", 0, compression=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        finally:
            closing.set()
            for link in links:  # a send to a viewer that reads no more would last for ever
                with contextlib.suppress(OSError):
                    link.socket.shutdown(socket.SHUT_RDWR)
            server.shutdown()
            thread.join()


def receive(feed: OpenFeed, until: Callable[[list[FeedEvent]], bool]) -> list[FeedEvent]:
    events: list[FeedEvent] = []
    deadline = time.monotonic() + DEADLINE_S
    while not until(events):
        assert time.monotonic() < deadline, f"still waiting after {events}"
        event = feed.receive(0.2)
        if event is not None:
            events.append(event)
    return events


@pytest.fixture
def open_feed() -> Iterator[Callable[[str], OpenFeed]]:
    feeds: list[OpenFeed] = []

    def make(address: str) -> OpenFeed:
        feeds.append(OpenFeed(address, backoff=Backoff(first=0.3, most=0.5)))
        return feeds[-1]

    yield make
    for feed in feeds:
        feed.close()


def ends(events: list[FeedEvent]) -> list[tuple[int, bool]]:
    return [(e.frame.number, e.frame.complete) for e in events if isinstance(e, FrameEnded)]


def gone(events: list[FeedEvent]) -> bool:
    return any(isinstance(event, Disconnected) for event in events)


@pytest.mark.parametrize(
    "middle",
    [
        [block(1, 0, 8), block(1, 16, 32)],
        [block(1, 0, 8), block(1, 0, 8), block(1, 8, 32)],
        [block(1, 8, 16), block(1, 0, 8), block(1, 16, 32)],
        [block(1, 0, 31)],
        [],
        [block(1, dtype=5)],
        [block(1, rows=16, columns=32)],
        [block(1, channel=1)],
        [block(2)],
        [block(1, 0, 16), block(1, 16, 32), block(1, 0, 1)],
    ],
    ids=[
        "gap",
        "duplicate",
        "order",
        "short",
        "empty",
        "dtype",
        "shape",
        "channel",
        "number",
        "too many",
    ],
)
def test_a_broken_frame_is_incomplete_and_the_next_one_is_whole(
    open_feed: Callable[[str], OpenFeed], middle: list[bytes]
) -> None:
    with raw_server(start(1), *middle, end(1), *frame(2)) as address:
        events = receive(open_feed(address), lambda e: (2, True) in ends(e))
    assert ends(events) == [(1, False), (2, True)]
    faults = [event.error for event in events if isinstance(event, FeedFault)]
    assert len(faults) == 1
    assert faults[0].what
    assert faults[0].meaning
    bad = next(event for event in events if isinstance(event, FrameEnded))
    assert bad.reason
    rows = bad.frame.valid_rows
    assert np.array_equal(bad.frame.valid, DATA[:rows])
    assert not gone(events)


@pytest.mark.parametrize("digest", ["0" * 64, DIGEST[::-1]])
def test_a_wrong_checksum_is_found(open_feed: Callable[[str], OpenFeed], digest: str) -> None:
    wrong = end(1, sha256={"A": digest})
    with raw_server(start(1), block(1), wrong, *frame(2)) as address:
        events = receive(open_feed(address), lambda e: (2, True) in ends(e))
    assert ends(events) == [(1, False), (2, True)]
    assert any("checksum" in str(e.error) for e in events if isinstance(e, FeedFault))


@pytest.mark.parametrize(
    "bad",
    [
        "no json",
        "{}",
        "[" * 50_000,
        '{"type": "heartbeat", "x": "' + "a" * 100_000 + '"}',
        {"type": "hello"},
        start(1, settings={"rows": 10**9, "columns": 2}),
        start(1, channels=[{"name": "Z", "dtype": "uint16"}]),
        start(1, channels=[CHANNEL] * 17),
        start(-1),
        start(0),
        {"type": "ack", "id": 77, "accepted": True, "settings": SETTINGS, "state": {}},
        b"",
        b"SVR1",
        block(1)[:-1],
        block(1) + b"\0",
        block(1, reserved=1),
        b"x" * (MAX_BLOCK_BYTES + 33),
        b"SVR1" + bytes(range(100)),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_violation_closes_the_link_and_the_client_comes_back(
    open_feed: Callable[[str], OpenFeed], bad: object
) -> None:
    with raw_server(*frame(0), start(1), block(1, 0, 9), bad) as address:
        feed = open_feed(address)
        events = receive(feed, gone)
        assert ends(events) == [(0, True), (1, False)]
        assert events[-1].retry_in > 0  # type: ignore[union-attr]
        fault = next(event.error for event in events if isinstance(event, FeedFault))
        assert fault.what
        assert fault.meaning
        assert fault.action
        again = receive(feed, lambda e: any(isinstance(x, Connected) for x in e))
        assert isinstance(again[0], Connected)


def test_a_link_cut_within_a_frame_leaves_it_incomplete(
    open_feed: Callable[[str], OpenFeed],
) -> None:
    def cut(link: ServerConnection) -> None:
        link.socket.shutdown(socket.SHUT_RDWR)

    with raw_server(*frame(0), start(1), block(1, 0, 9), then=cut) as address:
        events = receive(open_feed(address), gone)
    assert ends(events) == [(0, True), (1, False)]
    assert "broke" in next(e.reason for e in events if isinstance(e, FrameEnded) and e.reason)


def test_a_peer_that_is_no_websocket_is_told_and_tried_again(
    open_feed: Callable[[str], OpenFeed],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def babble() -> None:
            for _ in range(2):
                peer, _ = listener.accept()
                with peer:
                    peer.recv(4096)
                    peer.sendall(b"220 mail.example ESMTP\r\n" * 40)

        thread = threading.Thread(target=babble)
        thread.start()
        feed = open_feed(f"ws://127.0.0.1:{listener.getsockname()[1]}")
        for _ in range(2):
            events = receive(feed, gone)
            assert not any(isinstance(event, Connected) for event in events)
        thread.join()


def test_a_silent_peer_does_not_hold_receive(
    open_feed: Callable[[str], OpenFeed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "CONNECT_S", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        feed = open_feed(f"ws://127.0.0.1:{listener.getsockname()[1]}")
        began = time.monotonic()
        assert feed.receive(0.2) is None
        assert time.monotonic() - began < DEADLINE_S
        assert gone(receive(feed, gone))


def test_a_server_that_falls_silent_is_given_up(
    open_feed: Callable[[str], OpenFeed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "SILENCE_S", 0.5)
    with raw_server(*frame(0), start(1), block(1, 0, 9)) as address:
        events = receive(open_feed(address), gone)
    assert ends(events) == [(0, True), (1, False)]
    assert "silent" in str(next(e.reason for e in events if isinstance(e, Disconnected)))


def test_an_announced_giant_takes_no_memory(open_feed: Callable[[str], OpenFeed]) -> None:
    giant = {"rows": 16384, "columns": 16384}
    channels = [{"name": f"c{i}", "dtype": "float64"} for i in range(16)]
    instrument = {"name": "raw", "origin": "detector", "channels": channels}
    hello = HELLO | {"instrument": instrument}
    wide = start(5, settings=giant, channels=channels)

    def talk(link: ServerConnection) -> None:
        link.recv()
        link.send(json.dumps(hello))
        for number in range(5, 25):
            link.send(json.dumps(wide | {"number": number}))
        with contextlib.suppress(ConnectionClosed):
            link.recv()

    before = psutil.Process().memory_info().vms
    with serve(talk, "127.0.0.1", 0, compression=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        feed = open_feed(f"ws://127.0.0.1:{server.socket.getsockname()[1]}")
        events = receive(feed, lambda e: sum(isinstance(x, FramesLost) for x in e) == 20)
        feed.close()
        server.shutdown()
        thread.join()
    assert psutil.Process().memory_info().vms - before < 2**30
    assert not any(isinstance(event, FrameEnded) for event in events)


def test_a_viewer_that_does_not_receive_does_not_read(
    open_feed: Callable[[str], OpenFeed],
) -> None:
    sent = []

    def flood(link: ServerConnection) -> None:
        for number in range(1, 4000):
            for message in frame(number):
                link.send(json.dumps(message) if isinstance(message, dict) else message)
            link.send(json.dumps({"type": "heartbeat", "filler": "x" * 60_000}))
            sent.append(number)

    with raw_server(then=flood) as address:
        feed = open_feed(address)
        receive(feed, lambda e: len(ends(e)) >= 1)
        stalled, since = len(sent), time.monotonic()
        while time.monotonic() - since < 1.0:  # stalled means: no progress for a whole second
            if len(sent) != stalled:
                stalled, since = len(sent), time.monotonic()
            threading.Event().wait(0.05)
        assert stalled < 3999
        more = receive(feed, lambda e: len(ends(e)) > 100)
        assert all(complete for _, complete in ends(more))
        feed.close()


def mutate(message: object, chance: random.Random) -> object:
    data = bytearray(json.dumps(message).encode() if isinstance(message, dict) else message)  # type: ignore[arg-type]
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data))
        match chance.randrange(3):
            case 0:
                data[place] ^= 1 << chance.randrange(8)
            case 1:
                del data[place:]
            case _:
                data[place:place] = chance.randbytes(chance.randint(1, 9))
        if not data:
            break
    return data.decode("latin-1") if isinstance(message, dict) else bytes(data)


@pytest.mark.parametrize("seed", range(3))
def test_mutated_streams_never_crash_nor_pass_for_whole(seed: int) -> None:
    chance = random.Random(seed)

    turns = iter(range(10**6))

    def talk(link: ServerConnection) -> None:
        turn = next(turns)
        messages = [m for number in range(6 * turn, 6 * turn + 6) for m in frame(number)]
        if turn == 15:
            messages = [{"type": "end"}]
        with contextlib.suppress(ConnectionClosed):
            link.recv()
            link.send(json.dumps(HELLO))
            for message in messages:
                spoil = turn < 15 and chance.random() < 0.08
                ready = mutate(message, chance) if spoil else message
                link.send(json.dumps(ready) if isinstance(ready, dict) else ready)
            if turn < 15:
                link.socket.shutdown(socket.SHUT_WR)
            link.recv()

    with serve(talk, "127.0.0.1", 0, compression=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        feed = OpenFeed(address, backoff=Backoff(first=0.01, most=0.02))
        events = receive(
            feed, lambda e: bool(e) and isinstance(e[-1], Disconnected) and e[-1].ended
        )
        feed.close()
        server.shutdown()
        thread.join()
    whole = [e.frame for e in events if isinstance(e, FrameEnded) and e.frame.complete]
    assert whole
    for item in whole:
        assert item.data.tobytes() == DATA.tobytes()
    assert any(isinstance(event, FeedFault) for event in events)


def test_a_killed_server_leaves_an_incomplete_frame_and_its_successor_is_found(
    open_feed: Callable[[str], OpenFeed], tmp_path: Path
) -> None:
    image = tmp_path / "image.npy"
    np.save(image, np.random.default_rng(0).integers(0, 255, (256, 256), np.uint8))
    first = start_server_process(["serve", str(image), "--fps", "0.5"])
    try:
        address = first.address
        feed = open_feed(address)
        receive(feed, lambda e: any(isinstance(x, RowsArrived) for x in e))
        os.kill(first.pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        events = receive(feed, gone)
    finally:
        first.stop()
    cut = [event for event in events if isinstance(event, FrameEnded)]
    assert len(cut) == 1
    assert not cut[0].frame.complete
    assert 0 < cut[0].frame.valid_rows < 256
    assert cut[0].reason
    port = address.rsplit(":", 1)[1]
    second = start_server_process(["serve", str(image), "--fps", "20", "--port", port])
    try:
        events = receive(feed, lambda e: any(complete for _, complete in ends(e)))
    finally:
        second.stop()
    assert any(isinstance(event, Connected) for event in events)


# The server against bad clients.


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FeedServer]:
    image = tmp_path / "image.npy"
    np.save(image, DATA)
    with FeedServer(FileSource([read_stack(image)], fps=200)) as made:
        yield made


def still_serves(server: FeedServer) -> bool:
    feed = OpenFeed(server.address)
    events = receive(feed, lambda e: len(ends(e)) >= 3)
    feed.close()
    return all(complete for _, complete in ends(events))


@pytest.mark.parametrize(
    "messages",
    [
        ["no json"],
        [b"binary"],
        ['{"type": "command", "id": 1, "control": "dwell", "value": 1}'],
        ['{"type": "hello", "versions": []}'],
        ['{"type": "hello", "versions": [1]}', '{"type": "hello", "versions": [1]}'],
        ['{"type": "hello", "versions": [1], "client": "' + "x" * 300 + '"}'],
        ['{"type": "hello", "versions": [2, 3]}'],
        ["x" * 70_000],
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_bad_client_is_told_and_closed_and_others_go_on(
    server: FeedServer, messages: list[str | bytes]
) -> None:
    deadline = time.monotonic() + DEADLINE_S
    with contextlib.suppress(ConnectionClosed), connect(server.address, compression=None) as link:
        for message in messages:
            link.send(message)
        for _ in link:  # ends when the server closes, and only then
            assert time.monotonic() < deadline
    assert still_serves(server)


def test_a_web_page_is_not_let_in(server: FeedServer) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        connect(server.address, origin="https://evil.example")  # type: ignore[arg-type]
    assert still_serves(server)


def test_a_client_that_says_nothing_or_nonsense_harms_nobody(server: FeedServer) -> None:
    port = int(server.address.rsplit(":", 1)[1])
    with (
        socket.create_connection(("127.0.0.1", port)) as silent,
        socket.create_connection(("127.0.0.1", port)) as noisy,
    ):
        noisy.sendall(b"\0\xff" * 5000)
        assert still_serves(server)
        silent.close()


def test_clients_that_vanish_harm_nobody(server: FeedServer) -> None:
    for _ in range(10):
        with contextlib.suppress(ConnectionClosed), connect(server.address) as link:
            link.send('{"type": "hello", "versions": [1]}')
            link.recv(timeout=DEADLINE_S)
            # no closing handshake, unread data: the server meets a reset
            link.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            link.socket.shutdown(socket.SHUT_RDWR)
    assert still_serves(server)


def test_a_flood_of_commands_harms_nobody(server: FeedServer) -> None:
    with connect(server.address, compression=None) as link:
        link.send('{"type": "hello", "versions": [1]}')
        with contextlib.suppress(ConnectionClosed):
            for number in range(3000):
                link.send(
                    json.dumps({"type": "command", "id": number, "control": "scan", "value": 1})
                )
        assert still_serves(server)


def test_a_server_that_never_starts_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="There is no file"):
        start_server_process(["serve", str(tmp_path / "missing.npy")])
