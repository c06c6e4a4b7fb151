"""Every control has a name for a screen reader and is reached from the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from stemviewer.denoise.registry import methods
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.review.window import ReviewWindow

DIALOGS = ("keys", "change_keys", "about", "notices", "model_card", "help")
CONTROLS = (QAbstractButton, QLineEdit, QAbstractSpinBox, QComboBox)


def own(top: QWidget) -> list[QWidget]:
    """Return a window's widgets, without the inner parts of Qt's own compound ones."""
    found = []
    for widget in (top, *top.findChildren(QWidget)):
        parent = widget.parentWidget()
        inner = widget.objectName().startswith("qt_") or isinstance(
            parent, QAbstractSpinBox | QComboBox | QLineEdit | QAbstractItemView
        )
        popup = isinstance(widget, QAbstractItemView) and "QComboBox" in type(parent).__name__
        in_box = parent is not None and isinstance(parent.parentWidget(), QComboBox)
        if not (inner or popup or in_box):
            found.append(widget)
    return found


def said(widget: QWidget) -> str:
    """Return what a screen reader says of a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return (interface.text(QAccessible.Text.Name) or widget.accessibleName()).strip()


def place(widget: QWidget) -> str:
    names = []
    at: QWidget | None = widget
    while at is not None and len(names) < 4:
        names.append(f"{type(at).__name__}#{at.objectName()}")
        at = at.parentWidget()
    return " in ".join(names)


def check(top: QWidget) -> int:
    """Check a window and all in it, shown or not; return how many controls it has."""
    focusable = [w for w in own(top) if w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    nameless = [place(w) for w in focusable if not said(w)]
    assert not nameless, nameless
    unreachable = [
        place(w)
        for w in own(top)
        if isinstance(w, CONTROLS)
        and not w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (isinstance(w, QLineEdit) and w.isReadOnly())  # nothing to type: it is read out
    ]
    # a toolbar's buttons may be left out only where an action with a key does the same
    unreachable = [one for one in unreachable if "DockTitle" not in one]
    return len(focusable) if not unreachable else _fail(unreachable)


def _fail(unreachable: list[str]) -> int:
    pytest.fail(f"not reached with Tab: {unreachable}")


def test_every_control_of_the_live_window_and_its_dialogs_is_named(
    qtbot: QtBot, tmp_path: Path
) -> None:
    window = LiveWindow(None, None, Store(tmp_path / "kept.ini"), tmp_path, methods())  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    for name in DIALOGS:
        window.actions_[name].trigger()
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    kinds = {type(top).__name__ for top in tops}
    assert {"LiveWindow", "KeyList", "KeyEditor", "PageWindow", "NoticeList"} <= kinds
    assert sum(check(top) for top in (window, *tops)) > 100
    for top in tops:
        if top is not window:
            top.close()
    window.close()


def test_every_control_of_the_sessions_window_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    window = ReviewWindow(methods(), vet=lambda _path: None, index=tmp_path / "index.sqlite")
    qtbot.addWidget(window)
    window.show()
    assert check(window) > 50
    window.close()
