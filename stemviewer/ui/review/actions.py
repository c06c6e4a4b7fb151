"""Menu and keys of the review window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from stemviewer.measuring.shapes import ShapeKind
from stemviewer.ui.image.arrangement import ViewKind
from stemviewer.ui.language.words import mark, tr

if TYPE_CHECKING:
    from stemviewer.ui.review.window import ReviewWindow

PAGE = 10

_SHAPES = {
    ShapeKind.RECTANGLE: (mark("Rectangle"), "Shift+C"),
    ShapeKind.ELLIPSE: (mark("Ellipse"), "Shift+E"),
    ShapeKind.POLYGON: (mark("Polygon"), "Shift+G"),
    ShapeKind.PROFILE: (mark("Line profile"), "L"),
    ShapeKind.DISTANCE: (mark("Distance"), "Shift+L"),
    ShapeKind.ANGLE: (mark("Angle"), "Ctrl+Shift+A"),
}
"""Keys as in the live window, but for Shift+A, which averages a span here."""


def add_actions(window: ReviewWindow) -> None:
    """Give the window its menu bar; every action has a key."""
    views, tabs = window.views, window.tabs
    ratio = window.devicePixelRatioF
    session = _menu(window, tr("&Session"))
    _add(session, tr("Open …"), "Ctrl+O", window.choose_file)
    _add(session, tr("Folder …"), "Ctrl+Shift+O", window.folders.ask_for_folder)
    _add(session, tr("Find"), "Ctrl+F", window.folders.field.setFocus)
    _add(session, tr("Verify"), "Ctrl+Shift+V", window.verify)
    session.addSeparator()
    _add(session, tr("Close"), "Ctrl+Q", window.close)
    frame = _menu(window, tr("&Frame"))
    _add(frame, tr("Next"), "Right", lambda: window.step(1))
    _add(frame, tr("Previous"), "Left", lambda: window.step(-1))
    _add(frame, tr("{0} on", PAGE), "PgDown", lambda: window.step(PAGE))
    _add(frame, tr("{0} back", PAGE), "PgUp", lambda: window.step(-PAGE))
    _add(frame, tr("First"), "Home", lambda: window.go_to(0))
    _add(frame, tr("Last"), "End", lambda: window.go_to(window.model.frames - 1))
    _add(frame, tr("Play"), "Space", window.play.play.toggle)
    frame.addSeparator()
    _add(frame, tr("Star"), "S", window.remark.star.toggle)
    _add(frame, tr("Average the span, drift-aligned"), "A", window.play.aligned.click)
    _add(frame, tr("Average the span, plain"), "Shift+A", window.play.plain.click)
    frame.addSeparator()
    _add(frame, tr("Evidence …"), "Ctrl+T", lambda: tabs.setCurrentWidget(window.evidence))
    _add(frame, tr("Reprocess …"), "Ctrl+R", lambda: tabs.setCurrentWidget(window.reprocess))
    _add(frame, tr("Export …"), "Ctrl+E", lambda: tabs.setCurrentWidget(window.export))
    view = _menu(window, tr("&View"))
    _add(view, tr("Fit"), "0", views.camera.fit)
    _add(view, "1:1", "1", lambda: views.camera.zoom_to(1.0 / ratio()))
    _add(view, "2:1", "2", lambda: views.camera.zoom_to(2.0 / ratio()))
    _add(view, tr("Zoom in"), "+", views.camera.zoom_in)
    _add(view, tr("Zoom out"), "-", views.camera.zoom_out)
    view.addSeparator()
    for place, kind in enumerate(ViewKind, start=1):
        _add(view, kind.label, f"Ctrl+{place}", partial(views.choose, kind))
    _add(view, tr("Pin for comparison"), "P", lambda: window.pin(raw=False))
    _add(view, tr("Pin raw for comparison"), "Shift+P", lambda: window.pin(raw=True))
    _add(view, tr("Compare"), "Ctrl+6", views.comparing.toggle)
    _add(view, tr("Blind A/B"), "Ctrl+7", views.blinding.toggle)
    _add(view, tr("Thumbnails"), "V", window.toggle_thumbnails)
    view.addSeparator()
    _add(view, tr("Other picture"), "X", views.panes.other)
    view.addSeparator()
    _add(view, tr("Evidence overlay"), "T", window.evidence_view.toggle)
    toggle = window.display.toggleViewAction()
    toggle.setText(tr("Display: levels and colours"))
    toggle.setShortcut(QKeySequence("Ctrl+D"))
    view.addAction(toggle)
    measure = _menu(window, tr("&Measure"))
    panel = window.measure.dock.toggleViewAction()
    panel.setText(tr("Measuring panel"))
    measure.addAction(panel)
    for shape, (name, keys) in _SHAPES.items():
        _add(measure, tr(name), keys, partial(window.measure.draw, shape))
    measure.addSeparator()
    _add(measure, tr("FFT and lattice"), "Ctrl+Shift+F", window.measure.show_spectrum)
    _add(measure, tr("Clear all shapes"), "Shift+Del", window.measure.panel.drawing.clear)


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
