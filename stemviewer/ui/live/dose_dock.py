"""The dose dock: what has been spent, and what the next frames will cost."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from stemviewer.core.quantity import UNKNOWN, Quantity, Source
from stemviewer.live.state import LiveStatus, Shown
from stemviewer.ui import colours as c
from stemviewer.ui.live.dock import PanelDock
from stemviewer.ui.live.dose_editors import DoseEditors
from stemviewer.ui.live.format import number, quantity
from stemviewer.ui.text import E_PER_A2, E_PER_PX
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import BigNumber


class DoseDock(PanelDock):
    """Four large numbers with their sources, and the editors of what decides the dose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("dose", "Dose", parent)
        self.counted = BigNumber(f"{E_PER_PX} counted", "Electrons counted per pixel")
        self.per_frame = BigNumber(f"{E_PER_A2}/frame", "Dose of one frame")
        self.here = BigNumber(f"{E_PER_A2} here", "Dose of this area")
        self.left = BigNumber(f"{E_PER_A2} left", "Dose left of the budget of this area")
        self.editors = DoseEditors()
        tiles = QGridLayout()
        tiles.setSpacing(GRID)
        for index, tile in enumerate((self.counted, self.per_frame, self.here, self.left)):
            tiles.addWidget(tile, index // 2, index % 2)
        tiles.setColumnStretch(0, 1)
        tiles.setColumnStretch(1, 1)
        self.body.addLayout(tiles)
        self.body.addWidget(self.editors)
        self.body.addStretch(1)
        self._show_counted(UNKNOWN)
        self.update_status(None)

    def update_status(self, status: LiveStatus | None) -> None:
        """Show the ledger and the settings in force; ``None`` when nothing is connected."""
        if status is None:
            _show(self.here, UNKNOWN, f"{E_PER_A2} here")
            _show(self.left, UNKNOWN, f"{E_PER_A2} left")
            _show(self.per_frame, UNKNOWN, f"{E_PER_A2}/frame")
            self._show_counted(UNKNOWN)
            self.set_note("")
            self.editors.set_instrument(None)
            return
        dose = status.dose
        _show(self.here, dose.here, f"{E_PER_A2} here")
        _show(self.left, status.budget.left, f"{E_PER_A2} left")
        self.here.setToolTip(_here_tip(dose.frames_here, dose.unknown_frames))
        self.editors.set_instrument(status.instrument)
        self.editors.set_settings(status.settings)

    def update_frame(self, shown: Shown) -> None:
        """Show what the newest frame cost and what was counted in it."""
        total = shown.dose.total
        _show(self.per_frame, total, f"{E_PER_A2}/frame")
        self.per_frame.setToolTip(_frame_tip(shown))
        self._show_counted(shown.electrons_per_pixel)
        self.counted.setToolTip(_counted_tip(shown))
        self.set_note(*_calibration_note(shown))

    def _show_counted(self, value: Quantity) -> None:
        _show(self.counted, value, f"{E_PER_PX} counted")


def _show(tile: BigNumber, value: Quantity, unit: str) -> None:
    text = None if value.value is None else number(value.value)
    tile.set_value(text, unit, value.source.value)


def _here_tip(frames: int, unknown: int) -> str:
    tip = f"Imaging and flyback of {frames} frames since the last New area."
    if unknown:
        tip += f"\nUnknown, because the dose of {unknown} of them is unknown."
    return tip


def _frame_tip(shown: Shown) -> str:
    dose = shown.dose
    lines = [
        f"Imaging {quantity(dose.imaging)}, flyback {quantity(dose.flyback)} {E_PER_A2}.",
        f"Dose rate on a pixel {quantity(dose.rate)} e⁻/(Å² s).",
        f"Sent to each pixel: {quantity(dose.per_pixel)} {E_PER_PX}.",
    ]
    return "\n".join(lines)


def _counted_tip(shown: Shown) -> str:
    sent = quantity(shown.dose.per_pixel)
    return (
        f"Mean of the detector's counts in this frame ({shown.frame.channel}).\n"
        f"Sent by the beam: {sent} {E_PER_PX} (current × dwell)."
    )


def _calibration_note(shown: Shown) -> tuple[str, str]:
    calibration = shown.frame.calibration
    if calibration.counting:
        return "counting detector", c.GOOD
    if calibration.known and calibration.source in (Source.MEASURED, Source.SET):
        return f"calibration {calibration.source.value}", c.GOOD
    if calibration.known or shown.electrons_per_pixel.known:
        return "electrons estimated", c.CAUTION
    return "not calibrated", c.CAUTION
