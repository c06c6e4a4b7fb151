"""Notes that need no action: one line beside the menus, so that the images never move for one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemviewer.ui import colours as c
from stemviewer.ui.language.words import tr
from stemviewer.ui.skin import ink

SHOWN_MS = 6000
"""A note goes by itself."""

SIGN = "●"


class NoteLine(QWidget):
    """Shows the newest note for a few seconds, cut with an ellipsis where it is too long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("note_line")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.clear)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def show_note(self, text: str) -> None:
        """Show a note in place of the one before."""
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(tr("Note: {0}", text))
        self._timer.start()
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._text = ""
        self.setToolTip("")
        self.setAccessibleName("")
        self._timer.stop()
        self.update()

    def stop(self) -> None:
        """Stop the timer; call before closing."""
        self._timer.stop()

    def sizeHint(self) -> QSize:
        """Return one line."""
        return QSize(200, QFontMetrics(self.font()).height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sign and text at the right."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink(c.PANEL))
        if self._text:
            metrics = QFontMetrics(self.font())
            room = self.rect().adjusted(8, 0, -12, 0)
            shown = metrics.elidedText(
                f"{SIGN} {self._text}", Qt.TextElideMode.ElideRight, room.width()
            )
            right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.setPen(ink(c.SECONDARY))
            painter.drawText(room, right, shown)
            painter.setPen(ink(c.AVERAGED))
            left = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            start = room.right() + 1 - metrics.horizontalAdvance(shown)
            painter.drawText(room.adjusted(start - room.left(), 0, 4, 0), left, SIGN)
        painter.end()
