"""The frame table on the screen: badges, and processed lines told in one run of words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from stemviewer.core.provenance import Kind
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.badge import paint_badge
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.lines import HEADINGS, Line
from stemviewer.ui.review.table_model import FrameTableModel
from stemviewer.ui.skin import ink

Index = QModelIndex | QPersistentModelIndex

LINE_HEIGHT = 25
WIDTHS = (140, 82, 52, 46, 50, 88, 44, 40)
LEAST_NEEDED = (3, 2, 6, 5, 1)
"""Columns that go, in this order, where there is no room for all."""


_WORD = {
    Kind.RAW: "RAW",
    Kind.FILTERED: "FILTERED",
    Kind.AVERAGED: "AVG",
    Kind.DENOISED: "DENOISED",
}
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class LineDelegate(QStyledItemDelegate):
    """Paints one cell; a processed line is words from the second column on."""

    def __init__(self, view: QTableView, model: FrameTableModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._font = fonts.sans(12)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line."""
        return QSize(WIDTHS[index.column()], LINE_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, separator and text."""
        line, texts = self._model.line(index.row()), self._model.texts(index.row())
        column, rect = index.column(), QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, colour(c.SELECTION if selected else c.PANEL))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), colour(c.LINE))
        painter.setFont(self._font)
        if column == 0:
            _paint_name(painter, rect, line, texts[0])
        elif line.kind is Kind.RAW:
            _paint_cell(painter, rect, texts[column], column)
        else:
            self._paint_run(painter, rect, line, texts[1])
        painter.restore()

    def _paint_run(self, painter: QPainter, rect: QRectF, line: Line, text: str) -> None:
        # the words run through all columns; each cell shows its own stretch of them
        start = float(self._view.columnViewportPosition(1)) + 12
        painter.setPen(colour(c.CAUTION if line.kind is None else c.KIND_TEXT[line.kind]))
        painter.drawText(QRectF(start, rect.top(), 2000, rect.height()), _LEFT, text)


def colour(name: str) -> QColor:
    """Return a colour in the theme in force."""
    return ink(name)


def _paint_cell(painter: QPainter, rect: QRectF, text: str, column: int) -> None:
    words = column == len(HEADINGS) - 1
    painter.setPen(colour(c.SECONDARY if words or text == "–" else c.TEXT))
    room = rect.adjusted(4, 0, -4, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, _LEFT if words else _RIGHT, shown)


def _paint_name(painter: QPainter, rect: QRectF, line: Line, text: str) -> None:
    inset = 8.0
    if line.kind is None:
        painter.setPen(colour(c.CAUTION))
        painter.drawText(rect.adjusted(inset, 0, 0, 0), _LEFT, f"▨ {text}")
        return
    if line.kind is not Kind.RAW:
        painter.setPen(colour(c.KIND_TEXT[line.kind]))
        painter.drawText(rect.adjusted(inset + 4, 0, 0, 0), _LEFT, "└")
        inset += 18
    painter.setPen(colour(c.TEXT if line.kind is Kind.RAW else c.SECONDARY))
    drawn = painter.boundingRect(rect.adjusted(inset, 0, 0, 0), _LEFT, text)
    painter.drawText(rect.adjusted(inset, 0, 0, 0), _LEFT, text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    corner = QPointF(drawn.right() + 6, rect.center().y() - 9.5)
    paint_badge(painter, corner, _WORD[line.kind], c.KIND_FILL[line.kind])


class FrameTable(QTableView):
    """The table; says which line the operator went to.

    Signals
    -------
    frame_chosen(int, bool)
        Position of the raw frame, and whether its processed line was meant.
    """

    frame_chosen = Signal(int, bool)

    def __init__(self, model: FrameTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(LineDelegate(self, model))
        self.setAccessibleName(tr("Frames"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(LINE_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        for column, width in enumerate(WIDTHS):
            self.setColumnWidth(column, width)
        header.setStretchLastSection(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.selectionModel().currentRowChanged.connect(self._moved)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what is needed least, rather than cut the last column."""
        super().resizeEvent(event)
        shown = set(range(len(WIDTHS)))
        for column in LEAST_NEEDED:
            if sum(WIDTHS[at] for at in shown) > self.viewport().width():
                shown.discard(column)
        for column in LEAST_NEEDED:
            self.setColumnHidden(column, column not in shown)

    def go_to(self, frame: int) -> None:
        """Select the raw line of a frame without announcing it."""
        at = self._model.line_of_frame(frame)
        current = self.currentIndex()
        if at < 0 or (current.isValid() and self._model.line(current.row()).index == frame):
            return
        blocked = self.selectionModel().blockSignals(True)
        self.setCurrentIndex(self._model.index(at, 0))
        self.selectionModel().blockSignals(blocked)
        # with its signals blocked the selection is not painted by itself
        before = current.row()
        self.scrollTo(self._model.index(min(at + 1, self._model.rowCount() - 1), 0))
        self.scrollTo(self._model.index(at, 0))
        # only these two lines: painting all cells costs more than reading the frame
        for row in (before, at):
            top = self.rowViewportPosition(row) if row >= 0 else -1
            self.viewport().update(0, top, self.viewport().width(), LINE_HEIGHT)

    def _moved(self, current: QModelIndex) -> None:
        if current.isValid():
            line = self._model.line(current.row())
            self.frame_chosen.emit(line.index, line.kind not in (Kind.RAW, None))
