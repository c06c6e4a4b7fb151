"""The dose desk of the live path: ledger, drift, parked probe and budget in one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from stemviewer.core.dose import FrameDose
from stemviewer.core.errors import StemviewerError
from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.core.place import Purpose
from stemviewer.core.quantity import Source, set_to
from stemviewer.feeds.base import Connected, Control, Exposed, Instrument, Origin, Range, ScanState
from stemviewer.live.dose.budget import Budget
from stemviewer.live.dose.calibrating import Calibrator
from stemviewer.live.dose.calibration_store import CalibrationKeeper
from stemviewer.live.dose.dose_map import Patch
from stemviewer.live.dose.following import DriftFollower
from stemviewer.live.dose.guard import BudgetGuard
from stemviewer.live.dose.ledger import DoseLedger
from stemviewer.live.dose.ledger_keeper import LedgerKeeper
from stemviewer.live.dose.map_log import Log, MapLog
from stemviewer.live.dose.parking import Parking
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.state import Severity

MAP_S = 0.5
"""The map is copied for the window at most this often [s]."""

_NO_CONTROLS: Mapping[Control, Range] = {}

T = TypeVar("T")


class DoseDesk:
    """Books what happens, and keeps the books over restarts.

    Used by the feed thread; what is not may be called or read by any, as stated below.

    Parameters
    ----------
    order : callable
        Sends a control and its value to the instrument.
    log : callable
        Writes an event into the session: kind, text and data.
    notices : NoticeBoard
        For the operator.
    keep_in : Path or None
        File of the ledger; ``None`` keeps nothing.
    """

    def __init__(
        self,
        order: Callable[[Control, float], object],
        log: Log,
        notices: NoticeBoard,
        keep_in: Path | None,
    ) -> None:
        self.follower = DriftFollower()
        self.ledger = DoseLedger(self.follower)
        self.guard = BudgetGuard(order, self._warn)
        self._calibrations = CalibrationKeeper(keep_in, notices)
        self.calibrator = Calibrator(
            order, self.ask, lambda kind, text: log(kind, text, {}), self._calibrations.keep
        )
        self._parking = Parking()
        self._log: Callable[[str, str], None] = lambda kind, text: log(kind, text, {})
        self.map_log = MapLog(log)
        self._notices, self._keeper = notices, LedgerKeeper(keep_in, notices)
        self._asked: deque[Callable[[], None]] = deque()
        self._instrument: Instrument | None = None
        self._told = self._linked = self._calibrated = False
        self._copied = 0.0
        self.map: tuple[Patch, ...] = ()
        """Copies of the present area's map, at most half a second old."""

    # -- any thread ---------------------------------------------------------------------

    def ask(self, change: Callable[[], None]) -> None:
        """Have something done by the feed thread at its next turn."""
        self._asked.append(change)

    def set_budget(self, budget: Budget) -> None:
        """Put a budget in force."""

        def act() -> None:
            self.guard.set_budget(budget)
            limit = "no limit" if budget.limit is None else f"{budget.limit:.6g} e/Å²"
            origin = f" ({budget.origin})" if budget.origin else ""
            self._log("budget", f"{limit}{origin}, {budget.action.words.lower()}")

        self.ask(act)

    def override(self, reason: str) -> None:
        """Go on beyond the budget until the next area, for a reason that is logged."""

        def act() -> None:
            self.guard.override(reason)
            self._log("budget", f"override: {self.guard.state.override}")

        self.ask(act)

    def set_purpose(self, purpose: Purpose) -> None:
        """Say what the next frames are for, where the feed does not."""

        def act() -> None:
            self.ledger.purpose = purpose

        self.ask(act)

    # -- the feed thread ----------------------------------------------------------------

    def turn(self, now: float, scan: ScanState, settings: ScanSettings | None) -> None:
        """Do what was asked for, book a parked probe, keep the books; called all the time."""
        while self._asked:
            try:
                self._asked.popleft()()
            except StemviewerError as error:
                self._notices.error(error, Severity.WARNING)
        origin = self._instrument.origin if self._instrument is not None else Origin.FILE
        parked = self._parking.tick(
            now, scan, settings, origin, told=self._told, linked=self._linked
        )
        if parked is not None:
            self.ledger.book_parked(parked, Source.ESTIMATED)
            self._keeper.changed()
        if now - self._copied > MAP_S:
            self._copied = now
            self.map = self.ledger.area.map.copies()
            self.map_log.tick(now, self.ledger.area.number, self.map)
        self._watch(now, scan, settings)
        self._keeper.save(self.ledger, self._name, now)

    def connected(self, event: Connected) -> None:
        """Take over a link; a ledger of the same run is gone on with."""
        self._instrument = event.instrument
        self._told, self._linked = event.tells_exposures, True
        self.guard.gate.connected(usable=Control.LAST_FRAME in event.instrument.controls)
        self.ledger = self._keeper.resume(event, self.follower) or self.ledger
        if not self._calibrated:
            self._calibrated = True
            self.calibrator.resume(self._calibrations.of(event.instrument.name))
        self.ledger.new_feed(event.run)

    def disconnected(self) -> None:
        """Note that the link is down: of a parked probe nothing is known now."""
        self._linked = False

    def book(self, frame: Frame) -> FrameDose:
        """Book a frame that ended, and the ones before it that never came."""
        self.guard.period.take(frame)
        unseen = self.ledger.unseen_before(frame.number)
        if unseen:
            self._book_lost(unseen, frame.acquired_utc_ns / 1e9)
        dose = self._following(lambda: self.ledger.book(frame))
        for row, settings in frame.changes:
            current = settings.beam_current.value
            shown = "unknown" if current is None else f"{current * 1e12:.4g} pA"
            self._log("control", f"frame {frame.number}, from row {row}: {shown}")
        self._keeper.changed()
        return dose

    def broken_off(self) -> None:
        """Book the rest of the last frame, which a broken link kept: it was scanned."""
        self.ledger.book_rest()
        self._keeper.changed()

    def exposed(self, event: Exposed) -> None:
        """Book a parked probe that the feed tells of."""
        self._following(lambda: self.ledger.book_parked(event))
        self._keeper.changed()

    def new_area(self) -> None:
        """Count from zero at a fresh place."""
        before = self.ledger.area.number
        self.log_books()
        self.ledger.new_area()
        if self.ledger.area.number != before:
            self._area_begun()

    def log_books(self) -> None:
        """Write the sums and the map of the present area into the session."""
        self._log("dose", self.ledger.state.summary())
        self.map_log.write(self.ledger.area.number, self.ledger.area.map.patches)

    def close(self, now: float) -> None:
        """Keep the books at the end."""
        self.calibrator.close()
        self.log_books()
        self._keeper.save(self.ledger, self._name, now, at_once=True)

    # -- within -------------------------------------------------------------------------

    @property
    def _name(self) -> str | None:
        return None if self._instrument is None else self._instrument.name

    def _watch(self, now: float, scan: ScanState, settings: ScanSettings | None) -> None:
        controls = self._instrument.controls if self._instrument is not None else _NO_CONTROLS
        books = self.ledger
        used = books.state.here
        self.guard.watch(used, settings, scan, controls, now)
        if not self._linked:
            return
        nothing = not books.area.frames and not books.area.unknown
        left = self.guard.frames_left(set_to(0.0) if nothing else used, settings)
        missing = self.guard.gate.keep(left, books.last_number, now, dark=scan.blanked)
        if missing and books.last_number is not None:
            self.lost(books.last_number + missing)

    def lost(self, last: int) -> None:
        """Book the frames up to number ``last`` that will not come: they were scanned."""
        books = self.ledger
        count = books.unseen_before(last + 1)
        if count:
            self._book_lost(count, books.last_time or 0.0)
            books.last_number = last

    def _book_lost(self, count: int, until: float) -> None:
        self.ledger.book_unseen(count, until)
        self._log("dose", f"{count} frames that never arrived booked as scanned (estimated)")

    def _following(self, booking: Callable[[], T]) -> T:
        """Book something; where it is the first of a fresh place, its budget begins with it."""
        books, area, stated = self.ledger, self.ledger.area.number, self.ledger.feed_area
        done = booking()
        if books.area.number != area:
            self.map_log.write(area, books.areas[-2].map.patches)
            self._area_begun()
        elif books.feed_area != stated and self.guard.fresh:
            self.guard.new_area()  # the place before had nothing in its books
        return done

    def _area_begun(self) -> None:
        self.guard.new_area()
        self._log("area", f"Area {self.ledger.area.number}: its dose counts from zero.")

    def _warn(self, what: str, meaning: str, action: str) -> None:
        self._notices.post(Severity.WARNING, what, meaning, action)
