"""The open feed: our own server in a process of its own, at two sizes and rates."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from stemviewer.bench.feeds.run import FeedsBench
from stemviewer.bench.feeds.watching import watch
from stemviewer.bench.log.lines import Line, must, must_be_zero, told
from stemviewer.feeds.launch import start_server_process
from stemviewer.feeds.open_feed.client import OpenFeed

RUNS = ((512, 200), (2048, 20))
"""Side of a frame [px] and frames each second."""

SHARE = 0.97
"""Of the rate asked for that has to be kept."""


def run(bench: FeedsBench) -> list[Line]:
    """Return what became of the frames at each size."""
    lines: list[Line] = []
    for side, fps in RUNS:
        lines += _run(bench, side, fps)
    return lines


def _run(bench: FeedsBench, side: int, fps: int) -> list[Line]:
    rng = np.random.default_rng(bench.seed)
    stack = rng.poisson(3.0, (4, side, side)).astype(np.uint16)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stack.npy"
        np.save(path, stack)
        process = start_server_process(["serve", str(path), "--fps", str(fps)])
        try:
            feed = OpenFeed(process.address)
            try:
                found = watch(feed, time.monotonic() + bench.seconds)
            finally:
                feed.close()
        finally:
            process.stop()
    what = f"{side}x{side} uint16 at {fps}/s"
    return [
        told(f"{what}: frames received", found.whole),
        must(
            f"{what}: frames each second",
            round(found.rate, 2),
            f">= {SHARE * fps:g}",
            holds=found.rate >= SHARE * fps,
        ),
        must_be_zero(f"{what}: frames lost", found.lost),
        must_be_zero(f"{what}: frames incomplete", max(0, found.incomplete - 1)),
    ]
