"""What the operator asks of the dose desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import platformdirs
from PySide6.QtWidgets import QWidget

from stemviewer.core.errors import SettingsError
from stemviewer.live.dose.budget import Budget
from stemviewer.live.dose.calibration_state import CalibrationStep
from stemviewer.live.dose.materials import (
    Material,
    add_own,
    materials,
    own_materials,
    remove_own,
)
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
        self._own = Path(platformdirs.user_config_dir("stemviewer")) / "materials.json"
        self.desk = DoseDesk((), window)
        self._list_materials()
        dock.desk.clicked.connect(self.open)
        self.desk.budget.budget_requested.connect(self._set_budget)
        self.desk.budget.override_requested.connect(self._override)
        self.desk.calibration.step_requested.connect(self._calibrate)
        self.desk.calibration.typed.connect(self._type_calibration)
        self.desk.materials.saved.connect(self._save_material)
        self.desk.materials.removed.connect(self._remove_material)

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

    def _list_materials(self) -> None:
        own: tuple[Material, ...] = ()
        try:
            own = own_materials(self._own)
        except SettingsError as error:
            self._link.warn(error.what, error.meaning, error.action)
        shipped = materials()
        self.desk.budget.show_materials((*own, *shipped))
        self.desk.materials.show_materials(own, shipped)

    def _save_material(self, material: Material) -> None:
        self._change(lambda: add_own(self._own, material))

    def _remove_material(self, name: str) -> None:
        self._change(lambda: remove_own(self._own, name))

    def _change(self, change: Callable[[], None]) -> None:
        try:
            change()
        except SettingsError as error:
            self._link.warn(error.what, error.meaning, error.action)
        self._list_materials()

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
