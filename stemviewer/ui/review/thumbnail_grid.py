"""The frames of a session as small pictures, in the order of the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QPainter, QPen, QShowEvent
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from stemviewer.core.provenance import Kind
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.content import hatch_brush
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.table_model import FrameTableModel
from stemviewer.ui.skin import ink
from stemviewer.ui.text import thousands

if TYPE_CHECKING:
    from stemviewer.session.reading.thumbnails import Thumbnail

Index = QModelIndex | QPersistentModelIndex

SIDE = 64
"""Longest side of a small picture [px]."""

EDGE = 6
WORDS = 18


class ThumbnailModel(QAbstractListModel):
    """One item a raw frame, in the order of the table it stands beside."""

    def __init__(self, table: FrameTableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._order: list[int] = []
        self._small: dict[tuple[int, bool], Thumbnail] = {}
        self._asked: set[int] = set()
        self._missing: list[int] = []
        for changed in (table.modelReset, table.layoutChanged, table.rowsInserted):
            changed.connect(self._follow)

    def set_thumbnails(self, small: Sequence[Thumbnail]) -> None:
        """Take small pictures of the session, those recorded or made later; none: forget all."""
        if not small:
            self._small, self._asked = {}, set()
            return
        self._small |= {(one.row, one.processed): one for one in small}
        last = self.index(max(len(self._order) - 1, 0))
        self.dataChanged.emit(self.index(0), last)

    def take_missing(self) -> tuple[int, ...]:
        """Return the frames that were seen without a small picture since the last call."""
        missing, self._missing = tuple(self._missing), []
        return missing

    def small(self, frame: int, *, processed: bool) -> Thumbnail | None:
        """Return the small picture of a frame; one that is not there is asked for once."""
        found = self._small.get((frame, processed))
        if found is None and frame not in self._asked:
            self._asked.add(frame)
            self._missing.append(frame)
        return found

    def frame(self, at: int) -> int:
        """Return the position in the session of an item's frame."""
        return self._order[at]

    def place(self, frame: int) -> int:
        """Return where a frame's item is, -1 for nowhere."""
        return self._order.index(frame) if frame in self._order else -1

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many items there are."""
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Return the number of the frame, also for screen readers."""
        row = self.table.frame_row(self._order[index.row()])
        if row is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        return thousands(row.number)

    def _follow(self) -> None:
        self.beginResetModel()
        self._order = self.table.order()
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    """Raw at the left, what was made of it at the right, the number below."""

    def __init__(self, model: ThumbnailModel, view: QWidget) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the same for all."""
        return QSize(2 * SIDE + 3 * EDGE, SIDE + WORDS + 2 * EDGE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, pictures and number."""
        frame, room = self._model.frame(index.row()), QRectF(option.rect)
        row = self._model.table.frame_row(frame)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(room, ink(c.SELECTION if selected else c.PANEL))
        place = QRectF(room.left() + EDGE, room.top() + EDGE, SIDE, SIDE)
        _paint_small(painter, place, self._model.small(frame, processed=False), Kind.RAW)
        made = None if row is None else row.processed_row
        if made is not None:
            beside = place.translated(SIDE + EDGE, 0)
            small = self._model.small(frame, processed=True)
            _paint_small(painter, beside, small, made.provenance.kind)
        painter.setFont(fonts.sans(fonts.SMALL_PX))
        painter.setPen(ink(c.TEXT))
        words = QRectF(room.left() + EDGE, place.bottom() + 2, room.width() - 2 * EDGE, WORDS)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft), str(index.data()))
        painter.restore()


def _paint_small(painter: QPainter, room: QRectF, small: Thumbnail | None, kind: Kind) -> None:
    if small is None:
        painter.fillRect(room, hatch_brush())
    else:
        rows, columns = small.pixels.shape
        image = QImage(small.pixels.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        painter.drawImage(room, image)
    painter.setPen(QPen(ink(c.KIND_COLOUR[kind]), 2))
    painter.drawRect(room)


class ThumbnailGrid(QListView):
    """Small pictures, one item a frame; what is not in sight costs nothing.

    Signals
    -------
    frame_chosen(int)
        Position of the frame that the operator went to.
    wanted(object)
        Frames in sight whose small pictures are to be made; none: those recorded are to be read.
    """

    frame_chosen = Signal(int)
    wanted = Signal(object)

    def __init__(self, table: FrameTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.small = ThumbnailModel(table, self)
        self.setModel(self.small)
        self.setItemDelegate(_Painter(self.small, self))
        self.setAccessibleName(tr("Frames as small pictures"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setSpacing(2)
        self.selectionModel().currentChanged.connect(self._moved)

    def go_to(self, frame: int) -> None:
        """Select a frame without announcing it."""
        at = self.small.place(frame) if self.isVisible() else -1
        if at < 0 or self.currentIndex().row() == at:
            return
        blocked = self.selectionModel().blockSignals(True)
        self.setCurrentIndex(self.small.index(at))
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        """Have them read."""
        super().showEvent(event)
        self.wanted.emit(())

    def poll(self) -> None:
        """Ask for what was seen without a small picture; called from the window's timer."""
        missing = self.small.take_missing()
        if missing:
            self.wanted.emit(missing)

    def _moved(self, current: QModelIndex) -> None:
        if current.isValid():
            self.frame_chosen.emit(self.small.frame(current.row()))
