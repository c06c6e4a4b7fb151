from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenuBar
from pytestqt.qtbot import QtBot

from stemviewer.feeds.base import Control
from stemviewer.ui.image.display_settings import LevelsMode
from stemviewer.ui.live.action_list import ACTIONS, Menu, Scope, spec
from stemviewer.ui.live.window import LiveWindow

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def running(window: LiveWindow, pipeline, qtbot: QtBot, shown) -> LiveWindow:
    """A window that shows a network's picture, with the focus on the raw image."""
    window.processing_dock.choice.button("network").click()
    pipeline.next = shown()
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    qtbot.mouseClick(window.view.raw, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.view.raw.hasFocus)
    return window


def press(qtbot: QtBot, window: LiveWindow, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window.view.raw, key, modifier)


def test_no_key_is_used_twice() -> None:
    keys = [QKeySequence(key).toString() for action in ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))


def test_single_letters_and_figures_act_on_images_only() -> None:
    for action in ACTIONS:
        for key in action.keys:
            if len(key) == 1 or key in ("Space", "Return", "Enter"):
                assert action.scope is Scope.IMAGE, action.name


def test_every_action_is_in_the_menu_bar_and_does_something(window: LiveWindow) -> None:
    listed = set()
    bar = window.findChild(QMenuBar)
    titles = [action.text() for action in bar.actions()]
    assert titles == [menu.value for menu in Menu]
    for top in bar.actions():
        listed |= {action.objectName() for action in top.menu().actions()}
    for action in ACTIONS:
        assert f"action_{action.name}" in listed
        assert action.held or action.name in window._handlers, action.name


def test_space_stops_at_the_frame_end_and_scans_again(running, pipeline, qtbot: QtBot) -> None:
    press(qtbot, running, Qt.Key.Key_Space)
    assert pipeline.sent == [(Control.SCAN, 0.0)]
    assert running.strip.stop.label_text == "Scan"
    press(qtbot, running, Qt.Key.Key_Space)
    assert pipeline.sent[-1] == (Control.SCAN, 1.0)


def test_escape_stops_now_from_anywhere(running, pipeline, qtbot: QtBot) -> None:
    field = running.strip.sample
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert pipeline.sent == [(Control.STOP, 0.0)]


def test_b_blanks_and_the_mark_follows_the_answer(running, pipeline, qtbot: QtBot) -> None:
    press(qtbot, running, Qt.Key.Key_B)
    assert pipeline.sent == [(Control.BLANK, 1.0)]
    assert running.actions_["blank"].isChecked()
    press(qtbot, running, Qt.Key.Key_B)
    assert pipeline.sent[-1] == (Control.BLANK, 0.0)
    assert not running.actions_["blank"].isChecked()


def test_r_records_and_ends(running, pipeline, qtbot: QtBot) -> None:
    press(qtbot, running, Qt.Key.Key_R)
    assert len(pipeline.recordings) == 1
    press(qtbot, running, Qt.Key.Key_R)
    assert "stop_recording" in pipeline.calls


def test_new_area_key(running, pipeline, qtbot: QtBot) -> None:
    press(qtbot, running, Qt.Key.Key_N, SHIFT)
    assert "new_area" in pipeline.calls


@pytest.mark.parametrize(
    ("keys", "scale"),
    [
        ([Qt.Key.Key_1], 1.0),
        ([Qt.Key.Key_2], 2.0),
        ([Qt.Key.Key_1, Qt.Key.Key_Plus], 1.25),
        ([Qt.Key.Key_1, Qt.Key.Key_Minus], 0.8),
        ([Qt.Key.Key_2, Qt.Key.Key_Equal], 2.5),
    ],
)
def test_zoom_keys(running, qtbot: QtBot, keys: list[Qt.Key], scale: float) -> None:
    for key in keys:
        press(qtbot, running, key)
    assert running.view.camera.scale == pytest.approx(scale)
    assert not running.view.camera.fitted
    press(qtbot, running, Qt.Key.Key_0)
    assert running.view.camera.fitted


def test_enter_levels_once_f8_follows_f11_inverts(running, qtbot: QtBot) -> None:
    dock = running.display_dock
    press(qtbot, running, Qt.Key.Key_Return)
    assert (dock.settings.mode, dock.settings.once) == (LevelsMode.ONCE, 1)
    press(qtbot, running, Qt.Key.Key_F8)
    assert dock.settings.mode is LevelsMode.FOLLOW
    assert running.actions_["follow"].isChecked()
    press(qtbot, running, Qt.Key.Key_F8)
    assert dock.settings.mode is LevelsMode.LOCK
    press(qtbot, running, Qt.Key.Key_F11)
    assert dock.settings.invert
    assert running.view.presenter.display.invert


def test_d_shows_raw_on_both_sides_while_it_is_held(running, qtbot: QtBot) -> None:
    raw = running.view.raw
    qtbot.keyPress(raw, Qt.Key.Key_D)
    assert running.view.raw_only
    assert running.view.panes.raw_again.isVisible()
    assert running.view.panes.raw_again.picture is raw.picture
    qtbot.keyRelease(raw, Qt.Key.Key_D)
    assert not running.view.raw_only
    assert running.view.processed.isVisible()


def test_d_is_let_go_when_the_focus_leaves(running, qtbot: QtBot) -> None:
    qtbot.keyPress(running.view.raw, Qt.Key.Key_D)
    running.strip.sample.setFocus()
    qtbot.waitUntil(lambda: not running.view.raw_only)


def test_letters_typed_into_a_field_are_text(running, pipeline, qtbot: QtBot) -> None:
    field = running.strip.sample
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, "bird r0 d2")
    assert field.text() == "bird r0 d2"
    assert pipeline.sent == []
    assert pipeline.recordings == []
    assert not running.view.raw_only


def test_p_holds_the_picture(running, pipeline, qtbot: QtBot) -> None:
    press(qtbot, running, Qt.Key.Key_P)
    assert "hold True" in pipeline.calls
    press(qtbot, running, Qt.Key.Key_P)
    assert "hold False" in pipeline.calls


def test_f2_and_f3_apply_set_ups(running, pipeline, qtbot: QtBot) -> None:
    press(qtbot, running, Qt.Key.Key_F2)
    assert dict(pipeline.sent)[Control.FIELD_OF_VIEW] == pytest.approx(40e-9)
    pipeline.sent.clear()
    press(qtbot, running, Qt.Key.Key_F3)
    assert dict(pipeline.sent)[Control.SIZE] == 256.0


@pytest.mark.parametrize(
    ("key", "modifier", "name"),
    [
        (Qt.Key.Key_Slash, CTRL, "key_list"),
        (Qt.Key.Key_L, CTRL, "notice_list"),
    ],
)
def test_windows_that_explain_open_without_blocking(
    running, qtbot: QtBot, key: Qt.Key, modifier, name: str
) -> None:
    press(qtbot, running, key, modifier)
    dialog = running.findChild(QDialog, name)
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    dialog.close()


def test_key_list_names_every_key(running, qtbot: QtBot) -> None:
    press(qtbot, running, Qt.Key.Key_Slash, CTRL)
    dialog = running.findChild(QDialog, "key_list")
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for action in ACTIONS:
        if action.keys:
            assert action.tip in words
    dialog.close()


def test_ctrl_o_asks_for_a_session(running, qtbot: QtBot) -> None:
    press(qtbot, running, Qt.Key.Key_O, CTRL)
    dialog = next(d for d in running.findChildren(QDialog) if d.windowTitle() == "Review session")
    assert dialog.isVisible()
    dialog.reject()


def test_f1_opens_the_guide_or_says_that_there_is_none(running, qtbot: QtBot) -> None:
    press(qtbot, running, Qt.Key.Key_F1)
    page = running.findChild(QDialog, "page_window")
    if page is None:
        assert "guide" in running.bar.text
    else:
        assert page.isVisible()
        page.close()


def test_ctrl_q_closes(running, pipeline, qtbot: QtBot) -> None:
    press(qtbot, running, Qt.Key.Key_Q, CTRL)
    qtbot.waitUntil(lambda: not running.isVisible())
    assert "stop" in pipeline.calls


def test_keys_can_be_changed(open_window: Callable[..., LiveWindow], pipeline) -> None:
    from stemviewer.ui.live.actions import Actions

    window = open_window(pipeline)
    other = Actions(window, window.image_area, {"record": ("Ctrl+R",)})
    assert other["record"].shortcut() == QKeySequence("Ctrl+R")
    assert "[Ctrl+R]" in other.tip_of("record")
    assert spec("record").keys == ("R",)


def test_a_click_on_a_button_leaves_the_keys_with_the_image(running, qtbot: QtBot) -> None:
    qtbot.mouseClick(running.strip.blank, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert QApplication.focusWidget() is running.view.raw
