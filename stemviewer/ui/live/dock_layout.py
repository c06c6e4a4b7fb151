"""Where the docks are: fitted at first, then as the operator put them, and back at will."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QTabBar, QTabWidget

from stemviewer.ui.live.dock import EDGE, PanelDock
from stemviewer.ui.live.sent.keeper import SentViews
from stemviewer.ui.live.store import Store

LEAST = 200
"""Height that the first dock keeps [px]; it scrolls."""

RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


class DockLayout(QObject):
    """Arranges the docks of a window at its right.

    Parameters
    ----------
    window : QMainWindow
        With its central widget set.
    docks : tuple of PanelDock
        From top to bottom; where there is no room, the last becomes a tab beside the last but
        one.
    behind : tuple of PanelDock
        Closed at first; while one is open, all but the first dock are tabs, so that there is
        room for it.
    below : PanelDock, optional
        Under the images.
    """

    def __init__(
        self,
        window: QMainWindow,
        docks: tuple[PanelDock, ...],
        behind: tuple[PanelDock, ...] = (),
        below: PanelDock | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self.docks = docks
        self.behind = behind
        self.below = below
        self._fitted = False
        self._away: list[PanelDock] = []
        window.setCorner(Qt.Corner.BottomRightCorner, RIGHT)  # images and docks keep their width
        window.setTabPosition(RIGHT, QTabWidget.TabPosition.North)
        self._own_tabs = False
        self.sent: SentViews | None = None
        """Views in windows of their own, kept with the layout."""
        self._put_all()
        for part in behind:
            part.toggleViewAction().toggled.connect(self._opened)

    @property
    def every(self) -> tuple[PanelDock, ...]:
        """All docks, stacked, behind or below."""
        below = () if self.below is None else (self.below,)
        return (*self.docks, *self.behind, *below)

    def _put_all(self) -> None:
        for part in (*self.docks, *self.behind):
            self._window.addDockWidget(RIGHT, part)
        if self.below is not None:
            self._window.addDockWidget(BOTTOM, self.below)
        for part in self.behind:
            part.hide()

    def fit(self) -> None:
        """Give every dock the height its content needs; the last one takes the rest."""
        heights = [part.natural_height() for part in self.docks]
        room = self._column() - EDGE * len(heights)
        extra = [part for part in self.behind if not part.isHidden() and not part.isFloating()]
        if extra:
            stacked = self._make_tabs(self.docks[1:], extra)
            most = max(part.natural_height() for part in extra)
            heights = [max(room - most, min(heights[0], LEAST)), most]
        else:
            stacked = self._untabbed(tabs=sum(heights) > room)
            heights = heights[: len(stacked)]
        heights[-1] = max(room - sum(heights[:-1]), 1)
        self._window.resizeDocks(stacked, heights, Qt.Orientation.Vertical)
        for tabs in self._window.findChildren(QTabBar):
            tabs.setElideMode(Qt.TextElideMode.ElideNone)
            tabs.setUsesScrollButtons(False)

    def _column(self) -> int:
        """Return the height of the column of docks: that of the images and what is below."""
        centre, below = self._window.centralWidget(), self.below
        assert centre is not None
        if below is None or not below.isVisible() or below.isFloating():
            return centre.height()
        under = self._window.dockWidgetArea(below) == BOTTOM
        return centre.height() + (below.height() if under else 0)

    def _make_tabs(
        self, group: tuple[PanelDock, ...], extra: list[PanelDock]
    ) -> tuple[PanelDock, ...]:
        """Put all docks but the first behind one another, with what was opened on top."""
        for one, other in pairwise((*group, *extra)):
            if other not in self._window.tabifiedDockWidgets(one):
                self._window.tabifyDockWidget(one, other)
        extra[-1].raise_()
        return (self.docks[0], extra[-1])

    def _untabbed(self, *, tabs: bool) -> tuple[PanelDock, ...]:
        """Stack the docks, the last two as tabs where there is no room."""
        beside, last = self.docks[-2:]
        together = last in self._window.tabifiedDockWidgets(beside)
        if tabs and not together:
            self._window.tabifyDockWidget(beside, last)
            beside.raise_()
        elif together and not tabs and self._own_tabs:
            self._window.splitDockWidget(beside, last, Qt.Orientation.Vertical)
        self._own_tabs = tabs
        return self.docks[:-1] if tabs else self.docks

    def fit_once(self) -> None:
        """Fit when the docks are first seen, unless the operator's own layout came back."""
        if not self._fitted and not self._away and self._window.isVisible():
            self._fitted = True
            self._fit_soon()

    def make_room(self) -> None:
        """Fit again when a dock would have to be scrolled."""
        parts = [part for part in self.every if part.isVisible() and not part.isFloating()]
        if any(part.height() < part.natural_height() for part in parts):
            self._fit_soon()

    def _fit_soon(self) -> None:
        # after the next layout: before it the docks have no size to share
        QTimer.singleShot(0, self, self.fit)

    def _opened(self) -> None:
        if not self._away and self._window.isVisible():
            self._own_tabs = True
            self._fit_soon()

    def put_away(self) -> None:
        """Hide the docks: the start page stands by itself."""
        if not self._away:
            self._away = [part for part in self.every if not part.isHidden()]
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
        for part in self.every:
            part.setFloating(False)
            self._window.removeDockWidget(part)
        self._put_all()
        for part in self.docks if self.below is None else (*self.docks, self.below):
            part.show()
        self._fit_soon()

    def save(self, store: Store) -> None:
        """Keep the layout, if it is the operator's and not that of the start page."""
        if not self._away:
            sent = "" if self.sent is None else self.sent.kept()
            store.save_layout(self._window, sent=sent)

    def restore(self, store: Store) -> None:
        """Bring the layout of the last start back, if it is of this version."""
        self._fitted = store.restore_layout(self._window)
        if self._fitted and self.sent is not None:
            self.sent.restore(store.sent())
