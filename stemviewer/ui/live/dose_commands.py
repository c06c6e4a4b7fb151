"""What the operator asks of the dose desk."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from PySide6.QtWidgets import QWidget

from stemviewer.core.errors import SettingsError
from stemviewer.live.dose.budget import Budget
from stemviewer.live.dose.calibration_state import CalibrationStep
from stemviewer.live.dose.materials import Material, materials
from stemviewer.live.state import LiveStatus
from stemviewer.ui.live.dose_desk import DoseDesk
from stemviewer.ui.live.dose_dock import DoseDock
from stemviewer.ui.live.link import Link


class DoseCommands:
    """Opens the desk, and hands its wishes to the live path.

    Parameters
    ----------
    window : QWidget
        The desk stays above it.
    dock : DoseDock
        Has the button.
    link : Link
        To the live path.
    """

    def __init__(self, window: QWidget, dock: DoseDock, link: Link) -> None:
        self._link = link
        self.desk = DoseDesk(self._materials(), window)
        dock.desk.clicked.connect(self.open)
        self.desk.budget.budget_requested.connect(self._set_budget)
        self.desk.budget.override_requested.connect(self._override)
        self.desk.calibration.step_requested.connect(self._calibrate)
        self.desk.calibration.typed.connect(self._type_calibration)

    def open(self) -> None:
        """Show the desk."""
        self.desk.show()
        self.desk.raise_()
        self.update(self._link.status)

    def update(self, status: LiveStatus | None) -> None:
        """Show the state in the desk while it is open."""
        pipeline = self._link.pipeline
        patches = pipeline.dose_map() if pipeline is not None and self.desk.isVisible() else ()
        self.desk.update_status(status, patches)

    def close(self) -> None:
        """Close the desk with the window."""
        self.desk.close()

    def _materials(self) -> tuple[Material, ...]:
        own = Path(platformdirs.user_config_dir("stemviewer")) / "materials.json"
        try:
            return materials(own)
        except SettingsError as error:
            self._link.warn(error.what, error.meaning, error.action)
            return materials()

    def _set_budget(self, budget: Budget) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.set_budget(budget)

    def _calibrate(self, step: CalibrationStep) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.calibrate(step)

    def _type_calibration(self, gain: float, offset: float) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.type_calibration(gain, offset)

    def _override(self, reason: str) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.override_budget(reason)
