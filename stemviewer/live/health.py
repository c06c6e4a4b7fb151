"""Rates, lags and counts of a running acquisition."""

from __future__ import annotations

import itertools
import statistics
import threading
from collections import deque
from time import monotonic

from stemviewer.live.state import Counts, Rates

WINDOW_S = 5.0
"""Rates are over this many seconds."""

KEPT_LATENCIES = 4096
"""Feed-to-paint times kept for percentiles."""

RECENT = 16
"""Medians on show are over this many frames."""


class _RateMeter:
    def __init__(self) -> None:
        self._times: deque[float] = deque()

    def tick(self) -> None:
        now = monotonic()
        self._times.append(now)
        while self._times and now - self._times[0] > WINDOW_S:
            self._times.popleft()

    def rate(self) -> float:
        now = monotonic()
        recent = [t for t in tuple(self._times) if now - t <= WINDOW_S]
        if len(recent) < 2 or recent[-1] == recent[0]:
            return 0.0
        interval = (recent[-1] - recent[0]) / (len(recent) - 1)
        # a feed that has gone quiet must not keep its old rate on show
        quiet = max(0.0, now - recent[-1] - 2 * interval)
        return (len(recent) - 1) / (recent[-1] - recent[0] + quiet)


class Health:
    """Counts what happened to frames; thread-safe, cheap."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._received = self._incomplete = self._lost = 0
        self._shown = self._processed = 0
        self._receive = _RateMeter()
        self._process = _RateMeter()
        self._seconds: deque[float] = deque(maxlen=KEPT_LATENCIES)
        self._latencies: deque[float] = deque(maxlen=KEPT_LATENCIES)

    def received(self, *, complete: bool) -> None:
        """Count a frame that ended."""
        with self._lock:
            self._received += 1
            self._incomplete += not complete
            self._receive.tick()

    def lost(self, count: int) -> None:
        """Count frames that will never come."""
        with self._lock:
            self._lost += count

    def processed(self, seconds: float, *, ended: bool = True) -> None:
        """Note the time of a pass [s]; count it if it made the picture of a frame that has ended.

        How many passes the parts of a growing frame get depends on the load of the machine, and
        only the last one is the frame's picture.
        """
        with self._lock:
            self._seconds.append(seconds)
            if ended:
                self._processed += 1
                self._process.tick()

    def shown(self, latency: float) -> None:
        """Count a painted frame and its time from the last row's arrival to the paint [s]."""
        with self._lock:
            self._shown += 1
            self._latencies.append(latency)

    def latencies(self) -> list[float]:
        """Return the kept feed-to-paint times, oldest first [s]."""
        with self._lock:
            return list(self._latencies)

    def forget_times(self) -> None:
        """Drop the kept times."""
        with self._lock:
            self._latencies.clear()
            self._seconds.clear()

    def process_times(self) -> list[float]:
        """Return the kept processing times, oldest first [s]."""
        with self._lock:
            return list(self._seconds)

    def counts(self, *, replaced_display: int, replaced_denoise: int) -> Counts:
        """Return the counts, with those that the slots keep."""
        with self._lock:
            return Counts(
                received=self._received,
                incomplete=self._incomplete,
                lost=self._lost,
                shown=self._shown,
                processed=self._processed,
                replaced_display=replaced_display,
                replaced_denoise=replaced_denoise,
            )

    def rates(self) -> Rates:
        """Return the present rates."""
        with self._lock:
            recent = list(itertools.islice(reversed(self._latencies), RECENT))
            passes = list(itertools.islice(reversed(self._seconds), RECENT))
            return Rates(
                receive_fps=self._receive.rate(),
                process_fps=self._process.rate(),
                process_seconds=statistics.median(passes) if passes else 0.0,
                latency=statistics.median(recent) if recent else None,
            )
