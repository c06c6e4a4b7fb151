"""The menu *Send to another screen*."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QScreen
from PySide6.QtWidgets import QDockWidget, QMenu

from stemviewer.ui.language.words import tr
from stemviewer.ui.live.sent.screens import label_of
from stemviewer.ui.live.sent.what import Sent

Place = QScreen | None
"""A screen to send to; ``None`` for a window on the present one."""


class Sender(Protocol):
    """Sends what is chosen."""

    def screens(self) -> list[QScreen]:
        """Return the other screens."""

    def is_sent(self, what: Sent) -> bool:
        """Whether a view is in a window of its own."""

    def send(self, what: Sent, screen: Place = None) -> object:
        """Show a view in a window of its own."""

    def send_dock(self, dock: QDockWidget, screen: Place = None) -> object:
        """Show a dock in a window of its own."""

    def bring_back(self, what: Sent) -> object:
        """Close the window of a view."""


class SendMenu(QObject):
    """Lists views and docks, each with the screens that it can be sent to.

    Parameters
    ----------
    menu : QMenu
        Of the window; this one is added to it.
    sender : Sender
        Does it.
    docks : sequence of QDockWidget
        Of the window.
    """

    def __init__(self, menu: QMenu, sender: Sender, docks: Sequence[QDockWidget]) -> None:
        super().__init__(menu)
        self._sender, self._docks = sender, docks
        self.menu = QMenu(tr("Send to another scree&n"), menu)
        menu.addMenu(self.menu)
        self.menu.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List what there is now: screens come and go."""
        for old in self.menu.findChildren(QMenu):
            old.deleteLater()
        self.menu.clear()
        screens = self._sender.screens()
        if not screens:
            told = self.menu.addAction(tr("There is one screen: a window of its own opens on it"))
            told.setEnabled(False)
            self.menu.addSeparator()
        for what in Sent:
            self._add_view(what, screens)
        self.menu.addSeparator()
        for dock in self._docks:
            self._add_dock(dock, screens)

    def _add_view(self, what: Sent, screens: list[QScreen]) -> None:
        def chosen(screen: Place) -> None:
            self._sender.send(what, screen)

        if not self._sender.is_sent(what):
            self._add(tr(what.label), screens, chosen)
            return
        back = self.menu.addAction(tr("{0}: bring back", tr(what.label)))
        back.triggered.connect(lambda: self._sender.bring_back(what))
        _tick(back)

    def _add_dock(self, dock: QDockWidget, screens: list[QScreen]) -> None:
        def chosen(screen: Place) -> None:
            self._sender.send_dock(dock, screen)

        name = dock.windowTitle()
        if not dock.isFloating() or dock.isHidden():
            self._add(tr("{0} dock", name), screens, chosen)
            return
        back = self.menu.addAction(tr("{0} dock: bring back", name))
        back.triggered.connect(lambda: dock.setFloating(False))
        _tick(back)

    def _add(self, text: str, screens: list[QScreen], chosen: Callable[[Place], None]) -> None:
        if len(screens) < 2:
            only = screens[0] if screens else None
            self.menu.addAction(text).triggered.connect(lambda: chosen(only))
            return
        choice = self.menu.addMenu(text)
        for screen in screens:
            action = choice.addAction(label_of(screen, screens))
            action.triggered.connect(lambda _checked=False, screen=screen: chosen(screen))


def _tick(action: QAction) -> None:
    action.setCheckable(True)
    action.setChecked(True)
