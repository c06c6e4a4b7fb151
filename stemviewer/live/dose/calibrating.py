"""The guided calibration: beam off, then frame pairs, then a result to accept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import Frame
from stemviewer.core.quantity import Source
from stemviewer.core.worker import Worker
from stemviewer.feeds.base import Control
from stemviewer.live.dose.calibrate import Calibration, calibrate
from stemviewer.live.dose.calibration_state import (
    CalibrationState,
    CalibrationStep,
    Phase,
    typed_calibration,
)

PAIRS, DARK = 20, 8
"""Frame pairs, and frames with the beam off, of a guided measurement."""

MOST_SIDE = 512
"""The middle of larger frames is enough."""

JOIN_S = 30.0

Image = npt.NDArray[Any]


class Calibrator:
    """Collects frames, has them judged in a thread of its own, and keeps what was accepted.

    Used by the feed thread; ``state`` is immutable and may be read by any.

    Parameters
    ----------
    order : callable
        Sends a control and its value to the instrument.
    ask : callable
        Has something done by the feed thread at its next turn; may be called by any thread.
    log : callable
        Writes an event into the session: kind and text.
    keep : callable, optional
        Keeps what is in force, by channel, over restarts of the program.
    """

    def __init__(
        self,
        order: Callable[[Control, float], object],
        ask: Callable[[Callable[[], None]], None],
        log: Callable[[str, str], None],
        keep: Callable[[dict[str, Calibration]], None] | None = None,
    ) -> None:
        self._order, self._ask, self._log = order, ask, log
        self._keep = keep
        self._kept: dict[str, Calibration] = {}
        self._dark: list[Image] = []
        self._lit: list[Image] = []
        self._first: Frame | None = None
        self._source = Source.MEASURED
        self._worker: Worker | None = None
        self._turn = 0
        self.state = CalibrationState()

    def step(self, step: CalibrationStep, channel: str, *, can_blank: bool) -> None:
        """Do what the operator asked for, about a channel."""
        if step in (CalibrationStep.MEASURE, CalibrationStep.ESTIMATE):
            self._begin(step, channel, can_blank=can_blank)
        elif step is CalibrationStep.ACCEPT and self.state.found is not None:
            self.keep(self.state.channel, self.state.found)
        elif step is CalibrationStep.CANCEL:
            self._stop()
        elif step is CalibrationStep.FORGET:
            self._kept.pop(channel, None)
            self._changed()
            self._log("calibration", f"{channel}: the instrument's own values")
            self._stop()

    def type_in(self, channel: str, gain: float, offset: float) -> None:
        """Put typed values in force [units/electron], [units]."""
        self.keep(channel, typed_calibration(gain, offset, time.time_ns()))

    def keep(self, channel: str, found: Calibration) -> None:
        """Put a calibration in force for the frames to come."""
        self._kept[channel] = found
        self._changed()
        self._log("calibration", f"{channel}: {_words(found)}")
        self._turn += 1
        self.state = CalibrationState(channel=channel, in_force=found)

    def resume(self, kept: dict[str, Calibration]) -> None:
        """Put in force what was kept when the program ended, and log it with its age."""
        self._kept.update(kept)
        for channel, found in kept.items():
            age = max(0.0, time.time() - found.utc_ns / 1e9) / 3600.0
            self._log("calibration", f"{channel}: {_words(found)}; kept, {age:.1f} h old")
        channel = self.state.channel
        self.state = replace(self.state, in_force=self._kept.get(channel))

    def applied(self, frame: Frame) -> Frame:
        """Return a frame with the calibration in force here, if there is one."""
        kept = self._kept.get(frame.channel)
        return frame if kept is None else replace(frame, calibration=kept.calibration)

    def show(self, channel: str) -> None:
        """Let the state be about the channel that is looked at, while nothing is measured."""
        if self.state.phase is Phase.IDLE and self.state.channel != channel:
            self.state = CalibrationState(channel=channel, in_force=self._kept.get(channel))

    def take(self, frame: Frame) -> None:
        """Look at a frame that ended."""
        state = self.state
        collects = state.phase in (Phase.DARK, Phase.PAIRS)
        if not collects or frame.channel != state.channel or not frame.complete:
            return
        dark = frame.settings.beam_current.value == 0.0
        if state.phase is Phase.DARK and dark:
            self._dark.append(_middle(frame))
            if len(self._dark) >= DARK:
                self._order(Control.BLANK, 0.0)
                self.state = replace(state, phase=Phase.PAIRS, done=0, wanted=2 * PAIRS)
            else:
                self.state = replace(state, done=len(self._dark))
        elif state.phase is Phase.PAIRS and not dark:
            self._pair(frame)

    def close(self) -> None:
        """Wait for the thread at the end."""
        if self._worker is not None:
            self._worker.join(JOIN_S)

    # -- within -------------------------------------------------------------------------

    def _begin(self, step: CalibrationStep, channel: str, *, can_blank: bool) -> None:
        self._stop()
        guided = step is CalibrationStep.MEASURE
        if guided and not can_blank:
            self._failed("This feed cannot blank the beam: estimate from running frames.")
            return
        self._source = Source.MEASURED if guided else Source.ESTIMATED
        phase, wanted = (Phase.DARK, DARK) if guided else (Phase.PAIRS, 2 * PAIRS)
        in_force = self._kept.get(channel)
        self.state = CalibrationState(phase, channel, 0, wanted, in_force=in_force)
        if guided:
            self._order(Control.BLANK, 1.0)

    def _stop(self) -> None:
        self._dark, self._lit, self._first = [], [], None
        self._turn += 1
        channel = self.state.channel
        self.state = CalibrationState(channel=channel, in_force=self._kept.get(channel))

    def _pair(self, frame: Frame) -> None:
        first, self._first = self._first, frame
        if first is not None and first.settings != frame.settings:
            self._lit.clear()  # another view: what was collected is of no use with it
        elif first is not None and frame.number == first.number + 1:
            self._lit += [_middle(first), _middle(frame)]
            self._first = None
        self.state = replace(self.state, done=len(self._lit))
        if len(self._lit) >= 2 * PAIRS:
            self._judge()

    def _judge(self) -> None:
        lit, dark, source, turn = self._lit, self._dark, self._source, self._turn
        self._lit, self._dark, self._first = [], [], None

        def work() -> None:
            try:
                found = calibrate(lit, dark, utc_ns=time.time_ns(), source=source)
            except SettingsError as error:
                text = f"{error.what} {error.action}"
                self._ask(lambda: self._failed(text) if turn == self._turn else None)
                return
            self._ask(lambda: self._found(found) if turn == self._turn else None)

        self.state = replace(self.state, phase=Phase.WORKING)
        self.close()
        self._worker = Worker("calibration", work)
        self._worker.start()

    def _found(self, found: Calibration) -> None:
        self.state = replace(self.state, phase=Phase.FOUND, found=found)

    def _changed(self) -> None:
        if self._keep is not None:
            self._keep(dict(self._kept))

    def _failed(self, text: str) -> None:
        self.state = replace(self.state, phase=Phase.FAILED, message=text)


def _words(found: Calibration) -> str:
    values = found.calibration
    return (
        f"gain {values.gain.value:.6g} ± {found.gain_error:.2g} units/electron, "
        f"black level {values.offset.value:.6g} ± {found.offset_error:.2g} units "
        f"({values.source.value}; {found.how})"
    )


def _middle(frame: Frame) -> Image:
    rows, columns = frame.data.shape
    top, left = max(0, rows - MOST_SIDE) // 2, max(0, columns - MOST_SIDE) // 2
    return np.array(frame.data[top : top + MOST_SIDE, left : left + MOST_SIDE])
