"""Receiving from a feed for some time, and counting what becomes of its frames."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stemviewer.bench.log.lines import Line, told
from stemviewer.core.frame import Frame
from stemviewer.feeds.base import (
    Connected,
    Feed,
    FeedEvent,
    FeedFault,
    FrameEnded,
    FramesLost,
    RowsArrived,
)


@dataclass(slots=True)
class Watched:
    """What came.

    ``whole`` and ``incomplete`` count frames of all channels, ``lost`` numbers that never came,
    ``rows_shown`` the looks at growing frames of the first channel; ``began`` and ``last`` are
    times of the first and last frame [s].
    """

    whole: int = 0
    incomplete: int = 0
    lost: int = 0
    gaps: int = 0
    faults: int = 0
    rows_shown: int = 0
    began: float = 0.0
    last: float = 0.0
    first_number: int = -1
    last_number: int = -1
    channels: tuple[str, ...] = ()
    kept: list[Frame] = field(default_factory=list)

    def take(self, event: FeedEvent) -> None:
        """Count an event."""
        if isinstance(event, Connected):
            self.channels = tuple(channel.name for channel in event.instrument.channels)
        elif isinstance(event, FramesLost):
            self.lost += event.last - event.first + 1
            self.gaps += 1
        elif isinstance(event, FeedFault):
            self.faults += 1
        elif isinstance(event, RowsArrived):
            self.rows_shown += event.frame.channel == self.channels[0]
        elif isinstance(event, FrameEnded):
            self._frame(event.frame)

    def _frame(self, frame: Frame) -> None:
        now = time.monotonic()
        self.began = self.began or now
        self.last = now
        self.whole += frame.complete
        self.incomplete += not frame.complete
        if self.first_number < 0:
            self.first_number = frame.number
        self.last_number = frame.number

    @property
    def rate(self) -> float:
        """Whole frames of all channels each second."""
        return (self.whole - 1) / max(self.last - self.began, 1e-9)


def watch(
    feed: Feed,
    until: float,
    *,
    on_event: Callable[[FeedEvent], bool] = lambda _event: False,
    silent: float = 10.0,
) -> Watched:
    """Receive until a time of the monotonic clock, ``on_event`` says so, or long silence."""
    found = Watched()
    heard = time.monotonic()
    while (now := time.monotonic()) < until:
        event = feed.receive(0.2)
        if event is None:
            if found.last_number >= 0 and now - heard > silent:
                break
            continue
        heard = now
        found.take(event)
        if on_event(event):
            break
    return found


@contextmanager
def program(command: list[str], log: Path, env: dict[str, str] | None = None) -> Iterator[None]:
    """Run a server by others, and end it."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=env)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(10.0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def skipped(what: str, name: str) -> list[Line]:
    """Return the line of a server that is not installed."""
    return [told(what, f"skipped: {name} is not installed; run installer/feed_peers.py")]
