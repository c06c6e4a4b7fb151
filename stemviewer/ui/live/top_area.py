"""What is above images and docks: menus, notes and the strip."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenuBar, QSizePolicy, QVBoxLayout, QWidget

from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.dock import EDGE
from stemviewer.ui.live.note_line import NoteLine
from stemviewer.ui.live.strip import Strip


class TopArea(QWidget):
    """Menu bar with the notes and the switch of views beside it, and the strip below.

    Attributes
    ----------
    menus : dict of Menu to QMenu
        So that others can add to them.
    """

    def __init__(self, actions: Actions, notes: NoteLine, switch: QWidget, strip: Strip) -> None:
        super().__init__()
        bar = QMenuBar()
        bar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.menus = actions.fill(bar)
        menus = QFrame()
        menus.setObjectName("menu_row")
        row = QHBoxLayout(menus)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(bar)
        row.addWidget(notes, 1)
        row.addWidget(switch)
        row.addSpacing(EDGE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(menus)
        column.addWidget(strip)
        column.addSpacing(EDGE)
