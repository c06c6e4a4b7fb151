"""Stepping through a real session with the keys and the mouse."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemviewer.core.provenance import Kind
from stemviewer.ui import colours as c
from stemviewer.ui.live.notices import NoticeList
from stemviewer.ui.review.files import ask_for_session
from stemviewer.ui.review.main import run_review
from stemviewer.ui.review.table_view import LINE_HEIGHT
from stemviewer.ui.review.window import ReviewWindow

Shown = Callable[[ReviewWindow, int], None]


def test_the_first_frame_is_in_view_after_opening(opened: ReviewWindow) -> None:
    assert opened.current == 0
    assert opened.strip.current == 0
    assert opened.views.raw.picture is not None
    assert opened.views.raw.picture.number == 100
    assert opened.views.processed.picture is None
    assert "A3" in opened.windowTitle()


def test_keys_step_through_the_session(qtbot: QtBot, opened: ReviewWindow, shown: Shown) -> None:
    opened.activateWindow()
    for key, index in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_End, 6),
        (Qt.Key.Key_Right, 6),
        (Qt.Key.Key_Home, 0),
    ):
        qtbot.keyClick(opened.table, key)
        assert opened.current == index
    shown(opened, 0)


def test_a_processed_frame_is_shown_with_its_mark(opened: ReviewWindow, shown: Shown) -> None:
    opened.go_to(2)
    shown(opened, 2)
    raw, made = opened.views.raw.picture, opened.views.processed.picture
    assert raw is not None
    assert made is not None
    assert raw.number == made.number == 102
    assert made.kind is Kind.DENOISED
    assert made.badge == "DENOISED live-0.1"
    badge = opened.views.processed.grab().toImage()
    colours = {badge.pixelColor(x, 18).name() for x in range(10, 100)}
    assert c.KIND_FILL[Kind.DENOISED] in colours
    opened.go_to(3)
    shown(opened, 3)
    assert opened.views.processed.picture is not None
    assert opened.views.processed.picture.kind is Kind.FILTERED


def test_an_unprocessed_frame_leaves_the_right_side_empty(
    opened: ReviewWindow, shown: Shown
) -> None:
    opened.go_to(2)
    shown(opened, 2)
    opened.go_to(4)
    shown(opened, 4)
    assert opened.views.processed.picture is None


def test_the_stored_pixels_are_shown_bit_for_bit(opened: ReviewWindow, shown: Shown) -> None:
    opened.go_to(5)
    shown(opened, 5)
    read = opened.shown
    assert read is not None
    assert hashlib.sha256(read.frame.data.tobytes()).hexdigest() == read.row.sha256


def test_a_partial_frame_is_hatched_not_mixed(opened: ReviewWindow, shown: Shown) -> None:
    opened.go_to(5)
    shown(opened, 5)
    opened.go_to(6)
    shown(opened, 6)
    picture = opened.views.raw.picture
    assert picture is not None
    assert picture.valid_rows == 40
    assert picture.old_values is None


def test_the_table_lists_raw_processed_and_lost(opened: ReviewWindow) -> None:
    lines = [opened.model.line(at) for at in range(opened.model.rowCount())]
    kinds = [line.kind for line in lines]
    assert kinds.count(Kind.RAW) == 7
    assert kinds.count(Kind.DENOISED) == 2
    assert kinds.count(Kind.FILTERED) == 1
    assert kinds.count(None) == 1
    for at, line in enumerate(lines):
        if line.kind in (Kind.DENOISED, Kind.FILTERED):
            assert lines[at - 1].kind is Kind.RAW
            assert lines[at - 1].index == line.index
    lost = kinds.index(None)
    assert "106–107" in str(opened.model.data(opened.model.index(lost, 0)))
    assert "the link was down" in str(opened.model.data(opened.model.index(lost, 1)))


def test_clicking_a_line_goes_to_its_frame(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown
) -> None:
    line = opened.model.line_of_frame(2) + 1
    place = QPoint(60, line * LINE_HEIGHT + 8)
    qtbot.mouseClick(opened.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.current == 2
    shown(opened, 2)
    assert opened.table.currentIndex().row() == line


def test_the_strip_is_a_slider(qtbot: QtBot, opened: ReviewWindow) -> None:
    strip = opened.strip
    right = QPoint(strip.width() - 12, 16)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=right)
    assert opened.current == 6
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(12, 16))
    assert opened.current == 0


def test_provenance_is_drawn_top_down_and_copied_in_full(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown
) -> None:
    opened.go_to(2)
    shown(opened, 2)
    titles = [box.title for box in opened.provenance.drawing.boxes]
    assert titles == ["Raw frame 102", "Network live-0.1", "Denoised frame 102"]
    assert "simulated" in opened.provenance.drawing.boxes[0].warning
    qtbot.mouseClick(opened.provenance.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert opened.shown is not None
    assert opened.shown.row.sha256 in copied
    assert "3b" * 32 in copied


def test_metadata_gives_each_value_its_source(opened: ReviewWindow) -> None:
    tree = opened.metadata
    lines = {
        tree.topLevelItem(at).text(0): (
            tree.topLevelItem(at).text(1),
            tree.topLevelItem(at).text(2),
        )
        for at in range(tree.topLevelItemCount())
    }
    assert lines["Dwell time"] == ("1.00 µs", "set")
    assert lines["Voltage"] == ("unknown", "")
    assert lines["Number"][0] == "100"


def test_verify_says_good(qtbot: QtBot, opened: ReviewWindow, session: Path) -> None:
    opened.tabs.setCurrentWidget(opened.session)
    qtbot.mouseClick(opened.session.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "frames" in opened.top.verdict, timeout=20_000)
    assert "7 frames" in opened.top.verdict
    assert opened.session.report.toPlainText().startswith("GOOD")


def test_verify_finds_a_change(qtbot: QtBot, window: ReviewWindow, session: Path) -> None:
    content = bytearray(session.read_bytes())
    at = content.find(b"the link was down")
    assert at > 0
    content[at : at + 3] = b"THE"
    session.write_bytes(content)
    window.open_path(session)
    qtbot.waitUntil(window.session.button.isEnabled, timeout=20_000)
    window.verify()
    qtbot.waitUntil(lambda: "problem" in window.top.verdict, timeout=20_000)
    assert window.session.report.toPlainText().startswith("NOT GOOD")


def test_a_file_that_is_no_session_is_told_and_nothing_stays(
    qtbot: QtBot, opened: ReviewWindow, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.nxs"
    bad.write_bytes(b"not HDF5 at all" * 100)
    opened.open_path(bad)
    qtbot.waitUntil(lambda: opened.notices.current is not None, timeout=20_000)
    assert opened.views.raw.picture is None
    assert opened.model.rowCount() == 0
    assert opened.provenance.drawing.boxes == ()
    assert not opened.session.button.isEnabled()
    opened.notices.list_requested.emit()
    past = opened.findChild(NoticeList)
    assert past is not None
    past.close()


def test_the_raw_words_are_those_of_the_frame_in_view(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown
) -> None:
    for _ in range(6):
        opened.step(1)
    qtbot.waitUntil(lambda: opened.shown is not None and opened.shown.row.index == 6)
    shown(opened, 6)
    assert opened.views.raw.picture is not None
    assert opened.views.raw.picture.number == 108


def test_opening_another_session_ends_the_first_thread(
    qtbot: QtBot, opened: ReviewWindow, session: Path, shown: Shown
) -> None:
    opened.go_to(3)
    opened.open_path(session)
    qtbot.waitUntil(lambda: opened.model.frames == 7, timeout=20_000)
    shown(opened, 0)


def test_the_window_can_be_drawn_into_a_file(qtbot: QtBot, session: Path, tmp_path: Path) -> None:
    picture = tmp_path / "review.png"
    assert run_review(str(session), str(picture)) == 0
    assert picture.stat().st_size > 20_000


def test_a_screenshot_of_what_cannot_be_read_fails(qtbot: QtBot, tmp_path: Path) -> None:
    assert run_review(str(tmp_path / "none.nxs"), str(tmp_path / "x.png")) == 1


def test_every_tab_fits_at_1366_pixels(opened: ReviewWindow) -> None:
    opened.resize_columns()
    bar = opened.tabs.tabBar()
    assert bar.count() == 6
    assert bar.tabRect(bar.count() - 1).right() <= bar.width()


def test_a_dropped_session_is_opened(
    qtbot: QtBot, window: ReviewWindow, session: Path, shown: Shown
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(session))])
    with_button = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, data, *with_button)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, *with_button)
    QApplication.sendEvent(window, drop)
    qtbot.waitUntil(lambda: window.model.frames == 7, timeout=20_000)
    shown(window, 0)


def test_the_dialog_opens_what_is_chosen(
    qtbot: QtBot, window: ReviewWindow, session: Path, shown: Shown
) -> None:
    dialog = ask_for_session(window, str(session.parent), window.open_path)
    dialog.fileSelected.emit(str(session))
    dialog.close()
    qtbot.waitUntil(lambda: window.model.frames == 7, timeout=20_000)
    shown(window, 0)


def test_words_follow_the_picture(opened: ReviewWindow, shown: Shown) -> None:
    opened.go_to(3)
    shown(opened, 3)
    assert opened.frame_panel.note.startswith("103")
    assert opened.provenance.drawing.boxes[-1].title == "Filtered frame 103"


def test_display_settings_change_the_view_and_run_nothing(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown
) -> None:
    opened.go_to(2)
    shown(opened, 2)
    qtbot.keyClick(opened, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert opened.display.isVisible()
    before = opened.views.processed.grab().toImage()
    picture = opened.views.processed.picture
    qtbot.mouseClick(opened.display.invert, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    qtbot.waitUntil(lambda: opened.views.processed.grab().toImage() != before, timeout=10_000)
    assert picture is not None
    assert opened.views.processed.picture is not None
    assert opened.views.processed.picture.values is picture.values
    assert not opened.reprocess.running
