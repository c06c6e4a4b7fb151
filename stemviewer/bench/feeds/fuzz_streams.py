"""Mutated messages of DECTRIS and of the open feed; the same demands as of the other protocols."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import numpy as np

from stemviewer.bench.feeds.fuzz import by_turns, count_events
from stemviewer.bench.feeds.mib import made_patterns
from stemviewer.bench.feeds.run import FeedsBench
from stemviewer.bench.feeds.simplon import SERIES_OF
from stemviewer.core.errors import FeedError, ProtocolError
from stemviewer.core.frame import ScanSettings
from stemviewer.feeds.base import Channel, FeedEvent, FrameEnded, Instrument, Origin
from stemviewer.feeds.dectris.address import parse_dectris_address
from stemviewer.feeds.dectris.stream import DectrisStream
from stemviewer.feeds.fourd.options import fourd_options
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.feeds.open_feed.blocks import BlockHeader, pack_block
from stemviewer.feeds.open_feed.messages import (
    FrameChannel,
    FrameEndMessage,
    FrameStart,
    Heartbeat,
    ServerHello,
    encode,
    parse_server,
)
from stemviewer.feeds.open_feed.stream import FeedStream
from stemviewer.feeds.open_feed.values import InstrumentModel, SettingsModel

SCAN, SIDE = (4, 8), 32
ADDRESS = "dectris://h?scan=4x8&centre=18,13&adf=5-12px&haadf=12-16px&abf=2-4px&bf=0-4px"
_COUNTED = ("messages", "events", "whole frames", "!crashes", "!half frames")
Feeder = Callable[[bytes], list[FeedEvent]]


def _harm(
    bench: FeedsBench, messages: list[bytes], make: Callable[[], Feeder]
) -> tuple[dict[str, int], Feeder]:
    """Push clean and mutated messages by turns until enough were mutated."""
    counts = dict.fromkeys(_COUNTED, 0)
    push = make()
    for message, harmed in by_turns(messages, np.random.default_rng(bench.seed)):
        counts["messages"] += harmed
        try:
            count_events(push(message), counts)
        except FeedError:
            push = make()  # refused: the link is made anew, as the feed does it
        except Exception:  # noqa: BLE001 - any exception at all is what is counted
            counts["!crashes"] += 1
            push = make()
        if counts["messages"] >= bench.messages:
            break
    return counts, push


def dectris(version: int) -> Callable[[FeedsBench], dict[str, int]]:
    """Return the part for a version of the stream; every part of a message is one to mutate."""

    def part(bench: FeedsBench) -> dict[str, int]:
        patterns = made_patterns(SCAN, SIDE, bench.seed)
        codecs = ("bslz4", "lz4")
        series = [parts for codec in codecs for parts in SERIES_OF[version](patterns, codec)]
        path = FourDPath(fourd_options(parse_dectris_address(ADDRESS)))

        def make() -> Feeder:
            stream = DectrisStream(path, version)
            return lambda message: [*stream.push([message]), *stream.flush()]

        messages = [part for parts in series for part in parts]
        counts, _ = _harm(bench, messages, make)
        path.break_off("")
        clean = DectrisStream(path, version)
        last = [event for parts in series for event in clean.push(parts)] + clean.flush()
        whole = sum(isinstance(event, FrameEnded) and event.frame.complete for event in last)
        wanted = len(codecs) * len(path.channels())
        counts["!clean scans afterwards not whole"] = int(whole != wanted)
        return counts

    return part


def open_feed(bench: FeedsBench) -> dict[str, int]:
    """Mutate text and pixel messages behind the WebSocket; digests are of the clean pixels."""
    messages = list(_conversation(bench.seed))

    def make() -> Feeder:
        stream = FeedStream()
        stream.greet(_HELLO)

        def push(message: bytes) -> list[FeedEvent]:
            # as the link does: text and pixels come marked apart; a mutation keeps its mark
            if message[:1] == b"T":
                parsed = parse_server(message[1:])
                if isinstance(parsed, ServerHello):
                    raise ProtocolError("A hello may not come twice.")
                return list(stream.message(parsed))
            return list(stream.rows(message[1:]))

        return push

    counts, _ = _harm(bench, messages, make)
    push = make()
    last = [event for message in messages for event in push(message)]
    whole = sum(isinstance(event, FrameEnded) and event.frame.complete for event in last)
    counts["!clean frames afterwards not whole"] = int(whole != _FRAMES)
    return counts


_FRAMES, _ROWS, _BLOCK = 4, 48, 16
_SETTINGS = SettingsModel.of(ScanSettings(_ROWS, 32))
_HELLO = ServerHello(
    version=1,
    run="bench",
    instrument=InstrumentModel.of(
        Instrument("bench", Origin.DETECTOR, (Channel("HAADF", "uint16"),))
    ),
    settings=_SETTINGS,
)


def _conversation(seed: int) -> Iterator[bytes]:
    rng = np.random.default_rng(seed)
    channel = FrameChannel.model_validate({"name": "HAADF", "dtype": "uint16"})
    for number in range(_FRAMES):
        data = rng.poisson(3.0, (_ROWS, 32)).astype(np.uint16)
        start = FrameStart(number=number, channels=[channel], settings=_SETTINGS)
        yield b"T" + encode(start)
        for first in range(0, _ROWS, _BLOCK):
            header = BlockHeader(0, "uint16", number, first, _BLOCK, 32)
            yield b"B" + pack_block(header, data[first : first + _BLOCK])
        yield b"T" + encode(Heartbeat())
        digest = {"HAADF": hashlib.sha256(data.tobytes()).hexdigest()}
        yield b"T" + encode(FrameEndMessage(number=number, complete=True, sha256=digest))
