"""Trying a feed for a few seconds, and saying in one sentence what came of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from stemviewer.feeds.base import (
    Connected,
    Disconnected,
    Feed,
    FeedFault,
    FrameEnded,
    FramesLost,
)

PROBE_S = 4.0
"""How long a feed is listened to once it is connected [s]."""

CONNECT_S = 8.0
"""How long it may take to connect [s]."""


MOST_REFUSALS = 2
"""Attempts to connect that may fail."""


@dataclass(slots=True)
class Probe:
    """What came within the time.

    Parameters
    ----------
    name : str
        Of the instrument; empty when it was not connected.
    channels : int
        Of the instrument.
    frames, incomplete, lost : int
        Scans that ended whole or not, and numbers that never came.
    milliseconds : float
        From the last row's arrival to the frame's, median of the frames [ms].
    problem : str
        The first thing that was wrong; empty when nothing was.
    """

    name: str = ""
    channels: int = 0
    frames: int = 0
    incomplete: int = 0
    lost: int = 0
    milliseconds: float = 0.0
    problem: str = ""

    @property
    def good(self) -> bool:
        """Whether it was connected, and nothing was lost or wrong."""
        return bool(self.name) and not (self.lost or self.incomplete or self.problem)

    @property
    def text(self) -> str:
        """The sentence for the operator."""
        if not self.name:
            return self.problem or "Nobody answered."
        lost = f"{self.lost} lost" if self.lost else "none lost"
        broken = f", {self.incomplete} incomplete" if self.incomplete else ""
        frames = f"{self.frames} frames received{broken}, {lost}, {self.milliseconds:.1f} ms"
        if not self.frames and not self.incomplete:
            frames = "no frame came in the meantime; is it scanning?"
        said = f" {self.problem}" if self.problem else ""
        channels = "1 channel" if self.channels == 1 else f"{self.channels} channels"
        return f"Connected to {self.name} ({channels}): {frames}.{said}"


def probe(
    open_feed: Callable[[], Feed],
    seconds: float = PROBE_S,
    stop: threading.Event | None = None,
) -> Probe:
    """Connect, listen, and leave again; sooner when ``stop`` is set, or nobody answers twice.

    Raises
    ------
    StemviewerError
        If the feed cannot be made.
    """
    found, delays = Probe(), list[float]()
    feed = open_feed()
    until = time.monotonic() + CONNECT_S
    refusals = 0
    try:
        while (now := time.monotonic()) < until and not (stop is not None and stop.is_set()):
            event = feed.receive(min(0.2, until - now))
            if isinstance(event, Connected):
                first = not found.name
                found.name = event.instrument.name
                found.channels = len(event.instrument.channels)
                found.problem = "" if first else found.problem
                until = time.monotonic() + seconds if first else until
            elif isinstance(event, FrameEnded):
                _count(found, event, delays)
            elif isinstance(event, FramesLost):
                found.lost += event.last - event.first + 1
            elif isinstance(event, FeedFault):
                found.problem = found.problem or str(event.error)
            elif isinstance(event, Disconnected):
                found.problem = found.problem or str(event.reason or "")
                refusals += not found.name
                if event.ended or refusals >= MOST_REFUSALS:
                    break
    finally:
        feed.close()
    found.milliseconds = sorted(delays)[len(delays) // 2] if delays else 0.0
    return found


def _count(found: Probe, event: FrameEnded, delays: list[float]) -> None:
    delays.append((time.monotonic_ns() - event.frame.received_monotonic_ns) / 1e6)
    # the channels of a scan come one after the other: the scan counts once
    scans = (len(delays) + found.channels - 1) // max(found.channels, 1)
    found.incomplete += not event.frame.complete
    found.frames = max(scans - found.incomplete, 0)
