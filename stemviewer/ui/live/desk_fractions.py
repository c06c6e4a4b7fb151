"""The page of the dose desk that records one picture as several fast frames."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from stemviewer.core.errors import SettingsError
from stemviewer.denoise.accumulate.limits import MOST_FRAMES
from stemviewer.live.fractions.plan import FEWEST, plan_fractions
from stemviewer.live.fractions.state import FractionPhase, FractionState
from stemviewer.live.fractions.summing import NOTICEABLE
from stemviewer.live.state import LiveStatus
from stemviewer.ui import colours as c
from stemviewer.ui.language.told import told
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.curve_view import CurvePoint, CurveView
from stemviewer.ui.live.format import DWELL, number, quantity
from stemviewer.ui.live.parameters import WholeBox
from stemviewer.ui.text import E_PER_A2
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

USUAL = 8


class FractionsPage(QWidget):
    """Number of frames, what that means, progress, and how the lattice faded.

    Signals
    -------
    start_requested(int)
        Record in so many frames.
    choice_requested(int)
        Sum and store the first so many.
    """

    start_requested = Signal(int)
    choice_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count, self.first = WholeBox(), WholeBox()
        for box, name in (
            (self.count, tr("Number of fractions")),
            (self.first, tr("Fractions to sum")),
        ):
            box.setAccessibleName(name)
            box.setRange(FEWEST, MOST_FRAMES)
            box.setValue(USUAL)
            box.setSuffix(tr(" frames"))
        self.start = QPushButton(tr("Record in fractions"))
        self.store = QPushButton(tr("Store this sum"))
        for button in (self.start, self.store):
            button.setEnabled(False)  # until a state says that there is something to do
        self.plan, self.progress = label(colour=c.SECONDARY), label()
        for text in (self.plan, self.progress):
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
        self.fading = CurveView(
            tr("dose in this recording [{0}]", E_PER_A2),
            tr("lattice contrast"),
            empty=tr("The fading shows here after the recording"),
        )
        self._known = FractionState()
        self._lay_out()
        self.start.clicked.connect(lambda: self.start_requested.emit(self.count.value()))
        self.store.clicked.connect(lambda: self.choice_requested.emit(self.first.value()))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(GRID)
        intro = label(tr("In place of one slow frame, fast frames of the same total dose:"))
        intro.setWordWrap(True)
        column.addWidget(intro)
        column.addLayout(_row(self.count, self.start))
        column.addWidget(self.plan)
        column.addWidget(self.progress)
        column.addWidget(self.fading, 1)
        column.addWidget(label(tr("Sum the first"), c.SECONDARY))
        column.addLayout(_row(self.first, self.store))

    def show_state(self, status: LiveStatus) -> None:
        """Show the plan for the present settings, and the state of a recording."""
        state = status.fractions
        refused = self._show_plan(status)
        self.start.setEnabled(not refused and not state.busy)
        self.progress.setText(_progress(state))
        over = state.phase is FractionPhase.DONE
        self.first.setEnabled(over)
        self.store.setEnabled(over)
        if over and self._known.phase is not FractionPhase.DONE:
            self.first.setMaximum(max(FEWEST, state.done))
            self.first.setValue(max(FEWEST, state.suggested))
        self._known = state
        points = [
            CurvePoint(float(n) if p.dose is None else p.dose, p.value, p.error)
            for n, p in enumerate(state.fading, start=1)
        ]
        self.fading.show_points(points, NOTICEABLE if points else None)

    def _show_plan(self, status: LiveStatus) -> bool:
        """Say what the present frame would become; return whether that is refused."""
        if status.fractions.busy:
            return True
        if status.settings is None or status.instrument is None:
            self.plan.setText(tr("No source is connected."))
            return True
        try:
            plan = plan_fractions(status.settings, self.count.value(), status.instrument.controls)
        except SettingsError as error:
            self.plan.setText(f"{told(error.what)} {told(error.action)}")
            return True
        slow, dose = quantity(plan.slow_dose), quantity(plan.dose)
        text = tr(
            "{0} frames of {1} dwell: {2} {3} in all, as one frame of {4} ({5} {6}).",
            plan.count,
            DWELL.show(plan.dwell),
            dose,
            E_PER_A2,
            DWELL.show(plan.slow.dwell.value or 0.0),
            slow,
            E_PER_A2,
        )
        if not status.recording.active:
            text += tr(" Press Record first: fractions are kept as raw frames of a session.")
        self.plan.setText(text)
        return not status.recording.active


def _row(box: QWidget, button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(box)
    row.addWidget(button)
    row.addStretch(1)
    return row


def _progress(state: FractionState) -> str:
    if state.phase is FractionPhase.IDLE or state.plan is None:
        return ""
    spent = "" if state.dose is None else f", {number(state.dose)} {E_PER_A2}"
    if state.phase is FractionPhase.DONE:
        told = tr("{0} The sum of {1} is stored{2}.", state.message, state.included, spent)
        if state.fading and state.suggested < state.done:
            told += tr(
                " The lattice fades: the first {0} keep most of its contrast.", state.suggested
            )
        return told
    if state.phase is FractionPhase.FAILED:
        return f"▲ {state.message}"
    return tr(
        "{0}: {1} of {2}{3}.", state.phase.value.capitalize(), state.done, state.plan.count, spent
    )
