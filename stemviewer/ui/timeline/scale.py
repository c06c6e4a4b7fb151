"""Between times and places on the timeline: pure, without Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stemviewer.ui.language.words import tr

SPANS = (10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0, 14400.0)
"""Lengths of time that a timeline shows [s]; the shortest that holds the history is taken."""

STEPS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)
"""Between two ticks [s]."""

LEAST_SPAN = 30.0
TICK_ROOM = 70.0
"""Least distance of two ticks [px]."""


@dataclass(frozen=True, slots=True)
class TimeScale:
    """A stretch of time on a stretch of pixels.

    Parameters
    ----------
    end : float
        Time at the right edge [s, monotonic].
    span : float
        Time from edge to edge [s].
    left, width : float
        Left edge and length on the screen [px].
    """

    end: float
    span: float
    left: float
    width: float

    def place(self, at: float) -> float:
        """Return the place of a time [px]; beyond the edges for times that are."""
        return self.left + (1.0 - (self.end - at) / self.span) * self.width

    def time(self, place: float) -> float:
        """Return the time at a place, held between the edges [s, monotonic]."""
        share = min(max((place - self.left) / max(self.width, 1.0), 0.0), 1.0)
        return self.end - (1.0 - share) * self.span

    def ticks(self, now: float) -> list[tuple[float, str]]:
        """Return places [px] and words of round times before ``now`` [s, monotonic]."""
        wanted = TICK_ROOM / max(self.width, 1.0) * self.span
        step = next((s for s in STEPS if s >= wanted), STEPS[-1])
        first = max(0, math.ceil((now - self.end) / step))
        last = math.floor((now - self.end + self.span) / step)
        return [
            (self.place(now - n * step), tr("now") if n == 0 else f"−{spell(n * step)}")
            for n in range(first, last + 1)
        ]


def span_for(reach: float) -> float:
    """Return the length of time to show for a history that reaches so far back [s]."""
    return next((s for s in SPANS if s >= max(reach, LEAST_SPAN)), max(reach, SPANS[-1]))


def next_span(span: float, steps: int) -> float:
    """Return the span so many steps longer (positive) or shorter than another [s]."""
    place = min(range(len(SPANS)), key=lambda i: abs(SPANS[i] - span))
    return SPANS[min(max(place + steps, 0), len(SPANS) - 1)]


def spell(seconds: float) -> str:
    """Return a time in the words of a clock: ``8 s``, ``2 min``, ``1 h 5 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min" + (f" {rest} s" if rest else "")
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h" + (f" {minutes} min" if minutes else "")
