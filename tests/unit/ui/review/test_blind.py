"""Blind A/B in the window: by keys and mouse, no label anywhere, kept beside the session."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from stemviewer.inspection.blind import Answer, Choice, plan
from stemviewer.inspection.blind_file import blind_path, read_blind
from stemviewer.ui.image.arrangement import ViewKind
from stemviewer.ui.review.window import ReviewWindow

Shown = Callable[[ReviewWindow, int], None]
LEFT = Qt.MouseButton.LeftButton
SEED = 11


def ready(qtbot: QtBot, window: ReviewWindow) -> None:
    qtbot.waitUntil(lambda: window.blind.pair.ready, timeout=20_000)


def begin(qtbot: QtBot, window: ReviewWindow, first: str, second: str) -> None:
    view = window.blind
    view.next_seed = lambda: SEED
    qtbot.mouseClick(window.views.blinding, LEFT)
    assert view.isVisible()
    assert window.views.area.isHidden()
    qtbot.waitUntil(view.setup.begin.isEnabled, timeout=20_000)
    view.setup.first.setCurrentIndex(view.setup.first.findText(first))
    view.setup.second.setCurrentIndex(view.setup.second.findText(second))
    qtbot.mouseClick(view.setup.begin, LEFT)
    ready(qtbot, window)


def test_answers_by_keys_and_mouse_are_kept_with_their_statistics(
    qtbot: QtBot, opened: ReviewWindow, session: Path, tmp_path: Path
) -> None:
    begin(qtbot, opened, "Recorded picture", "Raw frame")
    view, place = opened.blind, opened.current
    run = view.run
    assert run is not None
    assert [(t.row, t.first_left) for t in run.trials] == [
        (t.row, t.first_left) for t in plan([2, 3, 5], 12, SEED)
    ]
    for pane in (view.pair.left, view.pair.right):
        picture = pane.picture
        assert picture is not None
        told = f"{picture.badge} {picture.left} {picture.right} {pane.accessibleName()}"
        assert not any(word in told for word in ("RAW", "DENOISED", "FILTERED", "AVG"))
        QTest.mouseMove(pane, pane.image_area().center().toPoint() + QPoint(3, 3))
        assert pane.crosshair_text() == ""
    left, right = view.pair.left.picture, view.pair.right.picture
    assert left is not None
    assert right is not None
    assert left.limits == right.limits, "one look-up table"
    raw = right if run.trials[0].first_left else left
    with_raw = opened.shown
    assert with_raw is not None
    assert np.all(raw.values[: raw.valid_rows] == np.round(raw.values[: raw.valid_rows], 3))
    # the key goes to the pair, not to the menu that steps through frames
    qtbot.keyClick(opened.focusWidget(), Qt.Key.Key_Left)
    assert opened.current == place
    ready(qtbot, opened)
    qtbot.mouseClick(view.pair.buttons["right"], LEFT)
    ready(qtbot, opened)
    qtbot.keyClick(view.pair, Qt.Key.Key_Down)
    assert view.currentWidget() is view.result
    qtbot.waitUntil(lambda: str(blind_path(session)) in view.result.state.text(), timeout=10_000)
    (kept,) = read_blind(session).runs
    assert [t.answer for t in kept.trials] == [Answer.LEFT, Answer.RIGHT, Answer.NEITHER]
    chosen = [t.choice for t in kept.trials]
    assert chosen[0] is (Choice.FIRST if kept.trials[0].first_left else Choice.SECOND)
    assert {t.second for t in kept.trials} == {"RAW"}
    assert "Exact binomial test" in view.result.words
    assert json.loads(blind_path(session).read_text())["session_id"]
    opened.export.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(view.result.again, LEFT)
    qtbot.waitUntil(view.setup.export.isEnabled, timeout=10_000)
    qtbot.mouseClick(view.setup.export, LEFT)
    qtbot.waitUntil(lambda: "A3" in view.setup.state.text(), timeout=10_000)
    assert len(list((tmp_path / "out").glob("*_blind.csv"))) == 1


def test_what_was_answered_before_an_early_end_is_kept(
    qtbot: QtBot, opened: ReviewWindow, session: Path
) -> None:
    begin(qtbot, opened, "Recorded picture", "Raw frame")
    qtbot.keyClick(opened.blind.pair, Qt.Key.Key_1)
    ready(qtbot, opened)
    qtbot.keyClick(opened.blind.pair, Qt.Key.Key_Escape)
    assert "ended early" in opened.blind.result.words
    opened.close()
    (kept,) = read_blind(session).runs
    assert (kept.answered, kept.whole) == (1, False)


def test_what_cannot_be_compared_is_said(qtbot: QtBot, opened: ReviewWindow) -> None:
    view = opened.blind
    qtbot.mouseClick(opened.views.blinding, LEFT)
    qtbot.waitUntil(view.setup.begin.isEnabled, timeout=20_000)
    view.setup.second.setCurrentIndex(view.setup.first.currentIndex())
    qtbot.mouseClick(view.setup.begin, LEFT)
    qtbot.waitUntil(lambda: opened.notices.current is not None, timeout=10_000)
    notice = opened.notices.current
    assert notice is not None
    assert "same" in notice.what
    assert view.currentWidget() is view.setup
    opened.views.choose(ViewKind.SPLIT)
    assert view.isHidden()
