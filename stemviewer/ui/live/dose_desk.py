"""The dose desk: a window beside the live view for budget, ledger and calibration."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from stemviewer.live.dose.dose_map import PURPOSES, Patch
from stemviewer.live.dose.materials import Material
from stemviewer.live.state import LiveStatus
from stemviewer.ui import colours as c
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
    "imaging": "Imaging",
    "focus": "Focus",
    "subscan": "Subscan",
    "flyback": "Flyback",
    "parked": "Parked probe",
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
        for column, text in enumerate(("Electrons", "here", "all areas")):
            grid.addWidget(
                label(text, c.SECONDARY), 0, column, right if column else Qt.AlignmentFlag(0)
            )
        for row, purpose in enumerate((*PURPOSES, "total"), start=1):
            grid.addWidget(label(NAMES.get(purpose, "Total"), bold=purpose == "total"), row, 0)
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
        most = f"{quantity(dose.here)} {E_PER_A2} where most was scanned"
        parked = f"{quantity(dose.maximum)} with parked probes"
        parts = [f"Area {dose.area}: {most}, {parked} ({dose.here.source.value})."]
        parts.append(f"Places from {dose.tracking.value}.")
        if dose.unseen:
            parts.append(f"{dose.unseen} frames never arrived and are booked as estimated.")
        if dose.unknown_frames:
            parts.append(f"The dose of {dose.unknown_frames} frames is unknown.")
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
        self.setWindowTitle("Dose desk")
        self.budget = BudgetPage(materials)
        self.ledger = LedgerPage()
        self.calibration = CalibrationPage()
        self.materials = MaterialsPage()
        self.advice = AdvicePage()
        self.fractions = FractionsPage()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.budget, "Budget")
        self.tabs.addTab(self.ledger, "Ledger")
        self.tabs.addTab(self.calibration, "Calibration")
        self.tabs.addTab(self.materials, "Materials")
        self.tabs.addTab(self.advice, "Advice")
        self.tabs.addTab(self.fractions, "Fractions")
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
