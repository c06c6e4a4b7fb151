"""Virtual detectors of a 4D-STEM camera, set on the live diffraction pattern."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stemviewer.core.errors import SettingsError
from stemviewer.feeds.fourd.detectors import Geometry, Ring, Unit, radius_px
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.ui import colours as c
from stemviewer.ui.language.told import told
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.parameters import RealBox
from stemviewer.ui.live.pattern_view import COLOURS, PatternView
from stemviewer.ui.live.tick import Tick
from stemviewer.ui.theme import GRID, set_role
from stemviewer.ui.widgets import label

LOOK_MS = 100
"""Time between two looks at the newest pattern [ms]."""

UNITS = {Unit.PX: mark("px"), Unit.MRAD: mark("mrad"), Unit.RADII: mark("disc radii")}


class RingRow:
    """Inner and outer radius of one detector, and what they count."""

    def __init__(self, name: str, grid: QGridLayout, row: int) -> None:
        self.inner, self.outer, self.unit = RealBox(), RealBox(), QComboBox()
        for box, what in ((self.inner, tr("{0} inner", name)), (self.outer, tr("{0} outer", name))):
            box.setRange(0.0, 10_000.0)
            box.setDecimals(2)
            box.setAccessibleName(what)
        self.unit.setAccessibleName(tr("{0} unit", name))
        for unit, words in UNITS.items():
            self.unit.addItem(tr(words), unit.value)
        grid.addWidget(label(name, COLOURS.get(name, c.TEXT), bold=True), row, 0)
        for column, widget in enumerate((self.inner, self.outer, self.unit), 1):
            grid.addWidget(widget, row, column)

    def show(self, ring: Ring) -> None:
        """Show a ring."""
        self.inner.setValue(ring.inner)
        self.outer.setValue(ring.outer)
        self.unit.setCurrentIndex(self.unit.findData(ring.unit.value))

    def ring(self) -> Ring:
        """Return what is typed."""
        unit = Unit(self.unit.currentData())
        return Ring(self.inner.value(), self.outer.value(), unit)


class DetectorDialog(QDialog):
    """Shows pattern and rings as they are typed; Apply moves the detectors at the next frame.

    Parameters
    ----------
    path : FourDPath
        Of the camera.
    """

    def __init__(self, path: FourDPath, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("virtual_detectors")
        self.setWindowTitle(tr("Virtual detectors"))
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._path = path
        rings, self._placed = path.detectors()
        self.view = PatternView()
        grid = QGridLayout()
        grid.setSpacing(GRID)
        for column, words in enumerate((tr("Inner"), tr("Outer"), tr("Unit")), 1):
            grid.addWidget(label(words, c.SECONDARY), 0, column)
        self.ringed = {name: RingRow(name, grid, i) for i, name in enumerate(rings, 1)}
        self.auto = Tick(tr("Find the centre in the patterns"))
        self.centre_y, self.centre_x = RealBox(), RealBox()
        for box, what in ((self.centre_y, tr("Centre y")), (self.centre_x, tr("Centre x"))):
            box.setRange(-10_000.0, 10_000.0)
            box.setDecimals(2)
            box.setSuffix(" px")
            box.setAccessibleName(what)
        self.note = label("", c.SECONDARY)
        self.note.setWordWrap(True)
        self.go = set_role(QPushButton(tr("Apply from the next frame")), "primary")
        self._lay_out(grid)
        self._fill()
        self._connect()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._look()

    def _lay_out(self, grid: QGridLayout) -> None:
        centre = QHBoxLayout()
        centre.addWidget(label(tr("Centre y, x"), c.SECONDARY))
        centre.addWidget(self.centre_y)
        centre.addWidget(self.centre_x)
        side = QVBoxLayout()
        side.setSpacing(GRID)
        side.addLayout(grid)
        side.addWidget(self.auto)
        side.addLayout(centre)
        side.addWidget(self.note)
        side.addStretch(1)
        side.addWidget(self.go)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        row.setSpacing(2 * GRID)
        row.addWidget(self.view, 1)
        row.addLayout(side)
        self.resize(840, 440)

    def _fill(self) -> None:
        rings, geometry = self._path.detectors()
        for name, ring in rings.items():
            self.ringed[name].show(ring)
        self.auto.setChecked(geometry is None or geometry.found)
        if geometry is not None:
            self.centre_y.setValue(geometry.centre_y)
            self.centre_x.setValue(geometry.centre_x)

    def _connect(self) -> None:
        for row in self.ringed.values():
            row.inner.valueChanged.connect(self._preview)
            row.outer.valueChanged.connect(self._preview)
            row.unit.activated.connect(self._preview)
        self.auto.toggled.connect(self._preview)
        for box in (self.centre_y, self.centre_x):
            box.valueChanged.connect(self._preview)
        self.view.centre_chosen.connect(self._clicked)
        self.go.clicked.connect(self.apply)

    def _clicked(self, y: float, x: float) -> None:
        self.auto.setChecked(False)
        self.centre_y.setValue(y)
        self.centre_x.setValue(x)

    def _look(self) -> None:
        self.view.show_pattern(self._path.newest_pattern())
        placed = self._path.detectors()[1]
        if placed is not None and placed is not self._placed and placed.found:
            self.centre_y.setValue(placed.centre_y)
            self.centre_x.setValue(placed.centre_x)
        self._placed = placed
        self._preview()

    def _geometry(self) -> Geometry | None:
        placed = self._placed
        if placed is None or self.auto.isChecked():
            return placed
        return replace(placed, centre_y=self.centre_y.value(), centre_x=self.centre_x.value())

    def _preview(self) -> None:
        """Show what is typed, and say why it cannot be applied where it cannot."""
        for box in (self.centre_y, self.centre_x):
            box.setEnabled(not self.auto.isChecked())
        rings, geometry = {name: row.ring() for name, row in self.ringed.items()}, self._geometry()
        self.view.show_rings(rings, geometry)
        wrong = [name for name, ring in rings.items() if not ring.inner < ring.outer]
        why = tr("{0}: the outer radius must be the larger one.", ", ".join(wrong)) if wrong else ""
        if not why and geometry is not None:
            why = _missing(rings, geometry)
        self.go.setEnabled(not why)
        where = geometry.text if geometry is not None else tr("Not placed yet: no pattern came.")
        self.note.setText(why or where)

    def apply(self) -> None:
        """Have the detectors moved between two frames; the session's log says where they are."""
        centre = None
        if not self.auto.isChecked():
            centre = (self.centre_y.value(), self.centre_x.value())
        self._path.place({name: row.ring() for name, row in self.ringed.items()}, centre)


def _missing(rings: dict[str, Ring], geometry: Geometry) -> str:
    """Return what the geometry lacks for the units of the rings."""
    for ring in rings.values():
        try:
            radius_px(ring.outer, ring.unit, geometry)
        except SettingsError as error:
            return f"{told(error.what)} {told(error.action)}"
    return ""
