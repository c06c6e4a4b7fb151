"""Layouts by name: kept, chosen, replaced, taken away, and back after a restart."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QInputDialog, QLabel, QMainWindow, QMenuBar
from pytestqt.qtbot import QtBot

from stemviewer.ui.live.layout_menu import LayoutMenu
from stemviewer.ui.live.store import Store


def window_with(qtbot: QtBot, store: Store) -> tuple[QMainWindow, QDockWidget, LayoutMenu]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QLabel("images"))
    dock = QDockWidget("Dose", window)
    dock.setObjectName("dose")
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    bar = QMenuBar(window)
    layouts = LayoutMenu(bar.addMenu("Window"), window, store)
    window.show()
    return window, dock, layouts


def names(layouts: LayoutMenu) -> list[str]:
    layouts.fill()
    return [action.text() for action in layouts.menu.actions() if not action.isSeparator()]


def test_layouts_are_saved_chosen_and_deleted_and_survive_a_restart(
    qtbot: QtBot, tmp_path: Path
) -> None:
    store = Store(tmp_path / "kept.ini")
    window, dock, layouts = window_with(qtbot, store)
    layouts.save("at the right")
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    layouts.ask()
    asked = window.findChild(QInputDialog)
    assert asked is not None
    assert not asked.isModal()
    asked.setTextValue("left & wide/1")
    asked.accept()
    store.flush()
    again, dock, layouts = window_with(qtbot, Store(tmp_path / "kept.ini"))
    assert names(layouts)[:2] == ["at the right", "left && wide/1"]
    layouts.menu.actions()[1].trigger()
    assert again.dockWidgetArea(dock) == Qt.DockWidgetArea.LeftDockWidgetArea
    layouts.menu.actions()[0].trigger()
    assert again.dockWidgetArea(dock) == Qt.DockWidgetArea.RightDockWidgetArea
    layouts.delete("at the right")
    assert names(layouts)[0] == "left && wide/1"
    layouts.save("  ")
    assert names(layouts) == ["left && wide/1", "&Save this layout…", "&Rename", "&Delete"]


def test_a_layout_gets_another_name_and_no_name_is_taken_over(qtbot: QtBot, tmp_path: Path) -> None:
    store = Store(tmp_path / "kept.ini")
    window, dock, layouts = window_with(qtbot, store)
    layouts.save("day")
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    layouts.save("night")
    layouts.fill()
    rename = next(a for a in layouts.menu.actions() if a.text() == "&Rename").menu()
    next(a for a in rename.actions() if a.text() == "day").trigger()
    asked = window.findChild(QInputDialog)
    assert asked.textValue() == "day"
    asked.setTextValue("night")
    asked.accept()
    assert store.layouts() == ["day", "night"]
    again = next(a for a in window.findChildren(QInputDialog) if a is not asked)
    assert "taken" in again.labelText()
    again.setTextValue("Tag & Nacht")
    again.accept()
    assert store.layouts() == ["Tag & Nacht", "night"]
    layouts.choose("Tag & Nacht")
    assert window.dockWidgetArea(dock) == Qt.DockWidgetArea.RightDockWidgetArea


def test_layout_of_a_larger_screen_fits_this_one(qtbot: QtBot, tmp_path: Path) -> None:
    store = Store(tmp_path / "kept.ini")
    window, _, layouts = window_with(qtbot, store)
    room = window.screen().availableGeometry()
    window.setGeometry(3 * room.width(), 2 * room.height(), 4 * room.width(), 4 * room.height())
    layouts.save("two screens")
    window.setGeometry(room.adjusted(10, 10, -200, -200))
    layouts.choose("two screens")
    assert room.intersects(window.geometry())
    assert window.width() <= room.width()
    assert window.height() <= room.height()


def test_damaged_layout_is_left_alone(qtbot: QtBot, tmp_path: Path) -> None:
    store = Store(tmp_path / "kept.ini")
    window, dock, _ = window_with(qtbot, store)
    store.set_text("layouts/bad/state", "no bytes")
    store.set_text("layouts/bad/version", "2")
    assert not store.restore_layout(window, "bad")
    assert window.dockWidgetArea(dock) == Qt.DockWidgetArea.RightDockWidgetArea
