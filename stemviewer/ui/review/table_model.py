"""The frame table as Qt sees it: virtual, grows while the session is read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from stemviewer.catalogue.notes import Notes
from stemviewer.core.provenance import Flag, Kind
from stemviewer.session.format.types import FrameRow, Loss
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.lines import HEADINGS, NOTE, TIPS, Line, cells, lines_of, sort_key

Index = QModelIndex | QPersistentModelIndex


class FrameTableModel(QAbstractTableModel):
    """Raw frames, each with its processed picture below it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[FrameRow] = []
        self._lines: list[Line] = []
        self._raw_line: list[int] = []
        self._losses: tuple[Loss, ...] = ()
        self._origin = Flag.NONE
        self._notes = Notes()
        self._texts: dict[int, tuple[str, ...]] = {}
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    def clear(self, losses: Sequence[Loss] = (), origin: Flag = Flag.NONE) -> None:
        """Begin another session; flags of ``origin`` are not told of each of its frames."""
        self.beginResetModel()
        self._rows, self._losses, self._origin = [], tuple(losses), origin
        self._notes = Notes()
        self._lay()
        self.endResetModel()

    def append(self, rows: Sequence[FrameRow]) -> None:
        """Add frames at the end."""
        if not rows:
            return
        self._rows.extend(rows)
        if self._sorted is not None:
            self._rearrange()
            return
        first = len(self._lines)
        new = [line for row in rows for line in lines_of(row, self._losses)]
        self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
        self._add(new)
        self.endInsertRows()

    def set_notes(self, notes: Notes) -> None:
        """Tell stars, marks and notes of the frames."""
        self._notes, self._texts = notes, {}
        if self._lines:
            last = self.index(len(self._lines) - 1, len(HEADINGS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the frames, each with its picture below it; -1: as they were recorded."""
        self._sorted = None if column < 0 else (column, order)
        self._rearrange()

    def _rearrange(self) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(self._lines[at.row()].index, self._lines[at.row()].kind) for at in before]
        self._lay()
        places = {(line.index, line.kind): at for at, line in enumerate(self._lines)}
        after = [
            self.index(places[key], at.column()) if key in places else QModelIndex()
            for key, at in zip(kept, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _lay(self) -> None:
        """Make all lines anew."""
        rows, losses = self._rows, self._losses
        if self._sorted is not None:
            column, order = self._sorted
            # where the frames are not in order, "missing before" has no meaning
            rows, losses = self._in_order(column, order), ()
        self._lines, self._raw_line, self._texts = [], [-1] * len(self._rows), {}
        self._add([line for row in rows for line in lines_of(row, losses)])

    def _in_order(self, column: int, order: Qt.SortOrder) -> list[FrameRow]:
        keys = {
            row.index: sort_key(row, column, self._notes.frame(row.index)) for row in self._rows
        }
        known = [row for row in self._rows if not keys[row.index][0]]
        down = order == Qt.SortOrder.DescendingOrder
        known.sort(key=lambda row: keys[row.index][1], reverse=down)
        return known + [row for row in self._rows if keys[row.index][0]]

    def _add(self, lines: list[Line]) -> None:
        self._raw_line += [-1] * (len(self._rows) - len(self._raw_line))
        for at, line in enumerate(lines, len(self._lines)):
            if line.kind is Kind.RAW:
                self._raw_line[line.index] = at
        self._lines.extend(lines)

    def order(self) -> list[int]:
        """Return the positions of the raw frames in the order of the table."""
        return [line.index for line in self._lines if line.kind is Kind.RAW]

    @property
    def frames(self) -> int:
        """Raw frames in the table."""
        return len(self._rows)

    def line(self, at: int) -> Line:
        """Return a line."""
        return self._lines[at]

    def texts(self, at: int) -> tuple[str, ...]:
        """Return the texts of a line, made when it is first seen."""
        if at not in self._texts:
            line = self._lines[at]
            self._texts[at] = cells(line, self._notes.frame(line.index), self._origin)
        return self._texts[at]

    def line_of_frame(self, index: int) -> int:
        """Return the line of a raw frame, -1 if it was not read yet."""
        return self._raw_line[index] if 0 <= index < len(self._raw_line) else -1

    def frame_row(self, index: int) -> FrameRow | None:
        """Return the record of a raw frame, if it was read."""
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Lines in the table."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Columns in the table."""
        return 0 if parent is not None and parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Text, also for screen readers, and the reason of a loss as tool tip."""
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.texts(index.row())[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            kind = tr("missing") if line.kind is None else tr(line.kind.value)
            return f"{kind} {self.texts(index.row())[index.column()]}"
        if role == Qt.ItemDataRole.ToolTipRole:
            # what may not fit into its column
            return self.texts(index.row())[NOTE if line.kind is Kind.RAW else 1] or None
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        """Headings with their explanation."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADINGS[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(TIPS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignLeft if section in (0, NOTE) else Qt.AlignmentFlag.AlignRight
            )
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None
