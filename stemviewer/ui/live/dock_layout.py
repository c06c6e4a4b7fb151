"""Where the docks are: fitted at first, then as the operator put them, and back at will."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QTabBar, QTabWidget

from stemviewer.ui.live.dock import EDGE, PanelDock
from stemviewer.ui.live.store import Store

RIGHT = Qt.DockWidgetArea.RightDockWidgetArea


class DockLayout(QObject):
    """Arranges the docks of a window at its right.

    Parameters
    ----------
    window : QMainWindow
        With its central widget set.
    docks : tuple of PanelDock
        From top to bottom; where there is no room, the last becomes a tab beside the last but
        one.
    """

    def __init__(self, window: QMainWindow, docks: tuple[PanelDock, ...]) -> None:
        super().__init__(window)
        self._window = window
        self.docks = docks
        self._fitted = False
        self._away: list[PanelDock] = []
        window.setTabPosition(RIGHT, QTabWidget.TabPosition.North)
        for part in docks:
            window.addDockWidget(RIGHT, part)

    def fit(self) -> None:
        """Give every dock the height its content needs; the last one takes the rest."""
        heights = [part.natural_height() for part in self.docks]
        centre = self._window.centralWidget()
        assert centre is not None
        room = centre.height() - EDGE * len(heights)
        stacked = self.docks
        if sum(heights) > room:
            beside, last = self.docks[-2:]
            if last not in self._window.tabifiedDockWidgets(beside):
                self._window.tabifyDockWidget(beside, last)
                beside.raise_()
            stacked, heights = self.docks[:-1], heights[:-1]
        heights[-1] = max(room - sum(heights[:-1]), 1)
        self._window.resizeDocks(stacked, heights, Qt.Orientation.Vertical)
        for tabs in self._window.findChildren(QTabBar):
            tabs.setElideMode(Qt.TextElideMode.ElideNone)
            tabs.setUsesScrollButtons(False)

    def fit_once(self) -> None:
        """Fit when the docks are first seen, unless the operator's own layout came back."""
        if not self._fitted and not self._away and self._window.isVisible():
            self._fitted = True
            self._fit_soon()

    def make_room(self) -> None:
        """Fit again when a dock would have to be scrolled."""
        parts = [part for part in self.docks if part.isVisible() and not part.isFloating()]
        if any(part.height() < part.natural_height() for part in parts):
            self._fit_soon()

    def _fit_soon(self) -> None:
        # after the next layout: before it the docks have no size to share
        QTimer.singleShot(0, self, self.fit)

    def put_away(self) -> None:
        """Hide the docks: the start page stands by itself."""
        if not self._away:
            self._away = [part for part in self.docks if not part.isHidden()]
            for part in self._away:
                part.hide()

    def bring_back(self) -> None:
        """Show the docks that were put away."""
        away, self._away = self._away, []
        for part in away:
            part.show()
        self.fit_once()

    def reset(self) -> None:
        """Put every dock back in its place."""
        if self._away:
            return
        for part in self.docks:
            part.setFloating(False)
            self._window.removeDockWidget(part)
        for part in self.docks:
            self._window.addDockWidget(RIGHT, part)
            part.show()
        self._fit_soon()

    def save(self, store: Store) -> None:
        """Keep the layout, if it is the operator's and not that of the start page."""
        if not self._away:
            store.save_layout(self._window)

    def restore(self, store: Store) -> None:
        """Bring the layout of the last start back, if it is of this version."""
        self._fitted = store.restore_layout(self._window)
