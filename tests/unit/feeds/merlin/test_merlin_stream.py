"""The data link byte by byte: wherever it pauses, every pattern goes to its place."""

from __future__ import annotations

import numpy as np
import pytest

from stemviewer.bench.feeds.mib import made_patterns, stream
from stemviewer.feeds.base import FeedEvent, FrameEnded, FramesLost
from stemviewer.feeds.fourd.options import fourd_options
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.feeds.merlin.address import parse_merlin_address
from stemviewer.feeds.merlin.stream import MerlinStream

SCAN, SIDE = (4, 8), 32
WORDS = "scan=4x8&centre=18,13&adf=5-12px&haadf=12-16px&abf=2-4px&bf=0-4px"


def made() -> FourDPath:
    return FourDPath(fourd_options(parse_merlin_address(f"merlin://h?{WORDS}")))


@pytest.mark.parametrize("seed", range(6))
def test_pauses_at_any_byte_neither_lose_nor_mix_patterns(seed: int) -> None:
    rng = np.random.default_rng(seed)
    patterns = made_patterns(SCAN, SIDE, 1, distinct=32)
    content = b"".join(stream(patterns, SCAN)) * 3
    path = made()
    link = MerlinStream(path)
    events: list[FeedEvent] = []
    place = 0
    while place < len(content):
        # a piece, then nothing more for a moment: what is whole so far is reduced at once
        size = int(rng.integers(1, 9000))
        events += link.push(content[place : place + size])
        events += link.flush()
        place += size
    distance = np.hypot(*(np.mgrid[:SIDE, :SIDE] - np.array([18, 13])[:, None, None]))
    plain = patterns[:, (distance >= 5) & (distance < 12)].sum(axis=1).reshape(SCAN)
    frames = [e.frame for e in events if isinstance(e, FrameEnded) and e.frame.channel == "ADF"]
    assert [frame.complete for frame in frames] == [True] * 3
    assert all(np.array_equal(frame.data, plain) for frame in frames)
    assert not [event for event in events if isinstance(event, FramesLost)]
    assert path.patterns_lost == 0


def test_after_a_stall_the_rest_of_the_scan_is_no_loss_and_the_next_one_is_whole() -> None:
    patterns = made_patterns(SCAN, SIDE, 1, distinct=32)
    path = made()
    events = path.begin(0)
    events += path.take(0, patterns[:10], 65535)
    events += path.interrupt("stalled")
    events += path.take(10, patterns[10:], 65535)
    events += path.take(32, patterns, 65535)
    ends = [e for e in events if isinstance(e, FrameEnded) and e.frame.channel == "ADF"]
    assert [(e.frame.number, e.frame.complete) for e in ends] == [(0, False), (1, True)]
    assert path.patterns_lost == 0
