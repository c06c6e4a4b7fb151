"""The part of the window that holds the images and the keys that act on them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget


class ImageArea(QWidget):
    """Holds the image view; keys that the view does not use bubble up to here.

    Signals
    -------
    held(str, bool)
        Name of an action that acts while its key is down, and whether it is down now.
    """

    held = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("image_area")
        self._names: dict[int, str] = {}
        self._down: set[int] = set()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)
        application.applicationStateChanged.connect(self._application_state_changed)

    def set_held_keys(self, names: dict[int, str]) -> None:
        """Say which keys act while they are down: action names by Qt key code."""
        self._names = dict(names)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin a held action."""
        name = self._names.get(event.key())
        if name is None or event.modifiers():
            super().keyPressEvent(event)
            return
        if not event.isAutoRepeat() and event.key() not in self._down:
            self._down.add(event.key())
            self.held.emit(name, True)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End a held action."""
        if event.key() not in self._down:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self._let_go(event.key())

    def _let_go(self, key: int) -> None:
        self._down.discard(key)
        self.held.emit(self._names[key], False)

    def _let_all_go(self) -> None:
        """Release every key: one released where we do not hear it would stay down for ever."""
        for key in tuple(self._down):
            self._let_go(key)

    def _focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None or not (now is self or self.isAncestorOf(now)):
            self._let_all_go()

    def _application_state_changed(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self._let_all_go()
