"""Puts panes into a grid of two by two whose inner edges can be dragged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from stemviewer.ui.image.arrangement import Cell, Slot

GAP = 8
"""Between panes [px]; an edge is grabbed here."""

LEAST = 0.15
"""Smallest share of the width or height that an edge leaves to either side."""


@dataclass(frozen=True, slots=True)
class _Grab:
    across: bool
    down: bool


class PaneBoard(QWidget):
    """Holds a widget for every slot and shows those that an arrangement names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widgets: dict[Slot, QWidget] = {}
        self._cells: Mapping[Slot, Cell] = {}
        self._shares = [0.5, 0.5]
        self._grab: _Grab | None = None
        self.setMouseTracking(True)

    def put(self, slot: Slot, widget: QWidget) -> None:
        """Give a slot its widget; the one before is hidden and let go."""
        before = self._widgets.get(slot)
        if before is not None and before is not widget:
            before.hide()
            before.setParent(None)
            before.deleteLater()
        self._widgets[slot] = widget
        widget.setParent(self)
        widget.hide()
        self.arrange(self._cells)

    def widget_of(self, slot: Slot) -> QWidget:
        """Return the widget of a slot."""
        return self._widgets[slot]

    @property
    def cells(self) -> Mapping[Slot, Cell]:
        """What is shown where."""
        return self._cells

    def arrange(self, cells: Mapping[Slot, Cell]) -> None:
        """Show just these slots; the focus stays on an image."""
        self._cells = dict(cells)
        self._place()
        leaving = [w for s, w in self._widgets.items() if s not in cells and not w.isHidden()]
        focused = any(widget.hasFocus() for widget in leaving)
        # the new ones come before the old ones go, or the camera would see no pane at all
        for slot in cells:
            if slot in self._widgets:
                self._widgets[slot].show()
        if focused and cells:
            self._widgets[next(iter(cells))].setFocus()
        for widget in leaving:
            widget.hide()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Return the room that the shown panes need."""
        wide, high = 0, 0
        for slot, cell in self._cells.items():
            if slot in self._widgets:
                least = self._widgets[slot].minimumSize()
                wide = max(wide, least.width() * (3 - cell.columns) + GAP * (2 - cell.columns))
                high = max(high, least.height() * (3 - cell.rows) + GAP * (2 - cell.rows))
        return QSize(wide, high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the panes anew."""
        super().resizeEvent(event)
        self._place()

    # the edges

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grab the edge under the mouse, or both where they cross."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._grab = self._near(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the grabbed edge."""
        if self._grab is None:
            self._show_cursor(self._near(event.position().toPoint()))
            return
        if self._grab.across:
            self._shares[0] = _bounded(event.position().x() / max(self.width(), 1))
        if self._grab.down:
            self._shares[1] = _bounded(event.position().y() / max(self.height(), 1))
        self._place()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        del event
        self._grab = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Put the edges back into the middle."""
        if self._near(event.position().toPoint()) is not None:
            self._shares = [0.5, 0.5]
            self._place()

    def leaveEvent(self, event: QEvent) -> None:
        """Show the usual cursor again."""
        del event
        self.unsetCursor()

    def _near(self, point: QPoint) -> _Grab | None:
        across = any(cell.columns == 1 for cell in self._cells.values())
        down = any(cell.rows == 1 for cell in self._cells.values())
        x, y = self._edges()
        grab = _Grab(across and abs(point.x() - x) <= GAP, down and abs(point.y() - y) <= GAP)
        return grab if grab.across or grab.down else None

    def _show_cursor(self, grab: _Grab | None) -> None:
        if grab is None:
            self.unsetCursor()
        elif grab.across and grab.down:
            self.setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            shapes = Qt.CursorShape.SplitVCursor, Qt.CursorShape.SplitHCursor
            self.setCursor(shapes[grab.across])

    def _edges(self) -> tuple[int, int]:
        return round(self.width() * self._shares[0]), round(self.height() * self._shares[1])

    def _place(self) -> None:
        x, y = self._edges()
        columns = _spans(self.width(), x)
        rows = _spans(self.height(), y)
        for slot, cell in self._cells.items():
            if slot in self._widgets:
                left, right = columns[cell.column][0], columns[cell.column + cell.columns - 1][1]
                top, bottom = rows[cell.row][0], rows[cell.row + cell.rows - 1][1]
                self._widgets[slot].setGeometry(QRect(left, top, right - left, bottom - top))


def _spans(length: int, edge: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (0, edge - GAP // 2), (edge + GAP // 2, length)


def _bounded(share: float) -> float:
    return min(max(share, LEAST), 1.0 - LEAST)
