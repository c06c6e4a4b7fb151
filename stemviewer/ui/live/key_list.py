"""The list of keys, as a window that can stay open beside the images."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.action_list import ACTIONS, ActionSpec, Scope
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.key_map import plain, shown
from stemviewer.ui.widgets import label

SHARE = 0.85
"""Of the screen's height that it takes at most."""

WIDTH = 960
LEAST_TIP = 320
"""Widths of the list and of its sentences, which go on in another line [px]."""


class KeyList(QDialog):
    """Non-modal list of every action that has a key, by where the key acts.

    Signals
    -------
    change_requested(), print_requested()
        The operator wants other keys, or the page.
    """

    change_requested = Signal()
    print_requested = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key_list")
        self.setWindowTitle(tr("Keys"))
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = QWidget()
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(24, 0, 24, 16)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        self._actions = actions
        for scope in (Scope.IMAGE, Scope.WINDOW):
            self._add_group(scope)
        scroll = QScrollArea()
        scroll.setAccessibleName(tr("Keys"))
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 12)
        column.addWidget(scroll)
        column.addLayout(self._buttons())
        wanted = page.sizeHint()
        most = int(self.screen().availableGeometry().height() * SHARE)
        self.resize(WIDTH, min(wanted.height() + 64, most))

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for text, signal in (
            (tr("Change keys…"), self.change_requested),
            (tr("Print keys…"), self.print_requested),
        ):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(signal)
            row.addWidget(button)
        return row

    def _add_group(self, scope: Scope) -> None:
        row = self._grid.rowCount()
        self._grid.setRowMinimumHeight(row, 12)
        title = label(tr(scope.value).upper(), c.SECONDARY)
        title.setFont(fonts.heading())
        self._grid.addWidget(title, row + 1, 0, 1, 3)
        for spec in ACTIONS:
            if spec.scope is scope and self._actions.keys_of(spec):
                self._add_row(spec)

    def _add_row(self, spec: ActionSpec) -> None:
        row = self._grid.rowCount()
        key = label(self._key(spec), bold=True)
        self._grid.addWidget(key, row, 0)
        self._grid.addWidget(label(plain(tr(spec.text))), row, 1)
        tip = label(tr(spec.tip), c.SECONDARY)
        tip.setWordWrap(True)
        tip.setMinimumWidth(LEAST_TIP)
        self._grid.addWidget(tip, row, 2)

    def _key(self, spec: ActionSpec) -> str:
        key = shown(self._actions.keys_of(spec)[0])
        return tr("{0} (hold)", key) if spec.held else key
