from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stemviewer.core.errors import StemviewerError
from stemviewer.core.provenance import Kind
from stemviewer.ui.image.display_settings import DisplaySettings
from stemviewer.ui.review.compared import Pin, check_fit, compared
from stemviewer.ui.review.window import ReviewWindow

Shown = Callable[[ReviewWindow, int], None]


def pins_of(opened: ReviewWindow, shown: Shown) -> tuple[Pin, ...]:
    opened.go_to(2)
    shown(opened, 2)
    read = opened.shown
    assert read is not None
    assert read.processed is not None
    return Pin("one", read.frame), Pin("one", read.frame, read.processed)


def test_frames_and_pictures_are_compared_with_one_look_up_table(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown
) -> None:
    opened.go_to(2)
    shown(opened, 2)
    qtbot.keyClick(opened, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(opened, Qt.Key.Key_P)
    view = opened.views.compare
    assert [pin.kind for pin in view.pins] == [Kind.RAW, Kind.DENOISED]
    opened.views.comparing.setChecked(True)
    qtbot.waitUntil(lambda: len(view.panes) == 2, timeout=20_000)
    view.difference.setChecked(True)
    qtbot.waitUntil(lambda: len(view.panes) == 3, timeout=20_000)
    raw, made, difference = (pane.picture for pane in view.panes)
    assert raw is not None
    assert made is not None
    assert difference is not None
    calibration = raw.calibration
    assert calibration is not None
    gain, offset = calibration.gain.value or 1.0, calibration.offset.value or 0.0
    assert (raw.limits.low - offset) / gain == pytest.approx(made.limits.low)
    assert (raw.limits.high - offset) / gain == pytest.approx(made.limits.high)
    assert (difference.badge, difference.kind) == ("DIFFERENCE", Kind.DENOISED)
    planes = [pin.electrons() for pin in view.pins]
    assert np.array_equal(difference.values, planes[1] - planes[0], equal_nan=True)
    qtbot.mouseClick(view.clear, Qt.MouseButton.LeftButton)
    assert not view.panes


def test_what_does_not_fit_is_refused_with_its_reason(opened: ReviewWindow, shown: Shown) -> None:
    raw, made = pins_of(opened, shown)
    with pytest.raises(StemviewerError, match="Four"):
        check_fit((raw, made, raw, made), raw)
    check_fit((raw, made), made)


def test_a_difference_of_raw_frames_is_not_called_raw(opened: ReviewWindow, shown: Shown) -> None:
    raw, _ = pins_of(opened, shown)
    pictures = compared((raw, raw), DisplaySettings(), difference=True)
    assert pictures[-1].kind is not Kind.RAW
    assert float(np.nanmax(np.abs(pictures[-1].values))) == 0.0


def test_thumbnails_follow_the_table_and_choose_a_frame(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown
) -> None:
    grid = opened.grid
    assert grid.isHidden()
    qtbot.keyClick(opened, Qt.Key.Key_V)
    assert grid.isVisible()
    assert opened.table.isHidden()
    qtbot.waitUntil(lambda: grid.small.rowCount() == opened.model.frames, timeout=10_000)
    opened.model.sort(0, Qt.SortOrder.DescendingOrder)
    assert grid.small.frame(0) == opened.model.frames - 1
    there = grid.visualRect(grid.small.index(1)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=there)
    shown(opened, opened.model.frames - 2)
    assert grid.grab().toImage().width() > 0
    qtbot.keyClick(opened, Qt.Key.Key_V)
    assert grid.isHidden()


def test_small_pictures_that_were_not_recorded_are_made_of_what_is_in_sight(
    qtbot: QtBot, opened: ReviewWindow
) -> None:
    qtbot.keyClick(opened, Qt.Key.Key_V)
    grid, small = opened.grid, opened.grid.small

    def seen() -> list[int]:
        rects = [(at, grid.visualRect(small.index(at))) for at in range(small.rowCount())]
        return [small.frame(at) for at, rect in rects if grid.viewport().rect().intersects(rect)]

    qtbot.waitUntil(lambda: len(seen()) > 1, timeout=10_000)
    qtbot.waitUntil(lambda: all((frame, False) in small._small for frame in seen()), timeout=20_000)
    assert max(small._small[seen()[0], False].pixels.shape) <= 64
