"""The dose ledger: every electron on the specimen, by purpose and by place. One thread books."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass, replace

from stemviewer.core.dose import ANGSTROM, ELEMENTARY_CHARGE, FrameDose, frame_dose
from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.core.place import NOWHERE, Place, Purpose
from stemviewer.core.quantity import Source
from stemviewer.feeds.base import Exposed
from stemviewer.live.dose.book import AreaBook, row_cost
from stemviewer.live.dose.following import DriftFollower, DriftNow, Look
from stemviewer.live.dose.rectangle import rows_rectangle
from stemviewer.live.dose.reference import in_specimen
from stemviewer.live.dose.view import LedgerView, Tracking, view_of

_KEPT = 1024
_SAME = 0.01
_MOST_UNSEEN = 100_000
_BANDS = 16
"""A frame during which the specimen drifts is booked in at most so many bands of rows."""


@dataclass(slots=True, eq=False)
class _Deposit:
    """Electrons put on the map where the drift was expected, until it has been measured."""

    area: AreaBook
    time: float
    settings: ScanSettings
    place: Place
    rows: tuple[int, int]
    electrons: dict[str, float]
    centre: tuple[float, float]


@dataclass(slots=True, eq=False)
class _Last:
    """The frame booked last, as far as later events need it."""

    frame: Frame
    rows: int


class DoseLedger:
    """Books every frame once, whatever the number of its channels. Used by one thread.

    The view it returns is immutable and may be read by any thread.

    Parameters
    ----------
    follower : DriftFollower, optional
        Where the specimen has drifted; without one the places the feed states are taken.
    """

    def __init__(self, follower: DriftFollower | None = None) -> None:
        self.follower = follower
        self.areas = [AreaBook(1)]
        self.purpose = Purpose.IMAGING
        """What frames are for whose feed does not state it."""
        self.feed_area = 0
        self._last: _Last | None = None
        self.last_number: int | None = None
        self.last_settings: ScanSettings | None = None
        self.last_place = NOWHERE
        self.last_time: float | None = None
        self.run = ""
        self._open: deque[_Deposit] = deque(maxlen=_KEPT)
        self.state: LedgerView = view_of(self.areas, None, Tracking.NONE)

    @property
    def area(self) -> AreaBook:
        """The present area."""
        return self.areas[-1]

    @property
    def states_areas(self) -> bool:
        """Whether the feed states which area its frames are of."""
        return self.feed_area > 0

    # -- frames -------------------------------------------------------------------------

    def book(self, frame: Frame, *, beam_on: bool = True) -> FrameDose:
        """Book the rows of ``frame`` that were scanned, and return what the frame cost.

        Parameters
        ----------
        frame : Frame
            Complete or cut short; a further channel of the same frame costs nothing more,
            unless more of its rows arrived. Settings that changed within it are booked by rows.
        beam_on : bool
            False when the beam was blanked: the frame is counted, with no dose.
        """
        dose = self.dose_of(frame)
        again = self._last is not None and frame.number == self.last_number
        booked = self._last.rows if again and self._last is not None else 0
        if again and frame.valid_rows <= booked:
            return dose
        self._find_area(frame.place)
        self._look(frame, again=again)
        if not again:
            self.area.frames += 1
        for first, last, settings in frame.spans():
            if last > booked:
                self._book_rows(frame, settings, max(first, booked), last, beam_on=beam_on)
        self._last = _Last(frame, frame.valid_rows)
        self.last_number, self.last_settings = frame.number, frame.settings
        self.last_place = frame.place
        self.last_time = _time(frame, 0, frame.settings.rows)
        self._settle()
        self.publish()
        return dose

    def book_unseen(self, count: int, until: float) -> None:
        """Book whole frames that were scanned but never arrived, at the last known settings.

        They lie between the last frame and the time ``until`` by the feed's clock [s].
        """
        if count <= 0 or self.last_settings is None:
            return
        self.area.unseen += count
        since = self.last_time if self.last_time is not None else until
        for index in range(min(count, _MOST_UNSEEN)):
            time = since + (until - since) * (index + 1) / (count + 1)
            self._book_guess(self.last_settings, 0, self.last_settings.rows, time)
        self.publish()

    def book_rest(self) -> None:
        """Book the rows of the last frame that a broken link kept: the scan went on."""
        if self._last is None or self.last_settings is None:
            return
        settings, rows = self.last_settings, self._last.rows
        if rows < settings.rows:
            time = _time(self._last.frame, rows, settings.rows)
            self._book_guess(settings, rows, settings.rows, time)
            self._last.rows = settings.rows
            self.publish()

    def book_parked(self, exposed: Exposed, source: Source | None = None) -> None:
        """Book a parked probe; ``source`` replaces that of its values when they were inferred."""
        self._find_area(exposed.place)
        current, seconds = exposed.beam_current, exposed.seconds
        if current.value is None or seconds.value is None:
            self.area.unknown += 1
            self.publish()
            return
        electrons = current.value * seconds.value / ELEMENTARY_CHARGE
        if electrons <= 0.0:
            return
        self.area.electrons["parked"] += electrons
        self.area.trust(*([source] if source else [current.source, seconds.source]))
        settings = self.last_settings
        y, x = self._centre(exposed.place, settings, None)
        self.area.map.add_spot(y, x, electrons)
        self.publish()

    # -- areas and feeds ----------------------------------------------------------------

    def new_area(self) -> None:
        """Start counting anew for a place that has had no dose."""
        if self.area.frames or self.area.electrons["parked"]:
            self.areas.append(AreaBook(self.area.number + 1))
        self.publish()

    def new_feed(self, run: str = "") -> None:
        """Take over a new link: frame numbers start anew unless the feed's run is the same."""
        if not run or run != self.run:
            self._last, self.last_number, self.feed_area = None, None, 0
        self.run = run

    def unseen_before(self, number: int) -> int:
        """Return how many frames of this run were scanned between the last one and ``number``."""
        return 0 if self.last_number is None else max(0, number - self.last_number - 1)

    @staticmethod
    def dose_of(frame: Frame) -> FrameDose:
        """Return what the frame costs, without booking it."""
        return frame_dose(frame.settings, frame.valid_rows)

    def place_of(self, frame: Frame) -> Place:
        """Return where the log shall say a frame was: the ledger's area, purpose and shift."""
        return replace(frame.place, area=self.area.number, purpose=self._purpose(frame.place))

    # -- within -------------------------------------------------------------------------

    def _find_area(self, place: Place) -> None:
        """Follow an area that the feed states: a new number is a new place."""
        if not place.area or place.area == self.feed_area:
            return
        if self.feed_area:
            self.new_area()
        self.feed_area = place.area

    def _purpose(self, place: Place) -> Purpose:
        return place.purpose or self.purpose

    def _look(self, frame: Frame, *, again: bool) -> None:
        lit = frame.settings.beam_current.value != 0.0
        if self.follower is not None and frame.complete and lit and not again:
            shift = _shift(frame.place)
            time = _time(frame, 0, frame.settings.rows)
            self.follower.slot.put(Look(frame, self.area.number, time, shift))

    def _book_rows(
        self, frame: Frame, settings: ScanSettings, first: int, last: int, *, beam_on: bool
    ) -> None:
        cost = row_cost(settings, last - first)
        area = self.area
        if not beam_on:
            area.trust(Source.SET)
            return
        if not cost.known or settings.pixel_size.value is None:
            area.unknown += 1
        if not cost.known:
            return
        area.trust(cost.source)
        if settings.pixel_size.known:
            area.trust(settings.pixel_size.source)
        purpose = self._purpose(frame.place).word
        area.electrons[purpose] += cost.pixels
        area.electrons["flyback"] += cost.flyback
        for top, bottom in self._bands(frame, first, last):
            share = (bottom - top) / (last - first)
            parts = {purpose: cost.pixels * share, "flyback": cost.flyback * share}
            self._put((top, bottom), settings, frame.place, parts, _time(frame, top, bottom))

    def _put(
        self,
        rows: tuple[int, int],
        settings: ScanSettings,
        place: Place,
        electrons: dict[str, float],
        time: float,
    ) -> None:
        """Put electrons on the map where the drift is expected at a time."""
        centre = self._centre(place, settings, time)
        where = rows_rectangle(settings, *rows, centre)
        if where is not None:
            self.area.map.add(where, electrons)
            if self.follower is not None:
                kept = _Deposit(self.area, time, settings, place, rows, electrons, centre)
                self._open.append(kept)

    def _settle(self) -> None:
        """Move what was put on the map to where the drift has been measured since."""
        now = self._drift()
        if not now.zeroed and not any(put.area is not self.area for put in self._open):
            return
        while self._open and now.time is not None and self._open[0].time <= now.time:
            put = self._open.popleft()
            if put.area is not self.area:
                continue
            centre = self._centre(put.place, put.settings, put.time)
            if max(abs(a - b) for a, b in zip(centre, put.centre, strict=True)) < _SAME:
                continue
            before = rows_rectangle(put.settings, *put.rows, put.centre)
            after = rows_rectangle(put.settings, *put.rows, centre)
            if before is not None and after is not None:
                put.area.map.add(before, {name: -n for name, n in put.electrons.items()})
                put.area.map.add(after, put.electrons)

    def _bands(self, frame: Frame, first: int, last: int) -> list[tuple[int, int]]:
        """Cut rows where the specimen drifts by more than an eighth of an Ångström in them."""
        speed = max(abs(v) for v in self._drift().velocity)
        seconds = _time(frame, last, last) - _time(frame, first, first)
        count = max(1, min(_BANDS, last - first, round(speed * seconds * 8)))
        edges = [first + (last - first) * n // count for n in range(count + 1)]
        return [(a, b) for a, b in itertools.pairwise(edges) if b > a]

    def _book_guess(self, settings: ScanSettings, first: int, last: int, time: float) -> None:
        cost = row_cost(settings, last - first)
        if not cost.known:
            self.area.unknown += 1
            return
        self.area.trust(Source.ESTIMATED)
        place = self.last_place
        purpose = self._purpose(place).word
        self.area.electrons[purpose] += cost.pixels
        self.area.electrons["flyback"] += cost.flyback
        parts = {purpose: cost.pixels, "flyback": cost.flyback}
        self._put((first, last), settings, place, parts, time)

    def _drift(self) -> DriftNow:
        now = self.follower.now if self.follower is not None else DriftNow()
        return now if now.area == self.area.number else DriftNow()

    def _centre(
        self, place: Place, settings: ScanSettings | None, time: float | None
    ) -> tuple[float, float]:
        """Return where a frame's centre is on the specimen (y, x) [Å]."""
        drift = self._drift()
        moved = drift.position if time is None else drift.at(time)
        if settings is not None:
            moved = in_specimen(moved, settings)
        shift = _shift(place)
        return shift[0] - moved[0], shift[1] - moved[1]

    def publish(self) -> None:
        """Show the books as they are now."""
        tracking = Tracking.NONE
        if self.follower is not None and self._drift().time is not None:
            tracking = Tracking.DRIFT if self._drift().tracked else Tracking.LOST
        last = None
        if self._last is not None:
            settings = self._last.frame.settings
            centre = self._centre(self._last.frame.place, settings, None)
            last = rows_rectangle(settings, 0, settings.rows, centre)
        self.state = view_of(self.areas, last, tracking)


def _shift(place: Place) -> tuple[float, float]:
    """Stated shift of the view (y, x) [Å]; none is taken as no shift."""
    return (place.shift_y.value or 0.0) / ANGSTROM, (place.shift_x.value or 0.0) / ANGSTROM


def _time(frame: Frame, first: int, last: int) -> float:
    """Middle of some rows of a frame by the feed's clock [s]."""
    settings = frame.settings
    row = (settings.dwell.value or 0.0) * settings.columns + (settings.flyback.value or 0.0)
    return frame.acquired_utc_ns / 1e9 + (first + last) / 2 * row
