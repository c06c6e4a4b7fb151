"""The dose desk: a window beside the live view for budget, ledger and calibration."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from stemviewer.live.dose.dose_map import PURPOSES, Patch
from stemviewer.live.dose.materials import Material
from stemviewer.live.state import LiveStatus
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.desk_advice import AdvicePage
from stemviewer.ui.live.desk_budget import BudgetPage
from stemviewer.ui.live.desk_calibration import CalibrationPage
from stemviewer.ui.live.desk_fractions import FractionsPage
from stemviewer.ui.live.desk_materials import MaterialsPage
from stemviewer.ui.live.dose_map_view import DoseMapView
from stemviewer.ui.live.format import number, quantity
from stemviewer.ui.text import E_PER_A2
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

NAMES = {
    "imaging": mark("Imaging"),
    "focus": mark("Focus"),
    "subscan": mark("Subscan"),
    "flyback": mark("Flyback"),
    "parked": mark("Parked probe"),
}


class LedgerPage(QWidget):
    """Electrons by purpose, and the map of the present area."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.map = DoseMapView()
        self._cells: dict[str, tuple[QLabel, QLabel]] = {}
        self._note = label(colour=c.SECONDARY)
        self._note.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(4)
        right = Qt.AlignmentFlag.AlignRight
        for column, text in enumerate((tr("Electrons"), tr("here"), tr("all areas"))):
            grid.addWidget(
                label(text, c.SECONDARY), 0, column, right if column else Qt.AlignmentFlag(0)
            )
        for row, purpose in enumerate((*PURPOSES, "total"), start=1):
            grid.addWidget(
                label(tr(NAMES.get(purpose, mark("Total"))), bold=purpose == "total"), row, 0
            )
            pair = (label(bold=purpose == "total"), label(bold=purpose == "total"))
            for column, cell in enumerate(pair, start=1):
                cell.setAlignment(right)
                grid.addWidget(cell, row, column)
            self._cells[purpose] = pair
        grid.setColumnStretch(0, 1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(12, 12, 12, 12)
        column_.setSpacing(GRID)
        column_.addLayout(grid)
        column_.addWidget(self._note)
        column_.addWidget(self.map, 1)

    def show_ledger(self, status: LiveStatus, patches: Sequence[Patch]) -> None:
        """Show the books and the map."""
        dose = status.dose
        for purpose in PURPOSES:
            self._show(purpose, dose.electrons.get(purpose, 0.0), dose.session.get(purpose, 0.0))
        self._show("total", sum(dose.electrons.values()), dose.total)
        most = tr("{0} {1} where most was scanned", quantity(dose.here), E_PER_A2)
        parked = tr("{0} with parked probes", quantity(dose.maximum))
        parts = [
            tr("Area {0}: {1}, {2} ({3}).", dose.area, most, parked, tr(dose.here.source.value))
        ]
        parts.append(tr("Places from {0}.", dose.tracking.value))
        if dose.unseen:
            parts.append(tr("{0} frames never arrived and are booked as estimated.", dose.unseen))
        if dose.unknown_frames:
            parts.append(tr("The dose of {0} frames is unknown.", dose.unknown_frames))
        self._note.setText(" ".join(parts))
        self.map.show_map(patches, dose.view)

    def texts(self, purpose: str) -> tuple[str, str]:
        """Return what is shown for a purpose: here, and of all areas."""
        here, everywhere = self._cells[purpose]
        return here.text(), everywhere.text()

    @property
    def note(self) -> str:
        """The sentence above the map."""
        return self._note.text()

    def _show(self, purpose: str, here: float, everywhere: float) -> None:
        for cell, value in zip(self._cells[purpose], (here, everywhere), strict=True):
            text = number(value) if value else "0"
            if cell.text() != text:
                cell.setText(text)


class DoseDesk(QWidget):
    """Stays above the live window and never takes its focus by itself."""

    def __init__(self, materials: Sequence[Material], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setObjectName("dose_desk")
        self.setWindowTitle(tr("Dose desk"))
        self.budget = BudgetPage(materials)
        self.ledger = LedgerPage()
        self.calibration = CalibrationPage()
        self.materials = MaterialsPage()
        self.advice = AdvicePage()
        self.fractions = FractionsPage()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Dose desk"))
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.budget, tr("Budget"))
        self.tabs.addTab(self.ledger, tr("Ledger"))
        self.tabs.addTab(self.calibration, tr("Calibration"))
        self.tabs.addTab(self.materials, tr("Materials"))
        self.tabs.addTab(self.advice, tr("Advice"))
        self.tabs.addTab(self.fractions, tr("Fractions"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        self.resize(440, 560)

    def update_status(self, status: LiveStatus | None, patches: Sequence[Patch]) -> None:
        """Show the state; costs nothing while the window is closed."""
        if status is None or not self.isVisible():
            return
        self.budget.show_state(status.budget)
        self.calibration.show_state(status)
        if self.tabs.currentWidget() is self.advice:
            self.advice.show_state(status)
        if self.tabs.currentWidget() is self.fractions:
            self.fractions.show_state(status)
        if self.tabs.currentWidget() is self.ledger:
            self.ledger.show_ledger(status, patches)
