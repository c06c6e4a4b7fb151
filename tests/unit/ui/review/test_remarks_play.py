"""Stars, marks and notes; playing; sorting; the average of a span: with mouse and keys."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemviewer.catalogue.notes import Mark, read_notes
from stemviewer.core.provenance import Kind
from stemviewer.session.reading.reader import SessionReader
from stemviewer.ui.review.lines import NOTE
from stemviewer.ui.review.table_view import LEAST_NEEDED
from stemviewer.ui.review.window import ReviewWindow

LEFT = Qt.MouseButton.LeftButton
Shown = Callable[[ReviewWindow, int], None]


def files(session: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in session.parent.iterdir()
        if path.is_file() and not path.name.endswith(".notes.json")
    }


def test_remarks_are_kept_beside_the_session(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown, session: Path
) -> None:
    before = files(session)
    opened.go_to(2)
    shown(opened, 2)
    qtbot.mouseClick(opened.remark.star, LEFT)
    qtbot.mouseClick(opened.remark.marks.button(Mark.REJECT), LEFT)
    qtbot.keyClicks(opened.remark.note, "drift here")
    qtbot.keyClick(opened.remark.note, Qt.Key.Key_Return)
    line = opened.model.line_of_frame(2)
    assert opened.model.texts(line)[NOTE] == "★ ✗ drift here"
    qtbot.keyClicks(opened.remark.note, ", much")
    opened.go_to(3)
    assert opened.remark.note.text() == "", "what was typed belongs to the frame it was typed for"
    qtbot.waitUntil(lambda: read_notes(session).frame(2).note == "drift here, much", timeout=20_000)
    assert read_notes(session).frame(2).star
    assert read_notes(session).frame(3).empty
    opened.open_path(session)
    qtbot.waitUntil(lambda: opened.keeper.notes.frame(2).mark is Mark.REJECT, timeout=20_000)
    assert files(session) == before


def test_sorting_keeps_pictures_under_their_frames(qtbot: QtBot, opened: ReviewWindow) -> None:
    opened.table.sortByColumn(5, Qt.SortOrder.DescendingOrder)
    lines = [opened.model.line(at) for at in range(opened.model.rowCount())]
    raws = [line.index for line in lines if line.kind is Kind.RAW]
    assert raws == [6, 5, 4, 3, 2, 1, 0]
    for above, line in itertools.pairwise(lines):
        if line.kind is not Kind.RAW:
            assert above.index == line.index
    qtbot.keyClick(opened.table, Qt.Key.Key_End)
    assert opened.current == 6
    opened.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert opened.model.line(0).index == 0


def test_the_last_column_is_never_cut(opened: ReviewWindow) -> None:
    for width in (1366, 1920):
        opened.resize(width, 900)
        opened.resize_columns()
        header = opened.table.horizontalHeader()
        shown = [at for at in range(header.count()) if not header.isSectionHidden(at)]
        assert NOTE in shown
        assert set(range(header.count())) - set(shown) <= set(LEAST_NEEDED)
        for column in shown:
            needed = header.fontMetrics().horizontalAdvance(
                str(opened.model.headerData(column, Qt.Orientation.Horizontal))
            )
            assert header.sectionSize(column) >= needed + 4, column
        assert header.length() <= opened.table.viewport().width(), width


def test_space_plays_to_the_end(qtbot: QtBot, opened: ReviewWindow) -> None:
    opened.play.rate.setCurrentIndex(opened.play.rate.count() - 1)
    opened.table.setFocus()
    qtbot.keyClick(opened.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: opened.current == 6, timeout=30_000)
    qtbot.waitUntil(lambda: not opened.play.play.isChecked(), timeout=10_000)


def test_a_marked_span_is_averaged(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown, session: Path
) -> None:
    strip = opened.strip
    at = [QPoint(int(strip._x(index + 0.5)), 14) for index in (1, 4)]
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mousePress(strip, LEFT, shift, at[0])
    place = QPointF(at[1])
    moved = QMouseEvent(QEvent.Type.MouseMove, place, strip.mapToGlobal(place), LEFT, LEFT, shift)
    QApplication.sendEvent(strip, moved)
    qtbot.mouseRelease(strip, LEFT, shift, at[1])
    qtbot.mouseClick(opened.play.plain, LEFT)
    qtbot.waitUntil(lambda: opened.views.processed.picture is not None, timeout=20_000)
    shown(opened, 4)
    made = opened.views.processed.picture
    assert made is not None
    assert made.kind is Kind.AVERAGED
    assert made.badge == "AVG 4"
    with SessionReader(session) as reader:
        frames = [reader.raw(index) for index in range(1, 5)]
        electrons = [frame.calibration.electrons(frame.data) for frame in frames]
    np.testing.assert_allclose(made.values, np.mean(electrons, axis=0), rtol=1e-5)


def test_the_evidence_pack_is_one_click(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown, session: Path, tmp_path: Path
) -> None:
    before = files(session)
    opened.go_to(3)
    shown(opened, 3)
    more = opened.export.more
    opened.tabs.setCurrentWidget(opened.export)
    opened.export.folder.setText(str(tmp_path / "out"))
    qtbot.waitUntil(more.pack.isEnabled, timeout=20_000)
    for button, name in (
        (more.table, "A3_rows0-6_records.csv"),
        (more.subset, "A3_rows0-6_subset.h5"),
        (more.pack, "A3_row3_evidence-pack/evidence-pack.pdf"),
    ):
        qtbot.mouseClick(button, LEFT)
        target = tmp_path / "out" / name
        qtbot.waitUntil(lambda target=target: more.state == f"Written: {target}", timeout=90_000)
        assert target.is_file()
    assert files(session) == before
