"""The dose dock: what has been spent, and what the next frames will cost."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from stemviewer.core.quantity import UNKNOWN, Quantity, Source
from stemviewer.live.dose.budget import BudgetState, Level
from stemviewer.live.dose.view import LedgerView
from stemviewer.live.state import LiveStatus, Shown
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.budget_bar import COLOURS, BudgetBar
from stemviewer.ui.live.dock import PanelDock
from stemviewer.ui.live.dose_basis import AveragingBox, basis_lines
from stemviewer.ui.live.dose_editors import DoseEditors
from stemviewer.ui.live.format import number, quantity
from stemviewer.ui.text import E_PER_A2, E_PER_PX
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import BigNumber, label

FACTOR = 2.0
"""Counts and current may differ by so much before it is said."""


class DoseDock(PanelDock):
    """Four large numbers with their sources, and the editors of what decides the dose.

    Signals
    -------
    grown()
        A line came that was not there before.
    """

    grown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("dose", tr("Dose"), parent)
        self.counted = BigNumber(tr("{0} counted", E_PER_PX), tr("Electrons counted per pixel"))
        self.per_frame = BigNumber(tr("{0}/frame", E_PER_A2), tr("Dose of one frame"))
        self.here = BigNumber(tr("{0} here", E_PER_A2), tr("Dose of this area"))
        self.left = BigNumber(tr("{0} left", E_PER_A2), tr("Dose left of the budget of this area"))
        self.budget_bar = BudgetBar()
        self.editors = DoseEditors()
        self.averaging = AveragingBox()
        self.editors.add_row(tr("Averaging"), self.averaging)
        self.probe: Quantity = UNKNOWN
        """Diameter of the probe [m], as typed in the desk."""
        self.desk = QPushButton(tr("Dose desk…"))
        self.desk.setToolTip(tr("Budget, ledger by purpose and place, calibration of electrons"))
        tiles = QGridLayout()
        tiles.setSpacing(GRID)
        for index, tile in enumerate((self.counted, self.per_frame, self.here, self.left)):
            tiles.addWidget(tile, index // 2, index % 2)
        tiles.setColumnStretch(0, 1)
        tiles.setColumnStretch(1, 1)
        self.body.addLayout(tiles)
        self.body.addWidget(self.budget_bar)
        self._agreement = label(colour=c.CAUTION)
        self._agreement.setWordWrap(True)
        self._agreement.setVisible(False)
        self.body.addWidget(self._agreement)
        self.body.addWidget(self.editors)
        self.editors.add_button(self.desk)
        self.body.addStretch(1)
        self._show_counted(UNKNOWN)
        self.update_status(None)

    def update_status(self, status: LiveStatus | None) -> None:
        """Show the ledger and the settings in force; ``None`` when nothing is connected."""
        if status is None:
            _show(self.here, UNKNOWN, tr("{0} here", E_PER_A2))
            _show(self.left, UNKNOWN, tr("{0} left", E_PER_A2))
            _show(self.per_frame, UNKNOWN, tr("{0}/frame", E_PER_A2))
            self._show_counted(UNKNOWN)
            self.budget_bar.show_state(BudgetState())
            self.set_note("")
            self.editors.set_instrument(None)
            return
        dose = status.dose
        _show(self.here, dose.here, tr("{0} here", E_PER_A2))
        colour = COLOURS.get(status.budget.level, c.TEXT)
        colour = c.TEXT if status.budget.level is Level.GOOD else colour
        _show(self.left, status.budget.left, tr("{0} left", E_PER_A2), colour)
        self.left.setToolTip(_left_tip(status.budget))
        self.budget_bar.show_state(status.budget)
        self.here.setToolTip(_here_tip(dose))
        self.editors.set_instrument(status.instrument)
        self.editors.set_settings(status.settings)
        self.averaging.show_value(status.chain.average)

    def update_frame(self, shown: Shown) -> None:
        """Show what the newest frame cost and what was counted in it."""
        total = shown.dose.total
        _show(self.per_frame, total, tr("{0}/frame", E_PER_A2))
        basis = basis_lines(shown.dose, shown.frame.settings.pixel_size, self.probe)
        self.per_frame.setToolTip("\n".join((_frame_tip(shown), *basis)))
        self._show_counted(shown.electrons_per_pixel)
        self.counted.setToolTip(_counted_tip(shown))
        self.set_note(*_calibration_note(shown))
        self._warn(agreement(shown))

    @property
    def agreement_text(self) -> str:
        """What is said when counts and current disagree; empty when they agree."""
        return self._agreement.text()

    def _warn(self, warning: str) -> None:
        new = bool(warning) and self._agreement.isHidden()
        self._agreement.setText(warning)
        self._agreement.setVisible(bool(warning))
        if new:
            self.grown.emit()

    def _show_counted(self, value: Quantity) -> None:
        _show(self.counted, value, tr("{0} counted", E_PER_PX))


def _show(tile: BigNumber, value: Quantity, unit: str, colour: str = c.TEXT) -> None:
    text = None if value.value is None else number(value.value)
    tile.set_value(text, unit, tr(value.source.value), colour)


def _here_tip(dose: LedgerView) -> str:
    tip = tr(
        "Most exposed scanned place of area {0}, {1} frames.\nWith parked "
        "probes: {2} {3}.\nPlaces from {4}.",
        dose.area,
        dose.frames_here,
        quantity(dose.maximum),
        E_PER_A2,
        dose.tracking.value,
    )
    if dose.unseen:
        tip += tr("\n{0} frames never arrived; booked as estimated.", dose.unseen)
    if dose.unknown_frames:
        tip += tr("\nUnknown, because the dose of {0} of them is unknown.", dose.unknown_frames)
    return tip


def _left_tip(budget: BudgetState) -> str:
    if budget.budget.limit is None:
        return tr("No budget is set for this area: choose one in the dose desk.")
    if budget.override:
        return tr("The budget was overridden: {0}", budget.override)
    return tr("Budget {0} {1} ({2}).", number(budget.budget.limit), E_PER_A2, budget.budget.origin)


def agreement(shown: Shown) -> str:
    """Return a warning when counted electrons and current x dwell differ beyond a factor of two."""
    counted, sent = shown.electrons_per_pixel.value, shown.dose.per_pixel.value
    if counted is None or sent is None or counted <= 0.0 or sent <= 0.0:
        return ""
    ratio = counted / sent
    if ratio > FACTOR:
        return tr(
            "▲ {0} times as many electrons counted as sent: current, dwell or "
            "calibration is wrong.",
            number(ratio),
        )
    if ratio < 1.0 / FACTOR:
        return tr(
            "▲ {0} % of the electrons sent are counted in {1}.",
            number(100 * ratio),
            shown.frame.channel,
        )
    return ""


def _frame_tip(shown: Shown) -> str:
    dose = shown.dose
    lines = [
        tr(
            "Imaging {0}, flyback {1} {2}.",
            quantity(dose.imaging),
            quantity(dose.flyback),
            E_PER_A2,
        ),
        tr("Dose rate on a pixel {0} e⁻/(Å² s).", quantity(dose.rate)),
        tr("Sent to each pixel: {0} {1}.", quantity(dose.per_pixel), E_PER_PX),
    ]
    return "\n".join(lines)


def _counted_tip(shown: Shown) -> str:
    sent = quantity(shown.dose.per_pixel)
    return tr(
        "Mean of the detector's counts in this frame ({0}).\nSent by the beam: "
        "{1} {2} (current × dwell).",
        shown.frame.channel,
        sent,
        E_PER_PX,
    )


def _calibration_note(shown: Shown) -> tuple[str, str]:
    calibration = shown.frame.calibration
    if calibration.counting:
        return tr("counting detector"), c.GOOD
    if calibration.known and calibration.source in (Source.MEASURED, Source.SET):
        return tr("calibration {0}", tr(calibration.source.value)), c.GOOD
    if calibration.known or shown.electrons_per_pixel.known:
        return tr("electrons estimated"), c.CAUTION
    return tr("not calibrated"), c.CAUTION
