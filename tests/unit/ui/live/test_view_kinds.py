"""Views of the live window by key, menu and switch."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stemviewer.ui.image.arrangement import ViewKind
from stemviewer.ui.live.view_actions import action_of
from stemviewer.ui.live.window import LiveWindow

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def running(window: LiveWindow, pipeline, qtbot: QtBot, shown) -> LiveWindow:
    window.processing_dock.choice.button("network").click()
    pipeline.next = shown()
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    qtbot.mouseClick(window.view.raw, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.view.raw.hasFocus)
    return window


def focused(window: LiveWindow):
    return next(pane for pane in window.view.panes.panes if pane.hasFocus())


def test_v_goes_through_all_views_and_keeps_the_keys_on_the_image(running, qtbot: QtBot) -> None:
    seen = []
    for _ in ViewKind:
        qtbot.keyClick(focused(running), Qt.Key.Key_V)
        kind = running.view.panes.state.kind
        seen.append(kind)
        assert running.switch.control.current == kind.value
        assert running.actions_[action_of(kind)].isChecked()
    assert seen == [*list(ViewKind)[1:], ViewKind.SPLIT]


@pytest.mark.parametrize("kind", list(ViewKind))
def test_every_view_has_a_key_and_a_button(running, pipeline, qtbot: QtBot, kind) -> None:
    qtbot.mouseClick(running.switch.control.button(kind.value), Qt.MouseButton.LeftButton)
    assert running.view.panes.state.kind is kind
    key = Qt.Key(Qt.Key.Key_1.value + list(ViewKind).index(kind))
    other = Qt.Key.Key_2 if key == Qt.Key.Key_1 else Qt.Key.Key_1
    qtbot.keyClick(running.strip.sample, other, CTRL)
    assert running.view.panes.state.kind is not kind
    qtbot.keyClick(running.strip.sample, key, CTRL)
    assert running.view.panes.state.kind is kind


@pytest.mark.parametrize("kind", list(ViewKind))
def test_a_frame_counts_as_shown_in_every_view(running, pipeline, qtbot, kind, shown, frame):
    running.actions_[action_of(kind)].trigger()
    pipeline.next = made = shown(frame(21))
    qtbot.waitUntil(lambda: made in pipeline.painted)
    visible = [pane for pane in running.view.panes.panes if pane.isVisible()]
    assert {pane.picture.number for pane in visible} == {21}


def test_x_shows_the_other_picture(running, qtbot: QtBot) -> None:
    running.actions_["view_single"].trigger()
    assert running.view.processed.isVisible()
    qtbot.keyClick(focused(running), Qt.Key.Key_X)
    assert running.view.raw.isVisible()
    assert not running.view.processed.isVisible()
    qtbot.keyClick(focused(running), Qt.Key.Key_X)
    assert running.view.processed.isVisible()


@pytest.mark.parametrize("kind", list(ViewKind))
def test_d_held_shows_raw_in_every_view(running, qtbot: QtBot, kind) -> None:
    running.actions_[action_of(kind)].trigger()
    panes = running.view.panes
    pane = focused(running)
    qtbot.keyPress(pane, Qt.Key.Key_D)
    assert panes.state.raw_only
    assert not any(p.isVisible() for p in (panes.processed, panes.curtain, panes.evidence))
    qtbot.keyRelease(focused(running), Qt.Key.Key_D)
    assert not panes.state.raw_only
    assert panes.processed.isVisible() or panes.curtain.isVisible()


def test_evidence_has_its_pane_in_2x2_also_without_the_overlay(running) -> None:
    running.actions_["view_quad"].trigger()
    assert running.view.panes.evidence.isVisible()
    assert running.view.panes.evidence.evidence is not None
    assert running.view.processed.evidence is None


def test_the_view_comes_back_at_the_next_start(open_window, pipeline, qtbot: QtBot) -> None:
    first = open_window(pipeline, store="view.ini")
    first.actions_["view_curtain"].trigger()
    first.close()
    qtbot.waitUntil(lambda: not first.isVisible())
    second = open_window(type(pipeline)(), store="view.ini")
    assert second.view.panes.state.kind is ViewKind.CURTAIN
    assert second.actions_["view_curtain"].isChecked()
