"""The way of a pattern: counted, reduced, put into its place of the scan, lost ones told."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.errors import FeedError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import UNKNOWN
from stemviewer.feeds.base import Channel, FeedEvent, FeedFault, FramesLost, Told
from stemviewer.feeds.fourd.aim import Aim, Patterns
from stemviewer.feeds.fourd.detectors import Geometry, Ring
from stemviewer.feeds.fourd.options import FourDOptions
from stemviewer.feeds.fourd.order import Run, blocks, square
from stemviewer.feeds.fourd.reduce import COM_X, COM_Y, Layout, sum_dtype
from stemviewer.feeds.growing import GrowingFrames

_USUAL = Layout(256, 256, 2**16 - 1)


class FourDPath:
    """Turns patterns, numbered within an acquisition, into events of virtual images.

    A pattern that never came leaves its frame incomplete from its row on: no value is put in
    its place. Frames are numbered through all acquisitions.

    Parameters
    ----------
    options : FourDOptions
        As stated by the operator.

    Attributes
    ----------
    dwell : Quantity
        Time per pixel as the camera states it [s]; set by the owner.
    patterns, patterns_lost : int
        Patterns that came, and those that are known to be missing.
    """

    def __init__(self, options: FourDOptions) -> None:
        self._options = options
        self._aim = Aim(options)
        self._run: Run | None = None
        self._frame: GrowingFrames | None = None
        self._skipping = False
        self._next_number = 0
        self._given_up = -1
        self._told = ""
        self._wanted: FourDOptions | None = None
        self._newest: Patterns | None = None
        self.dwell = UNKNOWN
        self.patterns = 0
        self.patterns_lost = 0

    @property
    def running(self) -> bool:
        """Whether a frame is growing."""
        return self._frame is not None

    @property
    def finished(self) -> bool:
        """Whether all patterns that were announced came."""
        return self._run is not None and 0 < self._run.total <= self._run.expected

    def channels(self) -> tuple[Channel, ...]:
        """Return the channels; before a pattern came, as they are for 256 x 256 of 16 bits."""
        layout = self._aim.layout or _USUAL
        name = sum_dtype(layout.pixels, layout.most).name
        calibration = self._options.calibration
        sums = [Channel(ring, name, calibration) for ring in self._options.rings]
        moments = [Channel(axis, "float32", DetectorCalibration()) for axis in (COM_Y, COM_X)]
        return (*sums, *moments)

    def settings(self) -> ScanSettings:
        """Return the settings in force, as far as known."""
        shape = self._run.shape if self._run else self._options.shape or (1, 1)
        return self._options.settings(shape, self.dwell)

    def newest_pattern(self) -> Patterns | None:
        """Return the newest pattern that was reduced; for display, by any thread."""
        return self._newest

    def detectors(self) -> tuple[Mapping[str, Ring], Geometry | None]:
        """Return the rings and where they lie (``None``: not yet placed); for any thread."""
        reducer = self._aim.reducer
        return self._options.rings, None if reducer is None else reducer.geometry

    def place(self, rings: Mapping[str, Ring], centre: tuple[float, float] | None) -> None:
        """Move the detectors from the next frame on; ``None`` finds the centre. Thread-safe."""
        self._wanted = replace(self._options, rings=dict(rings), centre=centre)

    def begin(self, total: int, utc_ns: int = 0) -> list[FeedEvent]:
        """Begin an acquisition of ``total`` patterns, 0 for endless; the last one is over.

        Raises
        ------
        FeedError
            If nobody states the shape of the scan.
        """
        events = self.break_off("A new acquisition began before it was whole.")
        self._run = Run(self._next_number, self._options.shape or square(total), utc_ns, total)
        return events

    def take(self, first: int, patterns: Patterns, most: int) -> list[FeedEvent]:
        """Take consecutive patterns, the first being number ``first`` of the acquisition.

        Parameters
        ----------
        first : int
            From 0.
        patterns : ndarray of unsigned integers, shape (n, rows, columns)
            In native byte order; not kept.
        most : int
            Largest value that a pixel of this mode can have.

        Patterns whose detectors cannot be placed are told as lost frames.
        """
        events: list[FeedEvent] = [] if self._run is not None else self.begin(0)
        layout = Layout(patterns.shape[1], patterns.shape[2], most)
        if layout != self._aim.layout:
            events += self._relayout(layout)
        events += self._seek(first)
        run = self._run
        assert run is not None
        left = run.size - run.expected % run.size
        if self._wanted is not None and left < len(patterns):
            # the detectors move between two frames: no batch reaches over it
            events += self._count(run, patterns[:left])
            patterns = patterns[left:]
        return [*events, *self._count(run, patterns)]

    def _count(self, run: Run, patterns: Patterns) -> list[FeedEvent]:
        wanted = self._wanted
        if wanted is not None and self._frame is None and run.placed == run.expected:
            self._aim, self._options, self._wanted = self._aim.moved(wanted), wanted, None
        self.patterns += len(patterns)
        run.expected += len(patterns)
        # at the end of a scan nothing is held back: no more may come for a while
        ends = run.expected // run.size > run.placed // run.size
        return self._place(patterns, flush=ends)

    def break_off(self, reason: str) -> list[FeedEvent]:
        """End what is running: nothing more of it will come."""
        events = self._place(None, flush=True)
        if self._frame is not None:
            events += self._end_frame(reason)
        if self._run is not None and self._run.expected:
            self._next_number = self._run.number(self._run.expected - 1) + 1
        self._run, self._skipping = None, False
        return events

    def interrupt(self, reason: str) -> list[FeedEvent]:
        """End the growing frame; patterns that still come of it have no picture any more."""
        events = self._place(None, flush=True)
        if self._frame is not None:
            events += self._end_frame(reason)
        self._skipping = self._run is not None and self._run.placed % self._run.size != 0
        return events

    def _relayout(self, layout: Layout) -> list[FeedEvent]:
        """Patterns of another shape or depth: the running frame cannot be finished."""
        events = self.interrupt("The patterns changed their shape within the scan.")
        self._aim.reset(layout)
        return events

    def _seek(self, first: int) -> list[FeedEvent]:
        """Go on at pattern ``first``; what was left out is told."""
        run = self._run
        assert run is not None
        if first == run.expected:
            return []
        if first < run.expected:
            begun = self.break_off("The patterns began anew before it was whole.")
            self._run = Run(self._next_number, run.shape, 0, run.total)
            return [*begun, *(self._seek(first) if first else [])]
        events = self._place(None, flush=True)
        what = f"Patterns {run.expected} to {first - 1} of the acquisition never came."
        self.patterns_lost += first - run.expected
        if self._frame is not None:
            events += self._end_frame(what)
        # frames of which nothing came, and one that begins in the middle
        lost_first = run.number(run.expected + run.size - 1)
        lost_last = run.number(first) if first % run.size else run.number(first) - 1
        if lost_last >= lost_first:
            events.append(FramesLost(lost_first, lost_last, what))
        self._skipping = first % run.size != 0
        run.expected = run.placed = first
        return events

    def _place(self, patterns: Patterns | None, *, flush: bool) -> list[FeedEvent]:
        """Take patterns; place those whose detectors are known, all of them if ``flush``."""
        try:
            ready = self._aim.add(patterns) if patterns is not None else None
            if ready is None and flush:
                ready = self._aim.flush()
        except FeedError as error:
            return self._give_up(error)
        return self._reduce(ready)

    def _give_up(self, error: FeedError) -> list[FeedEvent]:
        """Leave out what was held back: its detectors cannot be placed."""
        run = self._run
        assert run is not None
        first, last = run.number(run.placed), run.number(max(run.expected - 1, run.placed))
        run.placed = run.expected
        self._skipping = run.placed % run.size != 0
        last_told, self._given_up = self._given_up, last
        events: list[FeedEvent] = []
        if last > last_told:
            events.append(FeedFault(error))
            events.append(FramesLost(max(first, last_told + 1), last, error.what))
        return events

    def _reduce(self, patterns: Patterns | None) -> list[FeedEvent]:
        """Reduce patterns and put their values into the frames they belong to."""
        run, reducer = self._run, self._aim.reducer
        if patterns is None or run is None or reducer is None:
            return []
        events = self._tell()
        for block in blocks(patterns, run.placed % run.size, run.size):
            self._skipping = self._skipping and run.placed % run.size != 0
            if self._frame is None and not self._skipping:
                self._frame = self._start(run)
            run.placed += len(block)
            if self._frame is not None:
                events += self._frame.add(reducer.reduce(block))
                if not self._frame.missing:
                    events += self._end_frame("")
        self._newest = patterns[-1].copy()
        return events

    def _tell(self) -> list[FeedEvent]:
        text = self._aim.text
        if text == self._told:
            return []
        self._told = text
        return [Told(text)]

    def _start(self, run: Run) -> GrowingFrames:
        began = run.utc_ns if run.placed == 0 and run.utc_ns else time.time_ns()
        return GrowingFrames(run.number(run.placed), self.channels(), self.settings(), began)

    def _end_frame(self, reason: str) -> list[FeedEvent]:
        frame, self._frame = self._frame, None
        assert frame is not None
        self._next_number = frame.number + 1
        return frame.end(reason)
