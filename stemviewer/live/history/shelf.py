"""The packed frames and pictures themselves, within a memory budget."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.live.history.packing import (
    Arrival,
    PackedArrival,
    PackedPicture,
    Picture,
    shown_again,
)
from stemviewer.live.history.view import THUMB, Gap, HistoryView, Mark, Thumb
from stemviewer.live.state import Shown

PICTURES_SHARE = 0.4
"""Most of the budget that processed pictures may take: raw must reach back further."""

MOST_MARKS = 4000
"""Events and gaps that are kept."""

THUMB_EVERY_S = 1.0

CHANNELS = 16
"""Frames of one scan that are looked for around that of the channel shown."""


@dataclass(slots=True, eq=False)
class Entry:
    """One frame of the history. ``key`` is its own: numbers start anew with every link."""

    key: int
    at: float
    utc_ns: int
    number: int
    channel: str
    packed: PackedArrival
    dose: float
    shown: bool
    recorded: bool
    whole: bool
    thumb: npt.NDArray[np.uint8] | None
    picture: PackedPicture | None = None


class Shelf:
    """Holds entries up to a budget; the oldest frames and the densest pictures go first.

    May be used by any thread.

    Parameters
    ----------
    budget : int
        Memory that packed pixels and what belongs to them may take [bytes].
    """

    def __init__(self, budget: int) -> None:
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque()
        self._pictured: list[Entry] = []
        self._newest: dict[tuple[str, int], Entry] = {}
        self._marks: deque[Mark] = deque(maxlen=MOST_MARKS)
        self._gaps: deque[Gap] = deque(maxlen=MOST_MARKS)
        self._next_key = 0
        self._frames_bytes = self._pictures_bytes = 0
        self._thumb_at = self._last_at = -np.inf
        self.budget = budget
        self.full_utc_s: float | None = None
        """When a frame first had to make room [s since 1970]; from then on it grows no more."""

    @property
    def used(self) -> int:
        """Memory that is taken [bytes]."""
        return self._frames_bytes + self._pictures_bytes

    def add(self, arrival: Arrival, at: float) -> None:
        """Pack a frame that arrived at a time [s, monotonic], and make room for it."""
        packed = PackedArrival(arrival)  # outside the lock: this is the work
        frame = arrival.frame
        thumb = None
        if arrival.shown and at - self._thumb_at >= THUMB_EVERY_S and frame.valid_rows:
            thumb, self._thumb_at = small(frame.valid), at
        value = arrival.cumulative.value
        with self._lock:
            at = self._last_at = max(at, self._last_at)  # times ascend, come what may
            entry = Entry(
                key=self._next_key,
                at=at,
                utc_ns=frame.received_utc_ns,
                number=frame.number,
                channel=frame.channel,
                packed=packed,
                dose=np.nan if value is None else value,
                shown=arrival.shown,
                recorded=arrival.recorded,
                whole=frame.complete,
                thumb=thumb,
            )
            self._next_key += 1
            self._entries.append(entry)
            self._newest[frame.channel, frame.number] = entry
            self._frames_bytes += packed.size
            self._make_room()

    def add_picture(self, picture: Picture) -> bool:
        """Pack a picture beside its frame; return whether that is still there."""
        made = picture.processed
        with self._lock:
            entry = self._newest.get((made.channel, made.parent))
        if entry is None:
            return False
        packed = PackedPicture(picture)
        with self._lock:
            if self._newest.get((made.channel, made.parent)) is not entry:
                return False
            if entry.picture is not None:  # the same frame with another chain, as it stood still
                self._pictures_bytes -= entry.picture.size
            else:
                place = bisect_left(self._pictured, entry.key, key=lambda e: e.key)
                self._pictured.insert(place, entry)
            entry.picture = packed
            self._pictures_bytes += packed.size
            self._make_room()
        return True

    def note(self, item: Mark | Gap) -> None:
        """Keep an event, or that frames are missing."""
        with self._lock:
            if isinstance(item, Mark):
                self._marks.append(item)
            else:
                self._gaps.append(item)

    def forget(self) -> None:
        """Drop everything."""
        with self._lock:
            self._entries.clear()
            self._pictured.clear()
            self._newest.clear()
            self._marks.clear()
            self._gaps.clear()
            self._frames_bytes = self._pictures_bytes = 0

    # -- making room --------------------------------------------------------------------

    def _make_room(self) -> None:
        while len(self._pictured) > 2 and self._pictures_bytes > PICTURES_SHARE * self.budget:
            self._drop_picture(self._densest())
        while self.used > self.budget and len(self._entries) > 1:
            entry = self._entries.popleft()
            self.full_utc_s = self.full_utc_s or time.time()
            if entry.picture is not None:
                self._drop_picture(self._pictured.index(entry))
            self._frames_bytes -= entry.packed.size
            if self._newest.get((entry.channel, entry.number)) is entry:
                del self._newest[entry.channel, entry.number]

    def _densest(self) -> int:
        """Return the picture that is missed least: close to its neighbours, and long ago."""
        at = np.array([entry.at for entry in self._pictured])
        age = at[-1] - at[1:-1] + 1e-3
        return 1 + int(np.argmin((at[2:] - at[:-2]) / age))

    def _drop_picture(self, place: int) -> None:
        entry = self._pictured.pop(place)
        assert entry.picture is not None
        self._pictures_bytes -= entry.picture.size
        entry.picture = None

    # -- reading ------------------------------------------------------------------------

    def read(self, key: int) -> Shown | None:
        """Return what the views show of a frame; ``None`` when it is gone."""
        with self._lock:
            entry = next((e for e in self._entries if e.key == key), None)
            picture = entry.picture if entry is not None else None
        if entry is None:
            return None
        return shown_again(entry.packed.unpack(), None if picture is None else picture.unpack())

    def span(
        self, first: int, last: int
    ) -> tuple[list[tuple[Entry, PackedPicture | None]], list[Mark], list[Gap]]:
        """Return the frames of all channels between two keys, and what happened between them.

        What is returned stays, even when the history has no room for it any more.
        """
        with self._lock:
            ends = [e.number for e in self._entries if e.key in (first, last)]
            # the other channels of the first and the last scan may lie just beyond the keys
            near = range(first - CHANNELS, last + CHANNELS + 1)
            taken = [
                (e, e.picture)
                for e in self._entries
                if first <= e.key <= last or (e.key in near and not e.shown and e.number in ends)
            ]
            if not taken:
                return [], [], []
            start, end = taken[0][0].at, taken[-1][0].at
            marks = [mark for mark in self._marks if start <= mark.at <= end]
            gaps = [gap for gap in self._gaps if start <= gap.at <= end]
        return taken, marks, gaps

    def view(self, missed: int) -> HistoryView:
        """Return what the timeline draws."""
        with self._lock:
            shown = [entry for entry in self._entries if entry.shown]
            start = self._entries[0].at if self._entries else np.inf
            marks = tuple(mark for mark in self._marks if mark.at >= start)
            gaps = tuple(gap for gap in self._gaps if gap.at >= start)
            used = self.used
        return HistoryView(
            keys=np.array([e.key for e in shown], np.int64),
            at=np.array([e.at for e in shown], np.float64),
            numbers=np.array([e.number for e in shown], np.int64),
            dose=np.array([e.dose for e in shown], np.float64),
            recorded=np.array([e.recorded for e in shown], np.bool_),
            pictured=np.array([e.picture is not None for e in shown], np.bool_),
            whole=np.array([e.whole for e in shown], np.bool_),
            thumbs=tuple(Thumb(e.at, e.thumb) for e in shown if e.thumb is not None),
            marks=marks,
            gaps=gaps,
            used=used,
            budget=self.budget,
            missed=missed,
        )


def small(pixels: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """Return a frame in 8 bits, at most ``THUMB`` on a side: means of blocks, 1 to 99 %."""
    step = max(1, -(-max(pixels.shape) // THUMB))
    rows, columns = (max(step, side // step * step) for side in pixels.shape)
    cut = pixels[:rows, :columns]
    if min(cut.shape) < step:
        blocks = cut.astype(np.float32).mean(keepdims=True)
    else:
        blocks = cut.reshape(rows // step, step, columns // step, step).mean(
            (1, 3), dtype=np.float32
        )
    low, high = np.percentile(blocks, (1, 99))
    scaled = (blocks - low) / max(float(high - low), 1e-12) * 255
    grey: npt.NDArray[np.uint8] = np.clip(np.nan_to_num(scaled), 0, 255).astype(np.uint8)
    return grey
