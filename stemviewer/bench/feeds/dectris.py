"""DECTRIS: 192 x 192 uint16 at 1,000 patterns a second, bitshuffle-LZ4, both streams."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np

from stemviewer.bench.feeds.mib import made_patterns
from stemviewer.bench.feeds.run import FeedsBench
from stemviewer.bench.feeds.watching import watch
from stemviewer.bench.log.lines import Line, must, must_be_zero, told
from stemviewer.feeds.base import FeedEvent, FrameEnded
from stemviewer.feeds.dectris.address import have_libraries
from stemviewer.feeds.open_feed.dial import Backoff

SIDE, RATE = 192, 1000
"""ARINA's pattern; a fraction of its rate."""

SCAN = (32, 64)
CENTRE, RING = (98.25, 92.5), (20, 40)
CHANNELS = 6
START_S = 60.0


def run(bench: FeedsBench) -> list[Line]:
    """Return what became of the patterns of each stream."""
    if not have_libraries():
        return [told(f"{SIDE}x{SIDE} at {RATE}/s", "skipped: the extra dectris is not installed")]
    return [line for version in (1, 2) for line in _run(bench, version)]


def _run(bench: FeedsBench, version: int) -> list[Line]:
    from stemviewer.feeds.dectris.feed import DectrisFeed

    size = SCAN[0] * SCAN[1]
    repeats = max(1, round(bench.seconds * RATE / size))
    words = [str(value) for value in (version, RATE, repeats, bench.seed)]
    command = [sys.executable, "-m", "stemviewer.bench.feeds.pusher", *words]
    pusher = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    kept: list[FrameEnded] = []
    try:
        assert pusher.stdout is not None
        port = pusher.stdout.readline().strip()
        rings = f"adf={RING[0]}-{RING[1]}px&haadf=40-90px&abf=10-20px&bf=0-20px"
        where = f"stream={version}&api=0&scan={SCAN[0]}x{SCAN[1]}&centre={CENTRE[0]},{CENTRE[1]}"
        feed = DectrisFeed(f"dectris://127.0.0.1:{port}?{where}&{rings}", backoff=Backoff(0.1, 0.5))

        def on_event(event: FeedEvent) -> bool:
            if isinstance(event, FrameEnded):
                kept.append(event)
            return len(kept) >= repeats * CHANNELS

        cpu = time.process_time()
        try:
            until = time.monotonic() + START_S + 3 * repeats * size / RATE
            found = watch(feed, until, on_event=on_event, silent=20.0)
        finally:
            feed.close()
        cpu = time.process_time() - cpu
        took = float(pusher.communicate(timeout=30.0)[0].strip() or "nan")
    finally:
        pusher.kill()
        pusher.wait()
    what = f"stream {version}, {SIDE}x{SIDE} uint16 bslz4 at {RATE}/s"
    pace = repeats * size / took / RATE
    adf = [event.frame.data for event in kept if event.frame.channel == "ADF"]
    plain = plain_adf(bench.seed)
    return [
        told(f"{what}: patterns received", feed.path.patterns),
        must_be_zero(f"{what}: patterns lost", feed.path.patterns_lost),
        must(
            f"{what}: share of the pace that was kept",
            round(pace, 3),
            ">= 0.97",
            holds=pace >= 0.97,
        ),
        told(
            f"{what}: CPU of the receiver for a pattern [ms]",
            round(cpu / max(1, feed.path.patterns) * 1e3, 3),
        ),
        must(
            f"{what}: whole frames of all channels",
            found.whole,
            str(repeats * CHANNELS),
            holds=found.whole == repeats * CHANNELS,
        ),
        must_be_zero(
            f"{what}: virtual ADF that differs from the plain sum",
            sum(not np.array_equal(image, plain) for image in adf),
        ),
    ]


def plain_adf(seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    """Return the straightforward sum over the patterns, shape of the scan."""
    patterns = made_patterns(SCAN, SIDE, seed)
    y, x = np.mgrid[:SIDE, :SIDE]
    squared = (y - CENTRE[0]) ** 2 + (x - CENTRE[1]) ** 2
    mask = (squared >= RING[0] ** 2) & (squared < RING[1] ** 2)
    sums = [np.sum(pattern[mask], dtype=np.uint64) for pattern in patterns]
    return np.array(sums, np.uint64).reshape(SCAN)
