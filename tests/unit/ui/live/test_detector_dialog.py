"""Virtual detectors set on the live pattern: with real keys and clicks, on a real path."""

from __future__ import annotations

import os

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from stemviewer.bench.feeds.mib import made_patterns
from stemviewer.feeds.base import FrameEnded
from stemviewer.feeds.fourd.detectors import Ring, Unit
from stemviewer.feeds.fourd.options import fourd_options
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.feeds.merlin.address import parse_merlin_address
from stemviewer.ui.live.detector_dialog import DetectorDialog

SCAN, MOST = (6, 8), 2**16 - 1


@pytest.fixture
def patterns() -> np.ndarray:
    return made_patterns(SCAN, 64, 1, distinct=48, counts=4.0)


@pytest.fixture
def path(patterns: np.ndarray) -> FourDPath:
    made = FourDPath(fourd_options(parse_merlin_address("merlin://h?scan=6x8&convergence=20")))
    made.begin(0)
    made.take(0, patterns, MOST)
    return made


def test_rings_and_centre_typed_and_clicked_act_from_the_next_frame_on(
    qtbot: QtBot, path: FourDPath, patterns: np.ndarray
) -> None:
    dialog = DetectorDialog(path)
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert dialog.auto.isChecked()
    assert abs(dialog.centre_y.value() - 34.25) < 0.5
    assert "mrad/px" in dialog.note.text()
    row = dialog.ringed["ADF"]
    row.unit.setCurrentIndex(row.unit.findData("mrad"))
    for box, typed in ((row.inner, "30"), (row.outer, "20")):
        box.setFocus()
        box.selectAll()
        qtbot.keyClicks(box, typed)
        qtbot.keyClick(box, Qt.Key.Key_Tab)
    dialog._look()
    assert not dialog.go.isEnabled()
    assert "ADF" in dialog.note.text()
    row.outer.setValue(60.0)
    assert dialog.go.isEnabled()
    if shots := os.environ.get("STEMVIEWER_SHOTS"):
        dialog.grab().save(f"{shots}/virtual_detectors.png")
    middle = dialog.view.rect().center() + QPoint(3, -4)
    qtbot.mouseClick(dialog.view, Qt.MouseButton.LeftButton, pos=middle)
    assert not dialog.auto.isChecked(), "a click states the centre"
    y, x = dialog.centre_y.value(), dialog.centre_x.value()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    events = path.take(48, patterns, MOST)
    adf = next(e.frame for e in events if isinstance(e, FrameEnded))
    rings, geometry = path.detectors()
    assert rings["ADF"] == Ring(30.0, 60.0, Unit.MRAD)
    assert geometry is not None
    assert (geometry.centre_y, geometry.centre_x) == (y, x)
    scale = geometry.mrad_per_px
    assert scale is not None
    yy, xx = np.mgrid[:64, :64]
    squared = (yy - y) ** 2 + (xx - x) ** 2
    mask = (squared >= (30.0 / scale) ** 2) & (squared < (60.0 / scale) ** 2)
    assert np.array_equal(adf.data, patterns[:, mask].sum(axis=1).reshape(SCAN))


def test_before_a_pattern_came_it_says_so(qtbot: QtBot) -> None:
    dialog = DetectorDialog(FourDPath(fourd_options(parse_merlin_address("merlin://h?scan=6x8"))))
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    assert "no pattern came" in dialog.note.text()
