"""The dose map in the live image: switched by keys, at the right place, remembered."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from stemviewer.core.quantity import set_to
from stemviewer.live.dose.dose_map import DoseMap
from stemviewer.live.dose.rectangle import Rectangle
from stemviewer.live.dose.view import LedgerView
from stemviewer.ui.live.dose_overlay import _to_image

VIEW = Rectangle(0.0, 0.0, 51.2, 51.2)


def spend(pipeline) -> None:
    book = DoseMap()
    book.add(Rectangle(0.0, -12.8, 51.2, 25.6), {"imaging": 1e6})
    pipeline.patches = book.copies()
    pipeline.change(dose=LedgerView(here=set_to(763.0), frames_here=1, view=VIEW))


def grab(window) -> np.ndarray:
    image = (
        window.view.raw.grab()
        .toImage()
        .convertToFormat(window.view.raw.grab().toImage().Format.Format_RGB32)
    )
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return pixels[..., 2::-1].astype(int)


def test_the_tint_lies_over_the_half_that_was_exposed(
    window, pipeline, qtbot: QtBot, shown
) -> None:
    pipeline.next = shown(network=False)
    spend(pipeline)
    view = window.view
    qtbot.waitUntil(lambda: view.raw.picture is not None)
    before = grab(window)
    view.raw.setFocus()
    qtbot.keyClick(view.raw, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    overlay = window.dose_commands.overlay
    assert overlay.tint
    qtbot.waitUntil(lambda: window.dose_commands.overlay.peak > 700.0)
    after = grab(window)
    area, camera = view.raw.image_area(), view.camera
    columns, rows = camera.image_size
    warm = (after - before) @ np.array([1, 0, -1])
    for share, tinted in ((0.2, True), (0.8, False)):
        at = camera.to_screen(QPointF(columns * share, rows * 0.4), area)
        near = warm[int(at.y()) - 3 : int(at.y()) + 4, int(at.x()) - 3 : int(at.x()) + 4]
        assert (near.mean() > 20) == tinted
    assert window.store.text("dose_overlay") == "on"
    qtbot.keyClick(view.raw, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    assert not window.dose_commands.overlay.on


def test_the_inset_shows_the_map_in_the_corner(window, pipeline, qtbot: QtBot, shown) -> None:
    pipeline.next = shown(network=False)
    spend(pipeline)
    view = window.view
    qtbot.waitUntil(lambda: view.raw.picture is not None)
    before = grab(window)
    view.raw.setFocus()
    qtbot.keyClick(view.raw, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: window.dose_commands.overlay.peak > 700.0)
    changed = np.abs(grab(window) - before).sum(axis=2) > 30
    area = view.raw.image_area()
    corner = changed[int(area.top()) + 12 :, int(area.right()) - 150 : int(area.right()) - 12]
    assert corner[:140].mean() > 0.3
    assert changed[:, : int(area.center().x())].mean() < 0.02


@pytest.mark.parametrize("rotation", [0.0, 0.4, -1.2])
def test_places_go_where_the_scan_was(rotation: float) -> None:
    view = Rectangle(5.0, -7.0, 40.0, 80.0, rotation)
    to_image = _to_image(view, (100, 200))
    down, right = 12.0, -30.0
    y = view.y + down * math.cos(rotation) + right * math.sin(rotation)
    x = view.x + right * math.cos(rotation) - down * math.sin(rotation)
    at = to_image.map(QPointF(x, y))
    assert (at.x(), at.y()) == pytest.approx((100 + right * 2.5, 50 + down * 2.5))
