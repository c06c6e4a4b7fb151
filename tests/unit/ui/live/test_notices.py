from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QTableWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stemviewer.live.state import Notice, Severity
from stemviewer.ui.live.note_line import SHOWN_MS, NoteLine
from stemviewer.ui.live.notices import NoticeBar, NoticeList


def notice(severity: Severity, what: str = "Frame 7 never arrived.") -> Notice:
    return Notice(
        1_700_000_000_000_000_000, severity, what, "The log has a gap.", "Check the link."
    )


@pytest.fixture
def bar(themed, qtbot: QtBot) -> Iterator[NoticeBar]:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.addWidget(QLineEdit())
    made = NoticeBar()
    layout.addWidget(made)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("severity", "sign", "word"),
    [
        (Severity.WARNING, "▲", "Caution"),
        (Severity.ERROR, "■", "Error"),
    ],
)
def test_what_meaning_action_with_word_and_shape(bar, severity, sign: str, word: str) -> None:
    bar.tell(notice(severity))
    assert bar.isVisible()
    assert bar.text == "Frame 7 never arrived. The log has a gap. Check the link."
    assert bar._word.text() == f"{sign} {word}"
    assert bar.accessibleName().startswith(word)


def test_it_never_takes_the_focus(bar, qtbot: QtBot) -> None:
    field = bar.window().findChild(QLineEdit)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    bar.tell(notice(Severity.ERROR))
    qtbot.keyClicks(field, "abc")
    assert field.text() == "abc"
    qtbot.mouseClick(bar._text, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is field


def test_the_more_severe_one_stays_and_the_other_waits(bar, qtbot: QtBot) -> None:
    bar.tell(notice(Severity.ERROR, "The disk is full."))
    bar.tell(notice(Severity.WARNING, "A frame is missing."))
    bar.tell(notice(Severity.WARNING, "A frame is missing."))
    bar.tell(notice(Severity.INFO, "Connected."))
    assert "disk" in bar.text
    assert bar._more.text() == "1 more"
    qtbot.mouseClick(bar._close, Qt.MouseButton.LeftButton)
    assert "missing" in bar.text
    qtbot.mouseClick(bar._close, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    assert [n.what for n in bar.history][-1] == "Connected."


def test_a_newer_error_comes_first_and_the_older_waits(bar) -> None:
    bar.tell(notice(Severity.ERROR, "First."))
    bar.tell(notice(Severity.ERROR, "Second."))
    assert bar.text.startswith("Second.")
    bar.dismiss()
    assert bar.text.startswith("First.")


def test_a_note_takes_no_room_and_goes_by_itself(bar) -> None:
    bar.tell(notice(Severity.INFO))
    assert not bar.isVisible()
    assert bar.notes.text.startswith("Frame 7 never arrived.")
    assert bar.notes._timer.interval() == SHOWN_MS
    bar.notes._timer.timeout.emit()
    assert bar.notes.text == ""


def test_a_long_note_is_cut_and_whole_in_its_tool_tip(themed, qtbot: QtBot) -> None:
    line = NoteLine()
    qtbot.addWidget(line)
    line.resize(150, 20)
    line.show_note("a long story " * 20)
    line.grab()
    assert line.toolTip() == "a long story " * 20
    line.stop()


def test_a_question_stays_until_it_is_answered(bar, qtbot: QtBot) -> None:
    said: list[str] = []
    bar.ask(
        notice(Severity.WARNING, "A session is being recorded."),
        (
            ("End it", lambda: said.append("end")),
            ("Go on", lambda: said.append("on")),
        ),
    )
    bar.tell(notice(Severity.ERROR, "The disk is full."))
    assert "session" in bar.text
    assert not bar._close.isVisible()
    button = bar._choices.itemAt(0).widget()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert said == ["end"]
    assert "disk" in bar.text
    bar.dismiss()
    assert not bar.isVisible()


def test_the_list_is_newest_first(bar, qtbot: QtBot) -> None:
    listed = NoticeList([notice(Severity.INFO, "Old."), notice(Severity.ERROR, "New.")])
    listed.show()
    table = listed.findChild(QTableWidget)
    assert table.item(0, 2).text().startswith("New.")
    assert table.item(0, 1).text() == "■ Error"
    listed.close()
    empty = NoticeList([])
    empty.show()
    empty.grab()
    empty.close()
