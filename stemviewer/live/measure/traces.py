"""Means of regions over time: of every frame that came, not of those that were shown."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from stemviewer.core.frame import Frame
from stemviewer.measuring.plane import raw_plane
from stemviewer.measuring.region import region_values
from stemviewer.measuring.shapes import Shape

MOST_WAITING = 8
"""Frames that wait to be measured; one more and the oldest is left out, and counted."""

MOST_POINTS = 4000
"""Kept of each region."""

WAIT_S = 0.5


@dataclass(frozen=True, slots=True)
class TracePoint:
    """The raw mean of a region in one frame.

    Parameters
    ----------
    number : int
        Of the frame.
    seconds : float
        When it arrived [s], by this computer's clock since its start.
    mean : float
        [electrons per pixel], or [detector units] where gain or black level are unknown.
    error : float or None
        By counting.
    electrons : bool
        Which unit it is.
    """

    number: int
    seconds: float
    mean: float
    error: float | None
    electrons: bool


@dataclass(slots=True)
class _Kept:
    shape: Shape
    points: deque[TracePoint] = field(default_factory=lambda: deque(maxlen=MOST_POINTS))


class RegionTraces:
    """Follows regions in a thread of its own. Without regions no frame is kept.

    Attributes
    ----------
    left_out : int
        Frames that came faster than they could be measured.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._waiting: deque[Frame] = deque()
        self._kept: dict[str, _Kept] = {}
        self._closed = False
        self.left_out = 0

    def follow(self, regions: tuple[Shape, ...]) -> None:
        """Follow these from now on; one that was moved begins anew. Any thread."""
        with self._condition:
            old = self._kept
            self._kept = {
                shape.name: old[shape.name]
                if shape.name in old and old[shape.name].shape == shape
                else _Kept(shape)
                for shape in regions
            }

    def take(self, frame: Frame) -> None:
        """Take a frame that has ended; returns at once. The feed thread."""
        with self._condition:
            if not self._kept or self._closed or not frame.valid_rows:
                return
            if len(self._waiting) >= MOST_WAITING:
                self._waiting.popleft()
                self.left_out += 1
            self._waiting.append(frame)
            self._condition.notify()

    def points(self) -> Mapping[str, tuple[TracePoint, ...]]:
        """Return what was measured, by the name of the region."""
        with self._condition:
            return MappingProxyType({name: tuple(k.points) for name, k in self._kept.items()})

    def close(self) -> None:
        """Make ``run`` return."""
        with self._condition:
            self._closed = True
            self._waiting.clear()
            self._condition.notify_all()

    def run(self) -> None:
        """Work until closed; the body of the thread."""
        while not self._closed:
            with self._condition:
                if not self._waiting:
                    self._condition.wait(WAIT_S)
                frame = self._waiting.popleft() if self._waiting else None
                kept = tuple(self._kept.values())
            if frame is not None:
                self._measure(frame, kept)

    def _measure(self, frame: Frame, kept: tuple[_Kept, ...]) -> None:
        plane = raw_plane(frame)
        seconds = frame.received_monotonic_ns / 1e9
        for one in kept:
            found = region_values(plane, one.shape)
            # a frame that ended early tells nothing of a region that was cut off
            last = min(one.shape.box[3], frame.settings.rows)
            if found.pixels and frame.valid_rows >= last:
                point = TracePoint(frame.number, seconds, found.mean, found.error, found.electrons)
                with self._condition:
                    one.points.append(point)
