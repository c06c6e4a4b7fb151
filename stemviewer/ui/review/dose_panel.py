"""Where the electrons of a session went: its logged dose maps, one for each area."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from stemviewer.live.dose.dose_map import PARKED, PURPOSES, Patch
from stemviewer.session.reading.dose_maps import LoggedMap
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.dose_map_view import DoseMapView
from stemviewer.ui.live.format import number
from stemviewer.ui.review.lines import clock
from stemviewer.ui.text import E_PER_A2
from stemviewer.ui.widgets import label

_HEIGHT = 220


class DosePanel(QWidget):
    """A map, and a choice of the area where there are several; hidden without any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._maps: tuple[LoggedMap, ...] = ()
        self.areas = QComboBox()
        self.areas.setAccessibleName(tr("Area whose dose map is shown"))
        self.areas.activated.connect(self._show)
        self.told = label("", c.SECONDARY)
        self.told.setWordWrap(True)
        self.map = DoseMapView()
        self.map.setFixedHeight(_HEIGHT)
        head = QHBoxLayout()
        head.addWidget(label(tr("Dose map"), c.SECONDARY))
        head.addStretch(1)
        head.addWidget(self.areas)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.map)
        layout.addWidget(self.told)
        self.hide()

    def show_maps(self, maps: tuple[LoggedMap, ...]) -> None:
        """Take the maps of another session; the last area is shown first."""
        self._maps = maps
        self.areas.clear()
        self.areas.addItems([tr("Area {0}", one.area) for one in maps])
        self.areas.setVisible(len(maps) > 1)
        self.areas.setCurrentIndex(len(maps) - 1)
        self.setVisible(bool(maps))
        if maps:
            self._show(len(maps) - 1)

    def _show(self, at: int) -> None:
        one = self._maps[at]
        self.map.show_map((patch_of(one),), None)
        parked = float(one.parked.sum())
        rest = tr(", and {0} electrons of a parked probe", number(parked)) if parked else ""
        self.told.setText(
            tr(
                "Area {0} at {1}: up to {2} {3} scanned, in cells of {4:g} Å{5}.",
                one.area,
                clock(one.utc_ns),
                number(one.peak),
                E_PER_A2,
                one.cell,
                rest,
            )
        )


def patch_of(one: LoggedMap) -> Patch:
    """Return a logged map as a patch; what was scanned is not told apart by purpose."""
    electrons = np.zeros((len(PURPOSES), *one.scanned.shape))
    electrons[0], electrons[PARKED] = one.scanned, one.parked
    return Patch(one.cell, one.row, one.column, electrons)
