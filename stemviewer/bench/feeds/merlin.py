"""Merlin: 256 x 256 uint16 at 1,000 patterns a second, from a server by others and from ours."""

from __future__ import annotations

import math
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.bench.feeds.mib import made_patterns, write_mib
from stemviewer.bench.feeds.run import FeedsBench
from stemviewer.bench.feeds.watching import Watched, program, skipped, watch
from stemviewer.bench.log.lines import Line, must, must_be_zero, told
from stemviewer.feeds.base import Command, Connected, Control, FeedEvent, FrameEnded
from stemviewer.feeds.fourd.detectors import DEFAULT_RINGS
from stemviewer.feeds.merlin.feed import MerlinFeed
from stemviewer.feeds.open_feed.dial import Backoff

SIDE, RATE = 256, 1000
COLUMNS = 64
CENTRE = "centre=130.25,124.5"
RINGS = {"adf": (34, 77), "haadf": (77, 120), "abf": (15, 31), "bf": (0, 31)}
"""Radii [px]: stated, so that the plain sum knows the same masks."""

START_S = 150.0
"""The server by others compiles for a while when it starts for the first time."""


def run(bench: FeedsBench) -> list[Line]:
    """Return what became of the patterns of both servers."""
    rows = max(4, math.ceil(bench.seconds * RATE / COLUMNS))
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # a quarter of the scan in the file: repeated, as an acquisition is again and again
        scan = (min(rows, 32), COLUMNS)
        patterns = made_patterns(scan, SIDE, bench.seed)
        header = write_mib(folder, patterns, scan)
        repeats = max(1, round(rows / scan[0]))
        lines += _own(folder, patterns, scan, repeats)
        lines += _theirs(bench, folder, header, patterns, scan)
    return lines


def _own(
    folder: Path, patterns: npt.NDArray[Any], scan: tuple[int, int], repeats: int
) -> list[Line]:
    """Receive from a sender in a process of its own that keeps the pace and never waits for us."""
    port = _free_port()
    path = str(folder / "made.mib")
    more = [path, str(port), str(RATE), str(repeats), str(scan[0] * scan[1]), str(SIDE)]
    sender = subprocess.Popen(
        [sys.executable, "-m", "stemviewer.bench.feeds.sender", *more],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        feed = MerlinFeed(_address(port, 0, scan), backoff=Backoff(0.1, 0.5))
        wanted = repeats * len(CHANNELS)
        cpu = time.process_time()
        found, paths = _watch(feed, START_S + 2 * repeats * scan[0] * scan[1] / RATE, wanted)
        cpu = time.process_time() - cpu
        said = sender.communicate(timeout=30.0)[0]
    finally:
        sender.kill()
        sender.wait()
    took = float(said.strip() or "nan")
    total = repeats * scan[0] * scan[1]
    what = f"{SIDE}x{SIDE} uint16 at {RATE}/s, sender of our own"
    return [
        told(f"{what}: patterns sent each second", round(total / took, 1)),
        must(
            f"{what}: share of the pace that was kept",
            round(total / took / RATE, 3),
            ">= 0.97",
            holds=total / took >= 0.97 * RATE,
        ),
        told(f"{what}: CPU of the receiver for a pattern [ms]", round(cpu / total * 1e3, 3)),
        *_lines(what, found, paths, patterns, scan, repeats),
    ]


def _theirs(
    bench: FeedsBench,
    folder: Path,
    header: Path,
    patterns: npt.NDArray[Any],
    scan: tuple[int, int],
) -> list[Line]:
    what = f"{SIDE}x{SIDE} uint16 at {RATE}/s, LiberTEM-live's simulator"
    server = bench.peer("libertem-live-mib-sim")
    if server is None:
        return skipped(what, "libertem-live")
    ports = [_free_port() for _ in range(3)]
    names = ("--data-port", "--control-port", "--trigger-port")
    listen = [word for pair in zip(names, map(str, ports), strict=True) for word in pair]
    shape = ["--nav-shape", str(scan[0]), str(scan[1])]
    pace = ["--wait-trigger", "--dwelltime", str(10**6 // RATE)]
    command = [str(server), str(header), "--host", "127.0.0.1", *listen, *shape, *pace]
    with program(command, folder / "sim.log"):
        address = _address(ports[0], ports[1], scan) + "&trigger=soft"
        feed = MerlinFeed(address, backoff=Backoff(0.25, 1.0))
        wanted = len(CHANNELS) * 2
        found, counts = _watch(feed, START_S + 60.0, wanted, start=True)
    return _lines(what, found, counts, patterns, scan, 2)


CHANNELS = (*DEFAULT_RINGS, "CoM y", "CoM x")


def _address(data: int, control: int, scan: tuple[int, int]) -> str:
    rings = "&".join(f"{name}={low}-{high}px" for name, (low, high) in RINGS.items())
    shape = f"scan={scan[0]}x{scan[1]}"
    return f"merlin://127.0.0.1:{data}?control={control}&{shape}&{CENTRE}&{rings}"


def _watch(
    feed: MerlinFeed, seconds: float, frames: int, *, start: bool = False
) -> tuple[Watched, tuple[int, int]]:
    """Receive until so many frames ended; return also the patterns that came and were lost."""
    seen = 0
    kept: list[FrameEnded] = []

    def on_event(event: FeedEvent) -> bool:
        nonlocal seen
        if isinstance(event, Connected) and start and event.instrument.controls and not seen:
            feed.send(Command(1, Control.SCAN, 1.0))
        if isinstance(event, FrameEnded):
            seen += 1
            if len(kept) < len(CHANNELS):
                kept.append(event)
        return seen >= frames

    try:
        found = watch(feed, time.monotonic() + seconds, on_event=on_event, silent=30.0)
    finally:
        feed.close()
    found.kept = [event.frame for event in kept]
    return found, (feed.path.patterns, feed.path.patterns_lost)


def _lines(
    what: str,
    found: Watched,
    counts: tuple[int, int],
    patterns: npt.NDArray[Any],
    scan: tuple[int, int],
    scans: int,
) -> list[Line]:
    looks = found.rows_shown / max(1, scans * (scan[0] - 1))
    return [
        told(f"{what}: patterns received", counts[0]),
        must_be_zero(f"{what}: patterns lost", counts[1]),
        must(
            f"{what}: whole frames of all channels",
            found.whole,
            str(scans * len(CHANNELS)),
            holds=found.whole == scans * len(CHANNELS),
        ),
        told(f"{what}: rows that were shown as they came, share", round(looks, 3)),
        must_be_zero(
            f"{what}: virtual images that differ from the plain sum of the stored patterns",
            sum(not _equal(frame.channel, frame.data, patterns, scan) for frame in found.kept[:4])
            if found.kept
            else 4,
        ),
    ]


def _equal(
    channel: str, image: npt.NDArray[Any], patterns: npt.NDArray[Any], scan: tuple[int, int]
) -> bool:
    """Whether an image is the straightforward sum of its pixels over each pattern."""
    low, high = RINGS[channel.lower()]
    y, x = (float(part) for part in CENTRE.partition("=")[2].split(","))
    rows, columns = np.mgrid[:SIDE, :SIDE]
    squared = (rows - y) ** 2 + (columns - x) ** 2
    mask = (squared >= low * low) & (squared < high * high)
    plain = np.array([np.sum(pattern[mask], dtype=np.uint64) for pattern in patterns])
    return bool(np.array_equal(image, plain.reshape(scan)))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
