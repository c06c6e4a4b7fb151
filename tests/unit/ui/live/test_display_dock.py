from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from stemviewer.ui.image.display_settings import DisplaySettings, LevelsMode, Limits
from stemviewer.ui.live.display_dock import DisplayDock
from stemviewer.ui.live.histogram_view import HistogramView


@pytest.fixture
def lit(window, pipeline, qtbot: QtBot, shown):
    """A window with histograms of raw and processed."""
    window.processing_dock.choice.button("network").click()
    pipeline.next = shown()
    qtbot.waitUntil(lambda: window.display_dock.processed.limits is not None)
    window.display_dock.raise_()
    qtbot.waitUntil(window.display_dock.raw.isVisible)
    return window


def drag(qtbot: QtBot, view: HistogramView, start: float, end: float) -> None:
    y = view.height() // 3
    qtbot.mouseMove(view, QPoint(round(start), y))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(round(start), y))
    qtbot.mouseMove(view, QPoint(round(end), y))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(round(end), y))


def test_dragging_a_limit_sets_it_by_hand_and_runs_no_filter(lit, pipeline, qtbot: QtBot) -> None:
    chains = list(pipeline.chains)
    view, dock = lit.display_dock.raw, lit.display_dock
    before, other = view.limits, dock.processed.limits
    drag(qtbot, view, view.position_of(before.high), view.width() / 2)
    assert dock.settings.mode is LevelsMode.OFF
    assert dock.settings.raw_limits.high < before.high
    assert dock.settings.raw_limits.low == pytest.approx(before.low)
    assert dock.settings.processed_limits == other, "the other side keeps its limits"
    assert dock.note == "auto: off"
    qtbot.waitUntil(lambda: lit.view.raw.picture.limits == dock.settings.raw_limits)
    assert pipeline.chains == chains


def test_limits_never_cross(lit, qtbot: QtBot) -> None:
    view = lit.display_dock.raw
    drag(qtbot, view, view.position_of(view.limits.high), 0)
    assert view.limits.high > view.limits.low


def test_arrow_keys_move_the_chosen_limit(lit, qtbot: QtBot) -> None:
    view = lit.display_dock.processed
    view.setFocus()
    before = view.limits
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.limits.high < before.high
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.limits.low > before.low


def test_a_click_beside_the_limits_changes_nothing(lit, qtbot: QtBot) -> None:
    view = lit.display_dock.raw
    middle = (view.position_of(view.limits.low) + view.position_of(view.limits.high)) / 2
    drag(qtbot, view, middle, middle + 30)
    assert lit.display_dock.settings.mode is LevelsMode.FOLLOW


@pytest.mark.parametrize("mode", list(LevelsMode))
def test_every_auto_mode(lit, qtbot: QtBot, mode: LevelsMode) -> None:
    dock = lit.display_dock
    qtbot.mouseClick(dock.mode.button(mode.value), Qt.MouseButton.LeftButton)
    assert dock.settings.mode is mode
    assert dock.note == f"auto: {mode.value}"
    if mode is LevelsMode.OFF:
        assert dock.settings.raw_limits is not None, "off keeps what was in force"


def test_percentiles_gamma_map_and_marks(lit, qtbot: QtBot) -> None:
    dock = lit.display_dock
    for box, text in ((dock.low, "5"), (dock.high, "95"), (dock.gamma, "0.5")):
        qtbot.mouseClick(box.lineEdit(), Qt.MouseButton.LeftButton)
        box.lineEdit().selectAll()
        qtbot.keyClicks(box, text)
        qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.mouseClick(dock.invert, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dock.saturation, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(dock.map, "v")
    dock.map.textActivated.emit(dock.map.currentText())
    settings = dock.settings
    assert (settings.low_percentile, settings.high_percentile) == (5, 95)
    assert settings.gamma == pytest.approx(0.5)
    assert (settings.colour_map, settings.invert, settings.mark_saturation) == (
        "viridis",
        True,
        True,
    )
    assert lit.view.presenter.display == settings


def test_the_unit_of_raw_is_told(lit) -> None:
    assert lit.display_dock.raw._unit == "e⁻/px"


def test_without_processing_there_is_one_histogram(window, pipeline, qtbot: QtBot, shown) -> None:
    pipeline.next = shown(network=False)
    qtbot.waitUntil(lambda: window.display_dock.raw.limits is not None)
    assert window.display_dock.processed.isHidden()


def test_empty_and_flat_histograms_are_painted(themed, qtbot: QtBot) -> None:
    import numpy as np

    from stemviewer.ui.image.histogram import Histogram

    view = HistogramView("raw")
    qtbot.addWidget(view)
    view.resize(200, 60)
    view.grab()
    view.show_histogram(Histogram(0.0, 1.0, np.zeros(96, np.int64)), Limits(0, 1), "units", "#fff")
    view.grab()


def test_settings_come_back(themed, qtbot: QtBot) -> None:
    settings = DisplaySettings(mode=LevelsMode.LOCK, gamma=2.0, invert=True, colour_map="magma")
    dock = DisplayDock(settings)
    qtbot.addWidget(dock)
    assert dock.settings == settings
    assert dock.map.currentText() == "magma"
    assert dock.invert.isChecked()
