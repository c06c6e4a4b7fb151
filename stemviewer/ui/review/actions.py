"""Menu and keys of the review window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from stemviewer.ui.review.window import ReviewWindow

PAGE = 10


def add_actions(window: ReviewWindow) -> None:
    """Give the window its menu bar; every action has a key."""
    views, tabs = window.views, window.tabs
    ratio = window.devicePixelRatioF
    session = _menu(window, "&Session")
    _add(session, "Open …", "Ctrl+O", window.choose_file)
    _add(session, "Folder …", "Ctrl+Shift+O", window.folders.ask_for_folder)
    _add(session, "Find", "Ctrl+F", window.folders.field.setFocus)
    _add(session, "Verify", "Ctrl+Shift+V", window.verify)
    session.addSeparator()
    _add(session, "Close", "Ctrl+Q", window.close)
    frame = _menu(window, "&Frame")
    _add(frame, "Next", "Right", lambda: window.step(1))
    _add(frame, "Previous", "Left", lambda: window.step(-1))
    _add(frame, f"{PAGE} on", "PgDown", lambda: window.step(PAGE))
    _add(frame, f"{PAGE} back", "PgUp", lambda: window.step(-PAGE))
    _add(frame, "First", "Home", lambda: window.go_to(0))
    _add(frame, "Last", "End", lambda: window.go_to(window.model.frames - 1))
    _add(frame, "Play", "Space", window.play.play.toggle)
    frame.addSeparator()
    _add(frame, "Star", "S", window.remark.star.toggle)
    _add(frame, "Average the span, drift-aligned", "A", window.play.aligned.click)
    _add(frame, "Average the span, plain", "Shift+A", window.play.plain.click)
    frame.addSeparator()
    _add(frame, "Evidence …", "Ctrl+T", lambda: tabs.setCurrentWidget(window.evidence))
    _add(frame, "Reprocess …", "Ctrl+R", lambda: tabs.setCurrentWidget(window.reprocess))
    _add(frame, "Export …", "Ctrl+E", lambda: tabs.setCurrentWidget(window.export))
    view = _menu(window, "&View")
    _add(view, "Fit", "0", views.camera.fit)
    _add(view, "1:1", "1", lambda: views.camera.zoom_to(1.0 / ratio()))
    _add(view, "2:1", "2", lambda: views.camera.zoom_to(2.0 / ratio()))
    _add(view, "Zoom in", "+", views.camera.zoom_in)
    _add(view, "Zoom out", "-", views.camera.zoom_out)
    view.addSeparator()
    _add(view, "Evidence overlay", "T", window.evidence_view.toggle)
    toggle = window.display.toggleViewAction()
    toggle.setText("Display: levels and colours")
    toggle.setShortcut(QKeySequence("Ctrl+D"))
    view.addAction(toggle)


def _menu(window: ReviewWindow, title: str) -> QMenu:
    menu = QMenu(title, window)
    window.menuBar().addMenu(menu)
    return menu


def _add(menu: QMenu, text: str, keys: str, act: Callable[[], object]) -> None:
    action = QAction(text, menu)
    action.setShortcut(QKeySequence(keys))
    # a checkable state is never passed on: the actions take no argument
    action.triggered.connect(lambda _checked=False: act())
    menu.addAction(action)
