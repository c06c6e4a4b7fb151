"""The frame table as Qt sees it: virtual, grows while the session is read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from stemviewer.session.format.types import FrameRow, Loss
from stemviewer.ui.review.lines import HEADINGS, TIPS, Line, cells, lines_of

Index = QModelIndex | QPersistentModelIndex


class FrameTableModel(QAbstractTableModel):
    """Raw frames, each with its processed picture below it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []
        self._raw_line: list[int] = []
        self._losses: tuple[Loss, ...] = ()
        self._texts: dict[int, tuple[str, ...]] = {}

    def clear(self, losses: Sequence[Loss] = ()) -> None:
        """Begin another session."""
        self.beginResetModel()
        self._lines, self._raw_line, self._losses = [], [], tuple(losses)
        self._texts = {}
        self.endResetModel()

    def append(self, rows: Sequence[FrameRow]) -> None:
        """Add frames at the end."""
        new = [line for row in rows for line in lines_of(row, self._losses)]
        if not new:
            return
        first = len(self._lines)
        self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
        self._lines.extend(new)
        for at, line in enumerate(new, first):
            if line.row is not None and line.index == len(self._raw_line):
                self._raw_line.append(at)
        self.endInsertRows()

    @property
    def frames(self) -> int:
        """Raw frames in the table."""
        return len(self._raw_line)

    def line(self, at: int) -> Line:
        """Return a line."""
        return self._lines[at]

    def texts(self, at: int) -> tuple[str, ...]:
        """Return the texts of a line, made when it is first seen."""
        if at not in self._texts:
            self._texts[at] = cells(self._lines[at])
        return self._texts[at]

    def line_of_frame(self, index: int) -> int:
        """Return the line of a raw frame, -1 if it was not read yet."""
        return self._raw_line[index] if 0 <= index < len(self._raw_line) else -1

    def frame_row(self, index: int) -> FrameRow | None:
        """Return the record of a raw frame, if it was read."""
        at = self.line_of_frame(index)
        return None if at < 0 else self._lines[at].row

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
            kind = "missing" if line.kind is None else line.kind.value
            return f"{kind} {self.texts(index.row())[index.column()]}"
        if role == Qt.ItemDataRole.ToolTipRole and line.loss is not None:
            return self.texts(index.row())[1]
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
            return HEADINGS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section in (0, 6) else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None
