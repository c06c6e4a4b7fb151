"""EPICS: pvapy's areaDetector simulator, 512 x 512 uint16 at 100 frames a second."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from stemviewer.bench.feeds.run import FeedsBench
from stemviewer.bench.feeds.watching import program, skipped, watch
from stemviewer.bench.log.lines import Line, must, told
from stemviewer.feeds.epics.feed import EpicsFeed

SIDE, FPS = 512, 100
CHANNEL = "stemviewer:bench"
START_S = 90.0


def run(bench: FeedsBench) -> list[Line]:
    """Return what became of the frames of the simulator."""
    what = f"pvapy {SIDE}x{SIDE} uint16 at {FPS}/s"
    server = bench.peer("pvapy-ad-sim-server")
    if server is None:
        return skipped(what, "pvapy")
    side, length = str(SIDE), str(round(bench.seconds))
    size = ["-nx", side, "-ny", side, "-dt", "uint16", "-nf", "100", "-cs", "100"]
    command = [str(server), "-cn", CHANNEL, *size, "-fps", str(FPS), "-rt", length, "-dc"]
    loopback = {
        "EPICS_PVAS_INTF_ADDR_LIST": "127.0.0.1",
        "EPICS_PVA_ADDR_LIST": "127.0.0.1",
        "EPICS_PVA_AUTO_ADDR_LIST": "NO",
    }
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "pvapy.log"
        with program(command, log, {**os.environ, **loopback}):
            feed = EpicsFeed(f"pva://{CHANNEL}?addr=127.0.0.1")
            try:
                found = watch(feed, time.monotonic() + START_S + bench.seconds, silent=4.0)
            finally:
                feed.close()
    numbers = found.last_number - found.first_number + 1
    return [
        told(f"{what}: frames received", found.whole),
        told("frames each second", round(found.rate, 2)),
        told("frames lost", found.lost),
        told("logged gaps", found.gaps),
        must(
            "frames that neither came nor are a logged gap",
            numbers - found.whole - found.lost,
            "0",
            holds=numbers == found.whole + found.lost and found.whole > 0,
        ),
        must(
            "share of the frames that should have come",
            round((found.whole + found.lost) / (FPS * bench.seconds), 4),
            ">= 0.95",
            holds=found.whole + found.lost >= 0.95 * FPS * bench.seconds,
        ),
    ]
