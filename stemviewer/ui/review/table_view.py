"""The frame table on the screen: badges, and processed lines told in one run of words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
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
from stemviewer.ui.review.lines import HEADINGS, Line, cells
from stemviewer.ui.review.table_model import LINE_ROLE, FrameTableModel

Index = QModelIndex | QPersistentModelIndex

LINE_HEIGHT = 25
WIDTHS = (156, 86, 50, 50, 54, 88, 140)

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

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line."""
        return QSize(WIDTHS[index.column()], LINE_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, separator and text."""
        line: Line = index.data(LINE_ROLE)
        rect = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, QColor(c.SELECTION if selected else c.PANEL))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), QColor(c.LINE))
        painter.setFont(fonts.sans(12))
        if index.column() == 0:
            _paint_name(painter, rect, line)
        elif line.kind is Kind.RAW:
            self._paint_cell(painter, rect, cells(line)[index.column()], index.column())
        else:
            self._paint_run(painter, rect, line)
        painter.restore()

    def _paint_cell(self, painter: QPainter, rect: QRectF, text: str, column: int) -> None:
        words = column == len(HEADINGS) - 1
        painter.setPen(QColor(c.SECONDARY if words or text == "–" else c.TEXT))
        painter.drawText(rect.adjusted(6, 0, -6, 0), _LEFT if words else _RIGHT, text)

    def _paint_run(self, painter: QPainter, rect: QRectF, line: Line) -> None:
        # the words run through all columns; each cell shows its own stretch of them
        start = float(self._view.columnViewportPosition(1)) + 12
        painter.setPen(QColor(c.CAUTION if line.kind is None else c.KIND_TEXT[line.kind]))
        painter.drawText(QRectF(start, rect.top(), 2000, rect.height()), _LEFT, cells(line)[1])


def _paint_name(painter: QPainter, rect: QRectF, line: Line) -> None:
    text = cells(line)[0]
    inset = 8.0
    if line.kind not in (Kind.RAW, None):
        painter.setPen(QColor(c.KIND_TEXT[line.kind or Kind.RAW]))
        painter.drawText(rect.adjusted(inset + 4, 0, 0, 0), _LEFT, "└")
        inset += 18
    painter.setPen(QColor(c.TEXT if line.kind is Kind.RAW else c.SECONDARY))
    if line.kind is None:
        painter.setPen(QColor(c.CAUTION))
        painter.drawText(rect.adjusted(inset, 0, 0, 0), _LEFT, f"▨ {text}")
        return
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
        self.setItemDelegate(LineDelegate(self))
        self.setAccessibleName("Frames")
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
        self.selectionModel().currentRowChanged.connect(self._moved)

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
        self.scrollTo(self._model.index(at, 0))
        self.viewport().update()

    def _moved(self, current: QModelIndex) -> None:
        if current.isValid():
            line = self._model.line(current.row())
            self.frame_chosen.emit(line.index, line.kind not in (Kind.RAW, None))
