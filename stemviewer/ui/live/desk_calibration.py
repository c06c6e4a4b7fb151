"""The calibration page of the dose desk: what is in force, a guided step, typed values."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.feeds.base import Range
from stemviewer.live.dose.calibrate import Calibration
from stemviewer.live.dose.calibration_state import (
    GAINS,
    OFFSETS,
    CalibrationState,
    CalibrationStep,
    Phase,
)
from stemviewer.live.state import LiveStatus
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.budget_bar import duration
from stemviewer.ui.live.format import SAMPLING, UnitFamily, number
from stemviewer.ui.live.value_edit import ValueEdit
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

GAIN = UnitFamily("units/e⁻", 1.0, {"units/e⁻": 1.0, "units/e": 1.0})
UNITS = UnitFamily("units", 1.0, {"units": 1.0})

PROBES = (2e-11, 1e-7)
"""Diameters of a probe that make sense [m]."""

BUSY = (Phase.DARK, Phase.PAIRS, Phase.WORKING)

_HINTS = {
    Phase.IDLE: mark(
        "Measure takes the beam off for a moment, then compares 20 pairs of frames. "
        "Choose a view with bright and dark parts, at several electrons per pixel."
    ),
    Phase.DARK: mark("The beam is off: dark frames are collected."),
    Phase.PAIRS: mark("Frame pairs are collected: leave the settings as they are."),
    Phase.WORKING: mark("Variance against mean is being fitted."),
}


class CalibrationPage(QWidget):
    """Gain and black level of the channel that is shown.

    Signals
    -------
    step_requested(object)
        A ``CalibrationStep``.
    typed(float, float)
        Gain [units/electron] and black level [units], within their limits.
    probe_typed(float)
        Diameter of the probe, full width at half maximum [m].
    """

    step_requested = Signal(object)
    typed = Signal(float, float)
    probe_typed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = DetectorCalibration()
        self.now, self.progress = _wrapped(""), _wrapped(c.SECONDARY)
        self.buttons = {step: QPushButton(tr(text)) for step, text in _BUTTONS.items()}
        self.gain = ValueEdit(tr("Gain"), GAIN)
        self.offset = ValueEdit(tr("Black level"), UNITS)
        self.gain.set_allowed(Range(*GAINS), "")
        self.offset.set_allowed(Range(*OFFSETS), "")
        self.use = QPushButton(tr("Use typed values"))
        self.probe = ValueEdit(tr("Probe size"), SAMPLING)
        self.probe.set_allowed(Range(*PROBES), "")
        self.probe.setToolTip(tr("Full width at half maximum; Enter puts it in force."))
        self.message = _wrapped(c.STOP_TEXT)
        self._lay_out()
        for step, button in self.buttons.items():
            button.clicked.connect(lambda _=False, s=step: self.step_requested.emit(s))
        for edit in (self.gain, self.offset):
            edit.changed.connect(self._changed)
            edit.confirmed.connect(self._use)
        self.probe.changed.connect(self._changed)
        self.probe.confirmed.connect(self._use_probe)
        self.use.clicked.connect(self._use)
        self._changed()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        for row, edit in enumerate((self.gain, self.offset)):
            title = QLabel(edit.label)
            title.setBuddy(edit)
            grid.addWidget(title, row, 0)
            grid.addWidget(edit, row, 1)
        grid.addWidget(self.use, 2, 1, Qt.AlignmentFlag.AlignRight)
        title = QLabel(self.probe.label)
        title.setBuddy(self.probe)
        grid.addWidget(title, 3, 0)
        grid.addWidget(self.probe, 3, 1)
        steps = QHBoxLayout()
        for button in self.buttons.values():
            steps.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(GRID)
        column.addWidget(self.now)
        column.addLayout(steps)
        column.addWidget(self.progress)
        column.addLayout(grid)
        column.addWidget(self.message)
        column.addStretch(1)

    def show_state(self, status: LiveStatus) -> None:
        """Show what is in force, and how far a measurement is."""
        state = status.calibration
        self._now = _values_in_force(status)
        self.gain.set_current(self._now.gain)
        self.offset.set_current(self._now.offset)
        self.now.setText(_in_force(status))
        self.progress.setText(_progress(state))
        busy = state.phase in BUSY
        for step in (CalibrationStep.MEASURE, CalibrationStep.ESTIMATE):
            self.buttons[step].setEnabled(not busy)
        waits = busy or state.phase in (Phase.FOUND, Phase.FAILED)
        self.buttons[CalibrationStep.CANCEL].setEnabled(waits)
        self.buttons[CalibrationStep.ACCEPT].setEnabled(state.phase is Phase.FOUND)
        self.buttons[CalibrationStep.FORGET].setEnabled(state.in_force is not None)

    def _changed(self) -> None:
        self.message.setText(self.gain.error or self.offset.error or self.probe.error)
        typed = self.gain.wanted() is not None or self.offset.wanted() is not None
        wrong = bool(self.gain.error or self.offset.error)
        self.use.setEnabled(typed and not wrong and None not in self._wanted())

    def _wanted(self) -> tuple[float | None, float | None]:
        """Return gain and black level: what was typed, else what is in force."""
        gain, offset = self.gain.wanted(), self.offset.wanted()
        return (
            self._now.gain.value if gain is None else gain,
            self._now.offset.value if offset is None else offset,
        )

    def _use(self) -> None:
        gain, offset = self._wanted()
        if self.use.isEnabled() and gain is not None and offset is not None:
            self.typed.emit(gain, offset)
            self.gain.revert()
            self.offset.revert()

    def _use_probe(self) -> None:
        size = self.probe.wanted()
        if size is not None:
            self.probe_typed.emit(size)


_BUTTONS = {
    CalibrationStep.MEASURE: mark("Measure"),
    CalibrationStep.ESTIMATE: mark("Estimate"),
    CalibrationStep.CANCEL: mark("Cancel"),
    CalibrationStep.ACCEPT: mark("Accept"),
    CalibrationStep.FORGET: mark("Forget"),
}


def _wrapped(colour: str) -> QLabel:
    made = label(colour=colour) if colour else label()
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def _in_force(status: LiveStatus) -> str:
    kept = status.calibration.in_force
    if kept is not None:
        age = duration(max(0.0, time.time() - kept.utc_ns / 1e9))
        how = kept.how[:1].upper() + kept.how[1:]
        return tr("{0}: {1}. {2}. {3} old.", status.channel, _values(kept), how, age)
    own = _values_in_force(status)
    if not own.known:
        return tr(
            "{0}: gain and black level are unknown: only raw units are shown.", status.channel
        )
    return tr("{0}: {1}, as the instrument states.", status.channel, _own(own))


def _values_in_force(status: LiveStatus) -> DetectorCalibration:
    """Return what holds for the channel that is shown: accepted here, else the instrument's."""
    if status.calibration.in_force is not None:
        return status.calibration.in_force.calibration
    channels = status.instrument.channels if status.instrument is not None else ()
    own = (ch.calibration for ch in channels if ch.name == status.channel)
    return next(own, DetectorCalibration())


def _own(own: DetectorCalibration) -> str:
    if own.counting:
        return tr("counting detector, one unit per electron")
    gain, offset = own.gain.value or 0.0, own.offset.value or 0.0
    return tr(
        "{0}, black level {1} ({2})", GAIN.show(gain), UNITS.show(offset), tr(own.source.value)
    )


def _values(found: Calibration) -> str:
    values = found.calibration
    if values.counting:
        return tr("counting detector, one unit per electron (recognised)")
    gain, offset = values.gain.value or 0.0, values.offset.value or 0.0
    return tr(
        "gain {0}{1} units/e⁻, black level {2}{3} units ({4})",
        number(gain, 4),
        _error(found.gain_error),
        number(offset, 5),
        _error(found.offset_error),
        tr(values.source.value),
    )


def _error(error: float) -> str:
    return f" ± {number(error, 2)}" if math.isfinite(error) else ""


def _progress(state: CalibrationState) -> str:
    if state.phase is Phase.FOUND and state.found is not None:
        return tr(
            "Found: {0}. {1}. Accept it to put it in force.", _values(state.found), state.found.how
        )
    if state.phase is Phase.FAILED:
        return state.message
    count = (
        tr(" {0} of {1}.", state.done, state.wanted)
        if state.phase in (Phase.DARK, Phase.PAIRS)
        else ""
    )
    return tr(_HINTS[state.phase]) + count
