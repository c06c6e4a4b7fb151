"""Every dock floated, sent, closed and brought back by mouse; every state of the scan told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenuBar, QToolButton
from pytestqt.qtbot import QtBot

from stemviewer.live.state import LinkState, RecordingState
from stemviewer.ui.image.arrangement import ViewKind
from stemviewer.ui.live.action_spec import Menu
from stemviewer.ui.live.window import LiveWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def running(window: LiveWindow, pipeline, qtbot: QtBot, shown) -> LiveWindow:
    qtbot.mouseClick(window.processing_dock.choice.button("network"), LEFT)
    pipeline.next = shown()
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    return window


def listed(window: LiveWindow, title: str):
    """Return the entry of a dock in the menu Window."""
    bar = window.findChild(QMenuBar)
    menu = next(a.menu() for a in bar.actions() if a.text() == Menu.WINDOW.value)
    return next(action for action in menu.actions() if action.text() == title)


def test_every_dock_floats_closes_and_comes_back(running, qtbot: QtBot) -> None:
    for dock in running.layout_.every:
        title = dock.windowTitle()
        if dock.isHidden():
            listed(running, title).trigger()
        qtbot.waitUntil(lambda d=dock: not d.isHidden())
        dock.raise_()
        float_button = dock.titleBarWidget().findChild(QToolButton, "dock_float")
        qtbot.waitUntil(float_button.isVisible)
        qtbot.mouseClick(float_button, LEFT)
        assert dock.isFloating(), title
        qtbot.mouseClick(float_button, LEFT)
        assert not dock.isFloating(), title
        running.sent.send_dock(dock)
        assert dock.isFloating(), title
        running.actions_["bring_back"].trigger()
        assert not dock.isFloating(), title
        listed(running, title).trigger()
        assert dock.isHidden(), title
        listed(running, title).trigger()
        assert not dock.isHidden(), title
    running.actions_["reset_layout"].trigger()
    shown_docks = [dock for dock in running.layout_.every if not dock.isHidden()]
    assert running.measure_dock not in shown_docks
    assert len(shown_docks) == len(running.layout_.every) - 1


@pytest.mark.parametrize("word", ["SCANNING", "STOPPED", "BLANKED", "RECORDING", "DISCONNECTED"])
def test_every_state_is_told_in_every_view(running, pipeline, qtbot: QtBot, word: str) -> None:
    now = pipeline.now
    changes = {
        "SCANNING": {},
        "STOPPED": {"scan": replace(now.scan, scanning=False)},
        "BLANKED": {"scan": replace(now.scan, blanked=True)},
        "RECORDING": {"recording": RecordingState(active=True, written=7, path="/a.nxs")},
        "DISCONNECTED": {"link": LinkState.RETRYING},
    }
    badges = {"STOPPED": "STOPPED", "BLANKED": "BLANKED", "DISCONNECTED": "NO LINK"}
    pipeline.change(**changes[word])
    running.refresh()
    for kind in ViewKind:
        qtbot.mouseClick(running.switch.control.button(kind.value), LEFT)
        panes = [pane for pane in running.view.panes.panes if pane.isVisible()]
        assert panes, kind
        for pane in panes:
            if pane is not running.view.panes.evidence:
                assert pane._state_badge[0] == badges.get(word, ""), kind
            assert not pane.grab().isNull()
        assert word in running.strip.state.text()
    pipeline.change(recording=RecordingState())
