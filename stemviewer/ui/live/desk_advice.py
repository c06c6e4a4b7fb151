"""The advice page of the dose desk: what other doses would give, and the damage watch."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from stemviewer.live.advice.state import AdviceState, DamageState
from stemviewer.live.state import LiveStatus
from stemviewer.trust.advice.points import ASKED, Criterion, DosePoint, Wish
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import mark, plural, tr
from stemviewer.ui.live.curve_view import CurvePoint, CurveView
from stemviewer.ui.live.format import number
from stemviewer.ui.live.tick import Tick
from stemviewer.ui.text import E_PER_A2
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label, tint

_CRITERIA = {
    Criterion.EVIDENCE: mark("Better than a plain filter, decided by unseen electrons"),
    Criterion.LOSS: mark("Quality lost, at most"),
    Criterion.COLUMN: mark("Smallest column to decide"),
}
_HEADS = (mark("Dose"), mark("Quality"), mark("Evidence"), mark("Smallest column"))
_MARK = 0.5


class AdvicePage(QWidget):
    """Table and curve for the adviser, a line and a curve for the watch.

    Signals
    -------
    wish_changed(object)
        A ``Wish``, or ``None`` when no advice is wanted.
    """

    wish_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tick = Tick(tr("Judge other doses on the live frames"))
        self.tick.setToolTip(
            tr(
                "Pictures are made from a part of the electrons already counted and judged by the "
                "rest. Costs no dose, and runs beside the view at low duty."
            )
        )
        self.criterion = QComboBox()
        self.criterion.setAccessibleName(tr("Criterion"))
        for item, text in _CRITERIA.items():
            self.criterion.addItem(tr(text), item)
        self.value = QDoubleSpinBox()
        self.value.setAccessibleName(tr("Value of the criterion"))
        self.sentence = label(bold=True)
        self.progress = label(colour=c.SECONDARY)
        self.damage = label()
        for line in (self.sentence, self.progress, self.damage):
            line.setWordWrap(True)
            line.setTextFormat(Qt.TextFormat.PlainText)
        self.quality = CurveView(
            tr("dose over the present one"),
            tr("signal to error [dB]"),
            doublings=True,
            empty=tr("No advice yet"),
        )
        self.fading = CurveView(
            tr("dose here [{0}]", E_PER_A2), tr("lattice contrast"), empty=tr("No lattice followed")
        )
        self._cells = {dose: tuple(label() for _ in _HEADS) for dose in ASKED}
        self._lay_out()
        self.tick.toggled.connect(self._changed)
        self.criterion.currentIndexChanged.connect(self._criterion_changed)
        self.value.valueChanged.connect(self._changed)
        self._criterion_changed()

    def _lay_out(self) -> None:
        choice = QHBoxLayout()
        choice.addWidget(self.criterion, 1)
        choice.addWidget(self.value)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(GRID)
        column.addWidget(self.tick)
        column.addLayout(choice)
        column.addWidget(self.sentence)
        column.addWidget(self.progress)
        column.addLayout(self._table())
        column.addWidget(self.quality, 1)
        column.addWidget(label(tr("Damage watch"), bold=True))
        column.addWidget(self.damage)
        column.addWidget(self.fading, 1)

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(4)
        right = Qt.AlignmentFlag.AlignRight
        for at, head in enumerate(_HEADS):
            grid.addWidget(
                label(tr(head), c.SECONDARY), 0, at, right if at else Qt.AlignmentFlag(0)
            )
        for row, (dose, cells) in enumerate(self._cells.items(), start=1):
            for at, cell in enumerate(cells):
                grid.addWidget(cell, row, at, right if at else Qt.AlignmentFlag(0))
            cells[0].setText(_name(dose))
        grid.setColumnStretch(0, 1)
        return grid

    @property
    def wish(self) -> Wish | None:
        """What the operator judges by; ``None`` when no advice is wanted."""
        if not self.tick.isChecked():
            return None
        criterion = Criterion(self.criterion.currentData())
        scale = 0.01 if criterion is Criterion.COLUMN else 1.0
        return Wish(criterion, self.value.value() * scale)

    def show_state(self, status: LiveStatus) -> None:
        """Show what is known now."""
        self._show_advice(status.advice)
        self._show_damage(status.damage)

    def cells(self, dose: float) -> tuple[str, ...]:
        """Return what the table says of a dose."""
        return tuple(cell.text() for cell in self._cells[dose])

    def _show_advice(self, state: AdviceState) -> None:
        self.sentence.setText(state.sentence)
        self.sentence.setVisible(bool(state.sentence))
        self.progress.setText(_progress(state))
        for point in state.points:
            for cell, text in zip(self._cells[point.dose][1:], _texts(point), strict=True):
                cell.setText(text)
            self._cells[point.dose][1].setToolTip(_reason(point))
        if not state.points:
            for cells in self._cells.values():
                for cell in cells[1:]:
                    cell.setText("–")
        self.quality.show_points(
            [
                CurvePoint(q.dose, q.value, q.error, q.extrapolated)
                for q in (point.quality for point in state.points)
                if q is not None
            ]
        )

    def _show_damage(self, state: DamageState) -> None:
        self.damage.setText(_damage(state))
        tint(self.damage, c.CAUTION if state.alarm else c.TEXT)
        points = [
            CurvePoint(p.dose, p.value, p.error)
            for p in state.lattice[-_SHOWN:]
            if p.dose is not None
        ]
        self.fading.show_points(points, _MARK if points else None)

    def _criterion_changed(self) -> None:
        criterion = Criterion(self.criterion.currentData())
        self.value.blockSignals(True)
        if criterion is Criterion.LOSS:
            self._offer(0.1, 10.0, 1.0, " dB")
        elif criterion is Criterion.COLUMN:
            self._offer(1.0, 200.0, 25.0, " %")
        self.value.setVisible(criterion is not Criterion.EVIDENCE)
        self.value.blockSignals(False)
        self._changed()

    def _offer(self, low: float, high: float, usual: float, unit: str) -> None:
        self.value.setRange(low, high)
        self.value.setDecimals(1)
        self.value.setSuffix(unit)
        self.value.setValue(usual)

    def _changed(self) -> None:
        self.wish_changed.emit(self.wish)


_SHOWN = 60


def _name(dose: float) -> str:
    names = {0.25: tr("a quarter"), 0.5: tr("half"), 1.0: tr("as now"), 2.0: tr("double")}
    return names.get(dose) or tr("{0:g} times", dose)


def _texts(point: DosePoint) -> tuple[str, str, str]:
    quality = tr("not known")
    if point.quality is not None:
        q = point.quality
        quality = f"{q.value:.1f} ± {q.error:.1f} dB"
        if q.extrapolated:
            quality += " " + tr("extrapolated")
    evidence = tr("not known") if point.score is None else f"z = {point.score:.1f}"
    column = f"{point.column:.0%}" if math.isfinite(point.column) else tr("none")
    return quality, evidence, column


def _reason(point: DosePoint) -> str:
    return tr("Quality is not told: {0}.", point.reason) if point.reason else ""


def _progress(state: AdviceState) -> str:
    if not state.on:
        return tr("Off. Only the damage watch is at work.")
    if state.reason:
        return tr("No advice: {0}.", state.reason)
    looks = (
        plural(state.looks, "{0} look so far. ", "{0} looks so far. ", state.looks)
        if state.looks
        else ""
    )
    return tr("{0}{1} of {2} aligned frames for the next look.", looks, state.frames, state.wanted)


def _damage(state: DamageState) -> str:
    if state.alarm:
        return f"▲ {state.alarm}"
    if state.reason:
        return tr("Not watched: {0}.", state.reason)
    if not state.watching:
        return tr("The first frames of this view are being taken as the reference.")
    parts = [tr("No change beyond counting.")]
    if state.lattice:
        last = state.lattice[-1]
        parts.append(tr("Lattice contrast {0:.0%} ± {1:.0%}.", last.value, last.error))
    if state.change is not None:
        parts.append(tr("Places differ by {0} %.", number(100 * state.change, 2)))
    parts.append(tr("{0:.0%} of the way to an alarm.", state.share))
    return " ".join(parts)
