"""The list of keys, as a window that can stay open beside the images."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.live.action_list import ACTIONS, ActionSpec, Scope
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.widgets import label

_NAMES = {"Return": "Enter", "-": "−"}


class KeyList(QDialog):
    """Non-modal list of every action that has a key, by where the key acts."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key_list")
        self.setWindowTitle("Keys")
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(24, 16, 24, 24)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        self._actions = actions
        for scope in (Scope.IMAGE, Scope.WINDOW):
            self._add_group(scope)

    def _add_group(self, scope: Scope) -> None:
        row = self._grid.rowCount()
        self._grid.setRowMinimumHeight(row, 16)
        title = label(scope.value.upper(), c.SECONDARY)
        title.setFont(fonts.heading())
        self._grid.addWidget(title, row + 1, 0, 1, 3)
        for spec in ACTIONS:
            if spec.scope is scope and self._actions.keys_of(spec):
                self._add_row(spec)

    def _add_row(self, spec: ActionSpec) -> None:
        row = self._grid.rowCount()
        key = label(self._key(spec), bold=True)
        self._grid.addWidget(key, row, 0)
        self._grid.addWidget(label(spec.text.replace("&", "").rstrip("…")), row, 1)
        self._grid.addWidget(label(spec.tip, c.SECONDARY), row, 2)

    def _key(self, spec: ActionSpec) -> str:
        key = self._actions.keys_of(spec)[0]
        shown = _NAMES.get(key, key)
        return f"{shown} (hold)" if spec.held else shown
