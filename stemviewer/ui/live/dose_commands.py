"""What the operator asks of the dose desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import platformdirs
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from stemviewer.core.errors import SettingsError
from stemviewer.core.quantity import UNKNOWN, Quantity, set_to
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
from stemviewer.trust.advice.points import Wish
from stemviewer.ui.image.picture import PanePicture
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.desk_calibration import PROBES
from stemviewer.ui.live.dose_desk import DoseDesk
from stemviewer.ui.live.dose_dock import DoseDock
from stemviewer.ui.live.dose_overlay import DoseOverlay
from stemviewer.ui.live.link import Link
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.view import LiveView

_SHOWN = ("dose_inset", "dose_overlay")
"""Actions that show the map in the view: corner first."""


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
    actions : Actions
        Switch the map in the view.
    view : LiveView
        The map is drawn over it.
    store : Store
        Remembers what is shown of the map.
    """

    def __init__(
        self,
        window: QWidget,
        dock: DoseDock,
        link: Link,
        actions: Actions,
        view: LiveView,
        store: Store,
    ) -> None:
        self._dock = dock
        self._link, self._actions, self._view, self._store = link, actions, view, store
        self.overlay = DoseOverlay()
        view.panes.set_over(self._over_raw, self._over_processed)
        for name in _SHOWN:
            actions[name].setChecked(store.text(name) == "on")
        self._switch()
        self._own = Path(platformdirs.user_config_dir("stemviewer")) / "materials.json"
        self.desk = DoseDesk((), window)
        self._list_materials()
        dock.desk.clicked.connect(self.open)
        self.desk.budget.budget_requested.connect(self._set_budget)
        self.desk.budget.override_requested.connect(self._override)
        self.desk.calibration.step_requested.connect(self._calibrate)
        self.desk.calibration.typed.connect(self._type_calibration)
        self.desk.calibration.probe_typed.connect(self._set_probe)
        self._probe = _kept_probe(store)
        self._show_probe()
        self.desk.materials.saved.connect(self._save_material)
        self.desk.materials.removed.connect(self._remove_material)
        self.desk.advice.wish_changed.connect(self._wish)
        self.desk.fractions.start_requested.connect(self._start_fractions)
        self.desk.fractions.choice_requested.connect(self._choose_fractions)
        self._advised: object = None

    def open(self) -> None:
        """Show the desk."""
        self.desk.show()
        self.desk.raise_()
        self.update(self._link.status)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        return dict.fromkeys(_SHOWN, self._switch)

    def update(self, status: LiveStatus | None) -> None:
        """Show the state in the desk while it is open, and the map in the view while it is on."""
        pipeline = self._link.pipeline
        if pipeline is not self._advised:
            # another source is judged by the same criterion
            self._advised = pipeline
            self._wish(self.desk.advice.wish)
        wanted = self.overlay.on or self.desk.isVisible()
        patches = pipeline.dose_map() if pipeline is not None and wanted else ()
        self.desk.update_status(status, patches)
        view = status.dose.view if status is not None else None
        if self.overlay.on and self.overlay.show_map(patches, view):
            self._view.panes.paint_over()

    def close(self) -> None:
        """Close the desk with the window."""
        self.desk.close()

    def _switch(self) -> None:
        on = {name: self._actions[name].isChecked() for name in _SHOWN}
        self.overlay = DoseOverlay()
        self.overlay.inset, self.overlay.tint = (on[name] for name in _SHOWN)
        for name, shown in on.items():
            self._store.set_text(name, "on" if shown else "")
        self._view.panes.paint_over()

    def _over_raw(self, painter: QPainter, area: QRectF, picture: PanePicture) -> None:
        self._over_processed(painter, area, picture)
        self.overlay.paint_inset(painter, area)

    def _over_processed(self, painter: QPainter, area: QRectF, picture: PanePicture) -> None:
        shape = (picture.rows, picture.columns)
        self.overlay.paint_tint(painter, self._view.camera, area, shape)

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

    def _set_probe(self, size: float) -> None:
        self._probe = set_to(size)
        self._store.set_text("probe_size", repr(size))
        self._show_probe()

    def _show_probe(self) -> None:
        self._dock.probe = self._probe
        self.desk.calibration.probe.set_current(self._probe)

    def _set_budget(self, budget: Budget) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.set_budget(budget)

    def _calibrate(self, step: CalibrationStep) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.calibrate(step)

    def _type_calibration(self, gain: float, offset: float) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.type_calibration(gain, offset)

    def _wish(self, wish: Wish | None) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.beside.ask_advice(wish)

    def _start_fractions(self, count: int) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.beside.start_fractions(count)

    def _choose_fractions(self, count: int) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.beside.choose_fractions(count)

    def _override(self, reason: str) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.override_budget(reason)


def _kept_probe(store: Store) -> Quantity:
    """Return the probe size typed before [m]; unknown where none, or one that makes no sense."""
    try:
        size = float(store.text("probe_size"))
    except ValueError:
        return UNKNOWN
    return set_to(size) if PROBES[0] <= size <= PROBES[1] else UNKNOWN
