"""Keys are changed, checked, kept and printed; the palette finds what has none."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QPushButton
from pytestqt.qtbot import QtBot

from stemviewer.feeds.base import Control
from stemviewer.ui.live.action_list import ACTIONS, spec
from stemviewer.ui.live.background import Job
from stemviewer.ui.live.key_editor import KeyEditor
from stemviewer.ui.live.key_map import (
    from_json,
    holder,
    keys_of,
    normal,
    problem,
    to_json,
    with_key,
)
from stemviewer.ui.live.key_sheet import print_sheet, sheet
from stemviewer.ui.live.palette import matching
from stemviewer.ui.live.window import LiveWindow

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def test_defaults_have_no_problem() -> None:
    for action in ACTIONS:
        for key in action.keys:
            assert normal(key), key
            assert problem(action, key) == "", (action.name, key)
            assert holder(normal(key), {}, action.name) is None


@pytest.mark.parametrize(
    ("name", "key", "word"),
    [
        ("stop", "S", "while text is typed"),
        ("stop", "Shift+S", "while text is typed"),
        ("stop", "Space", "while text is typed"),
        ("blank", "Tab", "between controls"),
        ("raw_only", "Ctrl+D", "while its key is held"),
        ("blank", "Ctrl+K, Ctrl+B", "not a single key"),
    ],
)
def test_keys_that_can_not_be(name: str, key: str, word: str) -> None:
    assert word in problem(spec(name), key)


def test_a_key_that_is_taken_goes_over() -> None:
    own = with_key({}, "blank", ("R",))
    assert own == {"blank": ("R",), "record": ()}
    assert holder("R", own) is spec("blank")
    back = with_key(with_key(own, "blank", ("B",)), "record", ("R",))
    assert back == {}


def test_what_is_kept_comes_back_and_what_is_bad_is_dropped(caplog) -> None:
    own = with_key({}, "blank", ("F5",))
    assert from_json(to_json(own)) == own
    with caplog.at_level(logging.WARNING):
        assert from_json('{"blank": ["F5"], "wish": ["F6"], "stop": ["S"], "scan": 7}') == own
        assert from_json('{"blank": ["R"]}') == {}  # Record has it
        assert from_json("[1]") == {}
        assert from_json("no json") == {}
    assert len(caplog.records) == 6


def test_the_sheet_names_every_key_and_is_one_page(qapp, tmp_path: Path) -> None:
    del qapp
    text = sheet({"blank": ("F5",)})
    assert "<b>F5</b>" in text
    for action in ACTIONS:
        if keys_of(action, {"blank": ("F5",)}):
            assert action.text.replace("&", "").rstrip("…") in text
    path = tmp_path / "keys.pdf"
    print_sheet({}, path)
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == 1


def test_a_changed_key_acts_at_once_and_at_the_next_start(
    window: LiveWindow, open_window, pipeline, qtbot: QtBot
) -> None:
    window.actions_["change_keys"].trigger()
    editor = window.findChild(KeyEditor)
    assert not editor.isModal()
    editor.choose("blank")
    qtbot.keyClick(editor.field, Qt.Key.Key_R)
    assert "taken by Record" in editor.words.text()
    assert editor.take.isVisible()
    qtbot.keyClick(editor.field, Qt.Key.Key_F5)
    assert "Blank beam: F5" in editor.words.text()
    editor.choose("record")
    qtbot.keyClick(editor.field, Qt.Key.Key_B)
    assert "Record: B" in editor.words.text()  # it is free now
    editor.close()
    raw = window.view.raw
    raw.setFocus()
    qtbot.keyClick(raw, Qt.Key.Key_F5)
    assert pipeline.sent == [(Control.BLANK, 1.0)]
    qtbot.keyClick(raw, Qt.Key.Key_R)
    assert pipeline.recordings == []
    assert window.strip.blank._hint.text() == "F5"
    window.store.flush()
    again = open_window(type(pipeline)())
    assert [k.toString() for k in again.actions_["blank"].shortcuts()] == ["F5"]
    assert [k.toString() for k in again.actions_["record"].shortcuts()] == ["B"]


def test_use_it_here_instead(window: LiveWindow, qtbot: QtBot) -> None:
    window.actions_["change_keys"].trigger()
    editor = window.findChild(KeyEditor)
    editor.choose("blank")
    qtbot.keyClick(editor.field, Qt.Key.Key_R)
    qtbot.mouseClick(editor.take, LEFT)
    assert window.actions_["record"].shortcuts() == []
    qtbot.mouseClick(editor.defaults, LEFT)
    assert [k.toString() for k in window.actions_["record"].shortcuts()] == ["R"]
    assert window.actions_.own_keys == {}
    editor.close()


def test_a_held_key_can_be_another(window: LiveWindow, qtbot: QtBot) -> None:
    window.processing_dock.choice.button("network").click()
    window.keys.use({"raw_only": ("J",)})
    raw = window.view.raw
    raw.setFocus()
    qtbot.keyPress(raw, Qt.Key.Key_J)
    assert window.view.raw_only
    qtbot.keyRelease(raw, Qt.Key.Key_J)
    qtbot.keyPress(raw, Qt.Key.Key_D)
    assert not window.view.raw_only
    qtbot.keyRelease(raw, Qt.Key.Key_D)


def test_the_key_list_leads_to_change_and_print(window: LiveWindow, qtbot: QtBot) -> None:
    window.actions_["keys"].trigger()
    listed = window.findChild(QDialog, "key_list")
    assert listed.height() <= listed.screen().availableGeometry().height()
    change, printing = listed.findChildren(QPushButton)
    assert printing.text() == "Print keys…"
    qtbot.mouseClick(change, LEFT)
    assert window.findChild(KeyEditor).isVisible()
    window.findChild(KeyEditor).close()
    listed.close()


def test_the_palette_finds_and_acts(window: LiveWindow, pipeline, qtbot: QtBot) -> None:
    raw = window.view.raw
    raw.setFocus()
    qtbot.keyClick(raw, Qt.Key.Key_K, CTRL)
    palette = window.keys.palette
    assert palette.isVisible()
    assert palette.field.hasFocus()
    qtbot.keyClicks(palette.field, "blank beam")
    assert palette.list.item(0).text().startswith("Scan: Blank beam")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert pipeline.sent == [(Control.BLANK, 1.0)]
    assert palette.isHidden()
    assert raw.hasFocus()


def test_escape_closes_the_palette_and_stops_no_scan(window, pipeline, qtbot: QtBot) -> None:
    window.view.raw.setFocus()
    qtbot.keyClick(window.view.raw, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(window.keys.palette.field, "r b")  # letters are text here
    qtbot.keyClick(window.keys.palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(window.keys.palette.field, Qt.Key.Key_Escape)
    assert window.keys.palette.isHidden()
    assert pipeline.sent == []
    assert pipeline.recordings == []


def test_what_can_not_act_stays_in_the_palette(window: LiveWindow, qtbot: QtBot) -> None:
    window.keys.palette.open()
    qtbot.keyClicks(window.keys.palette.field, "snapshot")
    qtbot.keyClick(window.keys.palette.field, Qt.Key.Key_Return)
    assert window.keys.palette.isVisible()
    assert window.keys.palette.list.item(0).toolTip() == "There is no frame yet."


def test_words_are_found_in_names_before_explanations() -> None:
    assert matching("fit", ACTIONS)[0] is spec("fit")
    assert matching("", ACTIONS) == list(ACTIONS)
    assert matching("qqq", ACTIONS) == []


def test_long_work_is_told_and_can_be_cancelled(window: LiveWindow, qtbot: QtBot) -> None:
    card = window.findChild(QFrame, "progress_card")
    ended: list[int] = []
    card.tell([Job("Short", 0.1)])
    assert card.isHidden()
    card.tell([Job("Saving", 0.9, lambda: ended.append(1), 0.25), Job("Other", 0.6)])
    assert card.isVisible()
    assert card.words.text() == "Saving … (and 1 more)"
    assert card.bar.value() == 25
    qtbot.mouseClick(card.cancel, LEFT)
    assert ended == [1]
    card.tell([])
    assert card.isHidden()


def test_a_source_that_takes_long_can_be_given_up(open_window, pipeline, qtbot: QtBot) -> None:
    window = open_window(None)
    go = threading.Event()
    made = type(pipeline)()

    def slow(where: str) -> object:
        del where
        go.wait(60.0)
        return made

    window.session._make = slow
    window.session.open("simulator")
    card = window.findChild(QFrame, "progress_card")
    qtbot.waitUntil(card.isVisible, timeout=20_000)
    assert "Opening the simulator" in card.words.text()
    qtbot.mouseClick(card.cancel, LEFT)
    go.set()
    qtbot.waitUntil(lambda: not window.session.work.busy, timeout=20_000)
    assert window.link.pipeline is None
    assert made.calls == ["stop"]
