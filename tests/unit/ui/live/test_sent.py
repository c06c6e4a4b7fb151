"""Views and docks in windows of their own, with one screen and with two."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemviewer.feeds.base import Control
from stemviewer.ui.live.sent.kept import from_text
from stemviewer.ui.live.sent.what import Sent
from stemviewer.ui.live.window import LiveWindow

LEFT = Qt.MouseButton.LeftButton
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def running(window: LiveWindow, pipeline, qtbot: QtBot, shown) -> LiveWindow:
    window.processing_dock.choice.button("network").click()
    pipeline.next = shown()
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    qtbot.mouseClick(window.view.raw, LEFT)
    qtbot.waitUntil(window.view.raw.hasFocus)
    return window


def seen(sent) -> list:
    return [pane for pane in sent.views.panes if pane.isVisible()]


def test_the_pane_with_the_focus_gets_a_window_and_with_one_screen_it_is_said(
    running, pipeline, qtbot: QtBot, shown, frame
) -> None:
    qtbot.keyClick(running.view.raw, Qt.Key.Key_M, CTRL_SHIFT)
    sent = running.sent.windows[Sent.RAW]
    assert sent.isVisible()
    assert "There is one screen" in running.bar.notes.text
    qtbot.waitUntil(lambda: seen(sent) == [sent.views.raw])
    qtbot.waitUntil(lambda: sent.views.raw.picture is not None)
    pipeline.next = shown(frame(31))
    qtbot.waitUntil(lambda: sent.views.raw.picture.number == 31)
    assert sent.views.raw.picture.limits == running.view.raw.picture.limits
    assert running.view.raw.picture.number == 31
    qtbot.mouseClick(sent.views.raw, LEFT)
    qtbot.waitUntil(sent.views.raw.hasFocus)
    qtbot.keyClick(sent.views.raw, Qt.Key.Key_M, CTRL_SHIFT)
    assert running.sent.windows == {}


@pytest.mark.parametrize("what", list(Sent))
def test_every_view_can_be_sent(running, qtbot: QtBot, what: Sent) -> None:
    sent = running.sent.send(what)
    qtbot.waitUntil(lambda: [pane.picture is None for pane in seen(sent)] in ([False], [False] * 2))
    assert {pane.picture.number for pane in seen(sent)} == {1}
    assert len(seen(sent)) == (2 if what is Sent.SPLIT else 1)
    assert sent.windowTitle().startswith(what.label)


def test_zoom_centre_and_cursor_are_those_of_the_main_window_both_ways(
    running, qtbot: QtBot
) -> None:
    sent = running.sent.send(Sent.PROCESSED)
    qtbot.waitUntil(lambda: sent.views.processed.picture is not None)
    main, other = running.view.camera, sent.views.camera
    assert main.fitted
    assert other.fitted
    qtbot.keyClick(running.view.raw, Qt.Key.Key_2)
    main.pan(60, -40)
    assert other.scale == pytest.approx(main.scale)
    assert (other.centre - main.centre).manhattanLength() < 1e-6
    qtbot.keyClick(sent.views.processed, Qt.Key.Key_1)
    assert main.scale == pytest.approx(1.0)
    area = sent.views.processed.image_area().center().toPoint()
    qtbot.mouseMove(sent.views.processed, area + QPoint(3, 3))
    qtbot.mouseMove(sent.views.processed, area)
    assert main.cursor is not None
    assert main.cursor == other.cursor
    main.set_cursor(QPointF(5.5, 6.5))
    assert other.cursor == QPointF(5.5, 6.5)
    qtbot.keyClick(running.view.raw, Qt.Key.Key_0)
    assert other.fitted


def test_keys_colours_badges_and_evidence_reach_the_other_window(
    running, pipeline, qtbot: QtBot
) -> None:
    sent = running.sent.send(Sent.SPLIT)
    pane = sent.views.processed
    qtbot.waitUntil(lambda: pane.picture is not None)
    qtbot.mouseClick(pane, LEFT)
    qtbot.waitUntil(pane.hasFocus)
    qtbot.keyClick(pane, Qt.Key.Key_F11)
    assert running.display_dock.settings.invert
    qtbot.waitUntil(lambda: sent._presenter.display.invert)
    qtbot.keyClick(pane, Qt.Key.Key_B)
    assert pipeline.sent == [(Control.BLANK, 1.0)]
    assert sent.views.raw._state_badge[0] == "BLANKED"
    qtbot.keyPress(pane, Qt.Key.Key_D)
    assert sent.views.raw_again.isVisible()
    qtbot.keyRelease(sent.views.raw_again, Qt.Key.Key_D)
    assert pane.isVisible()
    running.actions_["evidence"].trigger()
    running.refresh()
    assert pane.evidence is not None


def test_a_dock_with_the_focus_is_sent_and_everything_comes_back(running, qtbot: QtBot) -> None:
    running.sent.send(Sent.RAW)
    dock = running.processing_dock
    button = dock.choice.button("gaussian")
    running.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: dock.isAncestorOf(QApplication.focusWidget()))
    qtbot.keyClick(button, Qt.Key.Key_M, CTRL_SHIFT)
    assert dock.isFloating()
    assert dock.isVisible()
    qtbot.keyClick(running.view.raw, Qt.Key.Key_B, CTRL_SHIFT)
    assert not dock.isFloating()
    assert running.sent.windows == {}


def test_the_menu_lists_views_and_docks_and_brings_back(running, qtbot: QtBot) -> None:
    menu = running.sent.menu
    menu.fill()
    texts = [action.text() for action in menu.menu.actions() if not action.isSeparator()]
    assert texts[0].startswith("There is one screen")
    assert texts[1:6] == [what.label for what in Sent]
    assert texts[6:] == [f"{dock.windowTitle()} dock" for dock in running.layout_.every]
    next(a for a in menu.menu.actions() if a.text() == "Evidence").trigger()
    assert list(running.sent.windows) == [Sent.EVIDENCE]
    menu.fill()
    next(a for a in menu.menu.actions() if a.text() == "Evidence: bring back").trigger()
    assert running.sent.windows == {}


def test_windows_are_kept_with_the_layout_and_end_with_the_main_window(
    open_window, pipeline, qtbot: QtBot
) -> None:
    first = open_window(pipeline, store="sent.ini")
    sent = first.sent.send(Sent.CURTAIN)
    first.store.save_layout(first, "two", first.sent.kept())
    first.close()
    qtbot.waitUntil(lambda: not first.isVisible())
    assert not sent.isVisible()
    second = open_window(type(pipeline)(), store="sent.ini")
    second.layout_.restore(second.store)
    assert list(second.sent.windows) == [Sent.CURTAIN]
    second.sent.bring_all_back()
    second.sent.restore(second.store.sent("two"))
    assert list(second.sent.windows) == [Sent.CURTAIN]


def test_a_screen_that_is_gone_and_text_that_is_damaged(running, caplog) -> None:
    gone = {"what": "raw", "screen": "DP-9", "place": [5000, 0, 800, 600], "filled": True}
    running.sent.restore(json.dumps([gone]))
    sent = running.sent.windows[Sent.RAW]
    assert running.screen().availableGeometry().intersects(sent.geometry())
    assert "DP-9 is not there" in running.bar.notes.text
    for damaged in ("{", "[3]", '[{"what": "moon"}]'):
        assert from_text(damaged) == []
    assert len(caplog.records) == 3


PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from stemviewer.ui.live.sent.what import Sent
from stemviewer.ui.load.run import load_window
from stemviewer.ui.load.source import LoadSource

app = QApplication(["stemviewer"])
window = load_window(LoadSource(64, 10.0, 1), Path(sys.argv[1]))
window.show()
other = window.sent.screens()[0]
sent = window.sent.send(Sent.RAW)
window.sent.send_dock(window.display_dock)
assert sent.screen() is other and sent.isMaximized(), sent.screen().name()
assert other.geometry().contains(window.display_dock.frameGeometry().center())
window.sent.menu.fill()
texts = [action.text() for action in window.sent.menu.menu.actions()]
kept = window.sent.kept()
window.sent.bring_all_back()
window.sent.restore(kept)
again = window.sent.windows[Sent.RAW]
assert again.screen() is other and again.isMaximized()
window.session.finish()
while window.isVisible():
    app.processEvents()
print(other.name(), *texts, sep="|")
"""


def test_with_two_screens_the_other_one_is_filled(tmp_path: Path) -> None:
    size = {"width": 1280, "height": 800, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = [
        {"name": "left", "x": 0, "y": 0} | size,
        {"name": "right", "x": 1280, "y": 0} | size,
    ]
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": screens}), "utf-8")
    place = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={config}"}
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    done = subprocess.run(
        command, env=place, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr[-800:]
    told = done.stdout.strip().split("|")
    assert told[0] == "right"
    assert "Raw picture: bring back" in told
    assert not any("one screen" in line for line in told)
