"""The drift: its vector and rate, averaging that follows it, and the scan that does."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from stemviewer.feeds.base import Control
from stemviewer.live.state import LiveStatus
from stemviewer.measuring.rate import DriftRate, drift_rate
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.scalebar import round_125
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.average_row import AverageRow
from stemviewer.ui.live.tick import Tick
from stemviewer.ui.measure.plot_view import Curve, PlotView
from stemviewer.ui.measure.words import plain, with_error
from stemviewer.ui.skin import ink
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

EMPTY = mark("The drift is followed from the raw frames; it needs some of them and the pixel size.")
PATIENCE = 25
"""Times that a state other than the one asked for is waited out (five a second)."""

CORRECT_TIP = mark(
    "Shift the scan after the specimen, so that the view stays. The view moves when it is off by "
    "1.5 % of its side; every shift is written into the session."
)


class DriftArrow(QWidget):
    """The velocity as an arrow in a circle of a round speed."""

    def __init__(self) -> None:
        super().__init__()
        self._rate: DriftRate | None = None
        self.setFixedSize(112, 112)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a square."""
        return QSize(112, 112)

    def show_rate(self, rate: DriftRate | None) -> None:
        """Show a velocity; ``None`` when it is unknown."""
        self._rate = rate
        told = (
            tr("unknown")
            if rate is None
            else tr("{0} Å/s at {1:.0f}°", plain(rate.speed), rate.direction)
        )
        self.setAccessibleName(tr("Drift: {0}", told))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint circle, error and arrow."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(4, 4, -4, -16)
        middle, radius = box.center(), box.height() / 2
        painter.setPen(QPen(ink(c.LINE_STRONG), 1.0))
        painter.setBrush(ink(c.FIELD))
        painter.drawEllipse(middle, radius, radius)
        painter.setFont(fonts.sans(fonts.SMALL_PX))
        painter.setPen(ink(c.SECONDARY))
        foot = QRectF(0, box.bottom() + 1, self.width(), 14)
        rate = self._rate
        if rate is None:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr("unknown"))
            painter.end()
            return
        full = 5.0 * round_125(max(rate.speed, rate.error, 1e-3) / 2.0)
        painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter, tr("circle: {0} Å/s", plain(full, 2)))
        tip = middle + QPointF(rate.right, rate.down) * (radius / full)
        painter.setPen(Qt.PenStyle.NoPen)
        blur = QColor(ink(c.CAUTION))
        blur.setAlpha(60)
        painter.setBrush(blur)
        spread = rate.error * radius / full
        painter.drawEllipse(tip, spread, spread)
        painter.setPen(QPen(ink(c.CAUTION), 2.0))
        painter.drawLine(middle, tip)
        turn = math.atan2(tip.y() - middle.y(), tip.x() - middle.x())
        for side in (-1, 1):
            barb = turn + math.pi + side * 0.5
            painter.drawLine(QLineF(tip, tip + QPointF(math.cos(barb), math.sin(barb)) * 8))
        painter.end()


class DriftPage(QWidget):
    """What is known of the drift, and what is done about it.

    Signals
    -------
    averaging_chosen(int)
        Frames to average, drift-aligned; 0 for none.
    correction_chosen(bool)
        Whether the scan is to be shifted after the drift.
    """

    averaging_chosen = Signal(int)
    correction_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.arrow = DriftArrow()
        self.speed, self.total, self.state = label(bold=True), label(), label("", c.SECONDARY)
        for words in (self.speed, self.total, self.state):
            words.setWordWrap(True)
        self.path = PlotView(tr("Drift"), tr(EMPTY))
        self.average = AverageRow()
        self.correct = Tick(tr("Keep the view on the specimen"))
        self.correct.setToolTip(tr(CORRECT_TIP))
        self.note = label("", c.SECONDARY)
        self.note.setWordWrap(True)
        texts = QVBoxLayout()
        for words in (self.speed, self.total, self.state):
            texts.addWidget(words)
        texts.addStretch(1)
        head = QHBoxLayout()
        head.addWidget(self.arrow)
        head.addLayout(texts, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GRID)
        rows.addLayout(head)
        rows.addWidget(self.path, 1)
        rows.addWidget(self.average)
        rows.addWidget(self.correct)
        rows.addWidget(self.note)
        self.average.changed.connect(lambda: self.averaging_chosen.emit(self.average.value))
        self.correct.toggled.connect(self.correction_chosen)
        self._waited = 0
        self.update_status(None)

    def update_status(self, status: LiveStatus | None) -> None:
        """Show the drift as of now."""
        past = () if status is None else status.drift.past
        rate = drift_rate(past) if past else None
        self.arrow.show_rate(rate)
        self.speed.setText(_speed(rate))
        self.total.setText(_total(status))
        self.state.setText(_state(status, rate))
        self._show_path(past)
        self._show_switches(status)

    def _show_path(self, past: tuple[tuple[float, float, float], ...]) -> None:
        if len(past) < 2:
            self.path.show_curves(())
            return
        times, down, right = np.array(past).T
        ago = times - times[-1]
        curves = [Curve("down", ago, down, c.TEXT), Curve("right", ago, right, c.CAUTION)]
        self.path.show_curves(
            curves, tr("before now [s]"), tr("drift [Å]: down, and right in amber")
        )

    def _show_switches(self, status: LiveStatus | None) -> None:
        frames = 0 if status is None else status.chain.average
        if frames != self.average.value:
            self.average.show_value(frames)
        controls = {} if status is None or status.instrument is None else status.instrument.controls
        able = Control.SHIFT_Y in controls and Control.SHIFT_X in controls
        on = status is not None and status.correction.on
        if self.correct.isEnabled() != able:
            self.correct.setEnabled(able)
        self.note.setText(_note(status, able))
        if self.correct.isChecked() == on:
            self._waited = 0
        elif self._settled():
            with QSignalBlocker(self.correct):
                self.correct.setChecked(on)
            self.correct.update()

    def _settled(self) -> bool:
        """Whether to believe the state: the feed thread obeys only at the end of a frame."""
        self._waited = (self._waited + 1) % PATIENCE
        return self._waited == 0 or not self.correct.isEnabled()


def _speed(rate: DriftRate | None) -> str:
    if rate is None:
        return tr("Rate unknown")
    return tr("{0} Å/s at {1:.0f}°", with_error(rate.speed, rate.error), rate.direction)


def _total(status: LiveStatus | None) -> str:
    if status is None or status.drift.time is None:
        return ""
    down, right = status.drift.position
    gone = math.hypot(down, right)
    shown = f"{plain(gone / 10)} nm" if gone >= 10 else f"{plain(gone)} Å"
    return tr("{0} since this area was reached", shown)


def _state(status: LiveStatus | None, rate: DriftRate | None) -> str:
    if status is None:
        return tr("No source is connected.")
    settings = status.settings
    if settings is not None and settings.pixel_size.value is None:
        return tr("The pixel size is unknown.")
    if status.drift.time is None:
        return tr("No frame was followed yet.")
    if not status.drift.tracked:
        return tr("▲ The last frame could not be placed.")
    return tr("● followed") if rate is not None else tr("● followed; a rate needs four frames")


def _note(status: LiveStatus | None, able: bool) -> str:
    if status is None:
        return ""
    if not able:
        return tr("This feed cannot shift its scan.")
    state = status.correction
    if not state.on:
        return ""
    if state.why_not:
        return tr("▲ The view is not kept now: {0}.", state.why_not)
    if state.shift is None:
        return tr("● The view is kept; it has not had to move yet.")
    y, x = (plain(value * 1e9) for value in state.shift)
    return tr(
        "● The view is kept; moved {0} ×, shift now {1}, {2} nm (down, right).", state.moves, y, x
    )
