"""The window is painted before anything is read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from stemviewer.ui.review.main import OncePainted


class Notes(QObject):
    """Writes down each paint."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._told = told

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._told.append("painted")
        return False


def test_what_waits_for_the_first_paint_is_done_once_after_it(qtbot: QtBot) -> None:
    widget, told = QWidget(), list[str]()
    qtbot.addWidget(widget)
    notes = Notes(told)
    widget.installEventFilter(notes)
    OncePainted(widget, lambda: told.append("opened"))
    assert not told
    widget.show()
    qtbot.waitUntil(lambda: "opened" in told, timeout=10_000)
    assert told.index("painted") < told.index("opened")
    widget.update()
    qtbot.waitUntil(lambda: told.count("painted") >= 2, timeout=10_000)
    assert told.count("opened") == 1
    widget.removeEventFilter(notes)
