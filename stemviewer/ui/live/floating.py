"""A small card that lies on the window without taking room from the images."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from stemviewer.ui import colours as c
from stemviewer.ui.skin import dress

EDGE = 12
"""From the edge of what it lies on [px]."""


class FloatingCard(QFrame):
    """Lies at the lower edge of another widget and stays there; it never takes the focus.

    Parameters
    ----------
    under : QWidget
        What it lies on.
    side : Qt.AlignmentFlag
        ``AlignHCenter``, ``AlignLeft`` or ``AlignRight``.
    accent : str
        Colour of its outline.
    """

    def __init__(self, under: QWidget, side: Qt.AlignmentFlag, accent: str) -> None:
        super().__init__(under)
        self._side = side
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        dress(
            self,
            f"FloatingCard {{ background: {c.PANEL}; border: 1px solid {accent};"
            " border-radius: 6px; }",
        )
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 6, 8, 6)
        self.row.setSpacing(12)
        under.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when what it lies on has another size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.settle()
        return super().eventFilter(watched, event)

    def settle(self) -> None:
        """Take the size of the content and go to the place."""
        under = self.parentWidget()
        if under is None:
            return
        wanted = self.sizeHint()
        width = min(wanted.width(), under.width() - 2 * EDGE)
        left = {
            Qt.AlignmentFlag.AlignLeft: EDGE,
            Qt.AlignmentFlag.AlignRight: under.width() - width - EDGE,
        }.get(self._side, (under.width() - width) // 2)
        self.setGeometry(left, under.height() - wanted.height() - EDGE, width, wanted.height())

    def appear(self) -> None:
        """Show it above everything else."""
        self.settle()
        self.show()
        self.raise_()
