"""The dose maps of a session, area by area."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stemviewer.session.reading.dose_maps import LoggedMap
from stemviewer.ui.review.dose_panel import DosePanel

CELL = 2.0


def logged(area: int, dose: float, parked: float = 0.0) -> LoggedMap:
    """Return a map of 24 x 40 cells, ``dose`` [e/Å^2] on its right and a hundredth on its left."""
    scanned, spots = np.zeros((24, 40), np.float32), np.zeros((24, 40), np.float32)
    scanned[:] = dose * CELL**2 / 100.0
    scanned[:, 20:] *= 100.0
    spots[4, 4] = parked
    return LoggedMap(area, 1_700_000_000 * 10**9, CELL, -12, -20, scanned, spots)


def brightness(panel: DosePanel) -> tuple[float, float]:
    """Return the mean grey of the left and of the right half of the middle of the map."""
    image = (
        panel.map.grab().toImage().convertToFormat(panel.map.grab().toImage().Format.Format_RGB32)
    )
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    grey = pixels[80:120, :, :3].mean(axis=(0, 2))
    middle = grey.size // 2
    return float(grey[middle - 50 : middle - 10].mean()), float(
        grey[middle + 10 : middle + 50].mean()
    )


def test_a_session_without_maps_shows_no_panel(qtbot: QtBot) -> None:
    panel = DosePanel()
    qtbot.addWidget(panel)
    panel.show_maps(())
    assert panel.isHidden()


def test_the_last_area_is_shown_and_keys_go_to_the_others(qtbot: QtBot) -> None:
    panel = DosePanel()
    qtbot.addWidget(panel)
    panel.resize(320, 320)
    panel.show_maps((logged(1, 750.0), logged(2, 30.0, parked=5e4)))
    qtbot.waitExposed(panel)
    assert panel.areas.currentText() == "Area 2"
    assert "up to 30.0 e⁻/Å² scanned" in panel.told.text()
    assert "50\u2009000 electrons of a parked probe" in panel.told.text()
    panel.areas.setFocus()
    qtbot.keyClick(panel.areas, Qt.Key.Key_Up)
    assert "Area 1 at" in panel.told.text()
    assert "up to 750 e⁻/Å² scanned" in panel.told.text()
    assert "parked" not in panel.told.text()
    left, right = brightness(panel)
    assert right > 200.0 > 150.0 > left > 30.0  # three decades are black to white
    panel.show_maps(())
    assert panel.isHidden()
