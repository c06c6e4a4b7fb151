"""The simulated microscope in real time: a frame source that obeys every control."""

from __future__ import annotations

import math
import threading
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.place import Place
from stemviewer.feeds.accounting import ServedAccount
from stemviewer.feeds.base import (
    Acknowledgement,
    Channel,
    Command,
    Exposed,
    FrameBegin,
    FrameChange,
    FrameEnd,
    Instrument,
    Origin,
    RowBlock,
    ScanState,
    SourceItem,
)
from stemviewer.feeds.clock import Clock, SystemClock
from stemviewer.feeds.simulator_account import parked, served_account
from stemviewer.feeds.simulator_options import (
    SimulatorOptions,
    make_microscope,
)
from stemviewer.feeds.simulator_orders import CONTROLS, SimulatorOrders

if TYPE_CHECKING:
    pass

BLOCK_S = 0.03
"""Rows are sent about this often [s]."""

_BLOCK_PIXELS = 2**19
_PARK_S = 0.5


class SimulatorSource:
    """A simulated microscope that scans in real time.

    Dwell, current, size and field of view are in force from the next frame on. Stopping at
    once, blanking, unblanking and moving to a new area end the running frame, incomplete,
    with the rows scanned until then, so that the settings of a frame hold for all its rows.

    While blanked the scan goes on, as on real instruments: frames hold what the detectors
    give without a beam (a counting one zeros; an analogue one its offset and readout noise),
    their beam current is zero, and the specimen gets no dose. While stopped with the beam on,
    the probe is parked on the first pixel of the view, and that dose is booked.

    Parameters
    ----------
    options : SimulatorOptions
        Start values.
    clock : Clock, optional
        The computer's clock by default.

    Raises
    ------
    SettingsError
        If an option is not possible.

    Attributes
    ----------
    microscope : Microscope
        With its account of electrons. Not to be used while another thread runs ``items``.
    """

    def __init__(self, options: SimulatorOptions | None = None, clock: Clock | None = None) -> None:
        chosen = SimulatorOptions() if options is None else options
        self.microscope = make_microscope(chosen)
        self._clock = SystemClock() if clock is None else clock
        self._least_period = 1.0 / chosen.max_fps
        self._instrument = Instrument(
            "Simulator",
            Origin.SIMULATOR,
            tuple(Channel(c.name, c.dtype, c.calibration) for c in self.microscope.channels),
            CONTROLS,
            self.microscope.traits.summary,
        )
        self._changed = threading.Condition()
        # what commands change, all under the condition; the scan takes it over between frames
        self._orders = SimulatorOrders(self.microscope.setup)
        self._closed = False
        self._at_once = chosen.current_at_once
        # the account is asked for by another thread than the one that scans
        self._using = threading.Lock()

    @property
    def instrument(self) -> Instrument:
        """Description sent in the hello."""
        return self._instrument

    @property
    def settings(self) -> ScanSettings:
        """Set values, in force from the next frame on; the current also while blanked."""
        with self._changed:
            return self._orders.wanted.scanned().settings()

    @property
    def state(self) -> ScanState:
        """Scan state in force."""
        with self._changed:
            return self._orders.state

    def close(self) -> None:
        """Make ``items`` end soon; thread-safe, idempotent."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def apply(self, command: Command) -> Acknowledgement:
        """Carry out a command; thread-safe; refuses values out of range."""
        with self._changed:
            applied, reason = None, ""
            try:
                applied = self._orders.change(command.control, command.value)
            except SettingsError as error:
                reason = str(error)
            self._changed.notify_all()
            return Acknowledgement(
                command.id,
                not reason,
                applied,
                self._orders.wanted.scanned().settings(),
                self._orders.state,
                reason,
            )

    def account(self, area: int, cell: float) -> ServedAccount:
        """Return the microscope's own account; thread-safe. See ``AccountingSource``."""
        with self._using:
            return served_account(self.microscope.account(), area, cell)

    def items(self) -> Iterator[SourceItem]:
        """Yield the scan as it happens, until closed."""
        ready = self._clock.now()
        while (yield from self._rest_until(ready)):
            with self._using:
                number = self.microscope.begin_frame()
            begun = self._clock.now()
            settings = self.microscope.frame_settings
            yield FrameBegin(number, settings, self._clock.utc_ns(), self._place())
            row = 0
            for first, last in self._paced_rows(begun):
                yield from self._change_current(number, first)
                with self._using:
                    rows = self.microscope.scan_rows(first, last)
                yield from (RowBlock(number, name, first, data) for name, data in rows.items())
                row = last
            complete = row == settings.rows
            yield FrameEnd(number, complete)
            ready = begun + self._least_period
            if complete:
                ready = begun + self._pass_gap()

    def _place(self) -> Place:
        return self.microscope.running.place(self.microscope.area + 1)

    def _change_current(self, number: int, row: int) -> Iterator[FrameChange]:
        """Take a new beam current over within the frame, if it acts at once."""
        with self._changed:
            wanted = self._orders.wanted.beam_current
        if not self._at_once or row == 0 or wanted == self.microscope.running.beam_current:
            return
        self.microscope.change_current(wanted)
        yield FrameChange(number, row, self.microscope.frame_settings)

    def _pass_gap(self) -> float:
        """Let the gap after a frame pass in the simulation; return the frame's period [s]."""
        frame_time = self.microscope.setup.frame_time
        period = max(frame_time, self._least_period)
        # a fixed gap, not a measured one: what is seen must not depend on the machine
        if period > frame_time:
            with self._using:
                self.microscope.idle(period - frame_time, beam_on=False)
        return period

    def _rest_until(self, ready: float) -> Generator[Exposed, None, bool]:
        """Wait while stopped, and until ``ready``; carry out orders. False when closed.

        Yields what a parked probe did to the specimen.
        """
        while True:
            with self._changed:
                if self._closed:
                    return False
                self._carry_out()
                now = self._clock.now()
                if self._orders.state.scanning:
                    if self._orders.waits():
                        self._clock.wait(self._changed, None)
                        continue
                    if now >= ready:
                        self._orders.begun += 1
                        return True
                    self._clock.wait(self._changed, ready - now)
                    continue
                # a parked probe is booked twice a second, so that the account keeps up
                self._clock.wait(self._changed, None if self._orders.state.blanked else _PARK_S)
            yield from self._park(self._clock.now() - now)

    def _park(self, seconds: float) -> Iterator[Exposed]:
        with self._using:
            self.microscope.idle(seconds)
        if not self.microscope.blanked and seconds > 0.0:
            yield parked(self.microscope.setup, self.microscope.area, seconds)

    def _carry_out(self) -> None:
        self._orders.interrupted = False
        with self._using:
            self.microscope.setup = self._orders.wanted.scanned()
            self.microscope.blanked = self._orders.state.blanked
            while self._orders.areas_wanted:
                self._orders.areas_wanted -= 1
                self.microscope.new_area()

    def _paced_rows(self, begun: float) -> Iterator[tuple[int, int]]:
        """Yield blocks of rows (first, last) when their time has come; ends when interrupted."""
        setup = self.microscope.setup
        block = min(round(BLOCK_S / setup.row_time), _BLOCK_PIXELS // setup.columns, setup.rows)
        first = 0
        while first < setup.rows:
            last = min(first + max(1, block), setup.rows)
            going = self._await(begun + last * setup.row_time)
            if not going:
                scanned = math.floor((self._clock.now() - begun) / setup.row_time)
                last = max(first, min(last, scanned))
            if last > first:
                yield first, last
            if not going:
                return
            first = last

    def _await(self, due: float) -> bool:
        """Wait until ``due``; False as soon as the frame is to end."""
        with self._changed:
            while not (self._orders.interrupted or self._closed):
                remaining = due - self._clock.now()
                if remaining <= 0.0:
                    return True
                self._clock.wait(self._changed, remaining)
        return False
