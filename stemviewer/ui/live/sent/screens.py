"""The screens of this computer, and which of them is another one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QDockWidget, QWidget

from stemviewer.ui.language.words import tr

EDGE = 40
"""From the corner of a screen to a dock that is sent to it [px]."""


def other_screens(window: QWidget) -> list[QScreen]:
    """Return the screens that a window is not on, in the system's order."""
    return [screen for screen in QGuiApplication.screens() if screen is not window.screen()]


def named(name: str) -> QScreen | None:
    """Return the screen of that name; ``None`` when it is not there now."""
    return next((one for one in QGuiApplication.screens() if one.name() == name), None)


def label_of(screen: QScreen, others: Sequence[QScreen]) -> str:
    """Return what a screen is called in a menu: its place in the row, name and size."""
    size = screen.size() * screen.devicePixelRatio()
    number = list(others).index(screen) + 2
    return tr("Screen {0}: {1}, {2} × {3}", number, screen.name(), size.width(), size.height())


def float_dock(dock: QDockWidget, screen: QScreen) -> None:
    """Show a dock in a window of its own on a screen, as large as it is, or as there is room."""
    size, room = dock.size(), screen.availableGeometry()
    dock.setFloating(True)
    dock.resize(size.boundedTo(room.size()))
    dock.move(
        min(room.left() + EDGE, room.right() - dock.width()),
        min(room.top() + EDGE, room.bottom() - dock.height()),
    )
    dock.show()
    dock.raise_()
