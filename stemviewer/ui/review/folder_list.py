"""The folder list on the screen: virtual, so that thousands of sessions cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

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
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from stemviewer.catalogue.entries import Condition, SessionEntry
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import plural, tr
from stemviewer.ui.review.folder_lines import (
    FolderLine,
    folder_name,
    lines_of_folders,
    said_of,
    tip_of,
)
from stemviewer.ui.review.table_view import colour

Index = QModelIndex | QPersistentModelIndex

LINE_HEIGHT = 24
MANY = 200
"""More sessions than this are listed with their folders closed, but for the newest."""

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class FolderModel(QAbstractListModel):
    """Folders with their sessions."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.root = Path()
        self._entries: tuple[SessionEntry, ...] = ()
        self._turned: set[Path] = set()
        self._lines: list[FolderLine] = []

    def show_entries(self, root: Path, entries: Sequence[SessionEntry]) -> None:
        """List these; folders the operator opened or closed stay so."""
        if root != self.root:
            self._turned = set()
        self.root, self._entries = root, tuple(entries)
        self._rebuild()

    def turn(self, folder: Path) -> None:
        """Open a closed folder, close an open one."""
        self._turned ^= {folder}
        self._rebuild()

    def _rebuild(self) -> None:
        folders = {entry.path.parent for entry in self._entries}
        usually = folders - {max(folders)} if len(self._entries) > MANY else set()
        self.beginResetModel()
        self._lines = lines_of_folders(self._entries, usually ^ (self._turned & folders))
        self.endResetModel()

    @property
    def entries(self) -> tuple[SessionEntry, ...]:
        """The sessions listed, also those in closed folders."""
        return self._entries

    def line(self, at: int) -> FolderLine:
        """Return a line."""
        return self._lines[at]

    def row_of(self, path: Path) -> int:
        """Return the line of a session, -1 if it is not listed."""
        return next(
            (at for at, line in enumerate(self._lines) if line.entry and line.entry.path == path),
            -1,
        )

    def rowCount(self, parent: Index | None = None) -> int:
        """Lines in the list."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Text, also for screen readers, and all that is known as tool tip."""
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(line.folder) if line.entry is None else tip_of(line.entry)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if line.entry is None:
                return tr("{0}, {1} sessions", folder_name(line.folder, self.root), line.sessions)
            return f"{line.entry.name}, {said_of(line.entry)}"
        return None


class _Delegate(QStyledItemDelegate):
    """Paints one line."""

    def __init__(self, parent: QObject, model: FolderModel) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line."""
        return QSize(100, LINE_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, name, and what is said of it."""
        line = self._model.line(index.row())
        rect = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour(c.SELECTION))
        left = rect.left() + (6 if line.entry is None else 24)
        right = rect.right() - 8
        if line.entry is not None and line.entry.starred:
            right -= 18
            painter.setFont(fonts.sans(12))
            painter.setPen(colour(c.TEXT))
            painter.drawText(QRectF(right + 4, rect.top(), 18, rect.height()), _LEFT, "★")
        name, words, shade, font = self._told(line)
        metrics = QFontMetricsF(font)
        elide = Qt.TextElideMode.ElideRight
        painter.setFont(font)
        painter.setPen(colour(c.CAUTION if shade == c.CAUTION else c.TEXT))
        shown = metrics.elidedText(name, elide, right - left)
        painter.drawText(QRectF(left, rect.top(), right - left, rect.height()), _LEFT, shown)
        left += metrics.horizontalAdvance(shown) + 8
        painter.setFont(fonts.sans(12))
        painter.setPen(colour(shade))
        rest = QFontMetricsF(painter.font()).elidedText(words, elide, max(right - left, 0.0))
        painter.drawText(QRectF(left, rect.top(), right - left, rect.height()), _LEFT, rest)
        painter.restore()

    def _told(self, line: FolderLine) -> tuple[str, str, str, QFont]:
        if line.entry is None:
            arrow = "▾" if line.opened else "▸"
            count = plural(line.sessions, "{0} session", "{0} sessions", line.sessions)
            name = f"{arrow} {folder_name(line.folder, self._model.root)}"
            return name, count, c.SECONDARY, fonts.strong(12)
        entry = line.entry
        good = entry.condition in (Condition.GOOD, Condition.RECOVERED) and not entry.problem
        mark = "▲ " if entry.condition is Condition.UNREADABLE else ""
        return mark + entry.name, said_of(entry), c.SECONDARY if good else c.CAUTION, fonts.sans(12)


class FolderList(QListView):
    """The list; says which session the operator wants.

    Signals
    -------
    session_chosen(object)
        Path of the session.
    """

    session_chosen = Signal(object)

    def __init__(self, model: FolderModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(self, model))
        self.setUniformItemSizes(True)
        self.setAccessibleName(tr("Sessions in the folder"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.clicked.connect(self._take)
        self.activated.connect(self._take)

    def mark(self, path: Path | None) -> None:
        """Select the session that is open, without announcing it."""
        at = -1 if path is None else self._model.row_of(path)
        self.setCurrentIndex(self._model.index(at, 0) if at >= 0 else QModelIndex())

    def _take(self, index: QModelIndex) -> None:
        line = self._model.line(index.row())
        if line.entry is None:
            self._model.turn(line.folder)
        else:
            self.session_chosen.emit(line.entry.path)
