"""The list of keys, as a window that can stay open beside the images."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from stemviewer.ui.live.action_list import ACTIONS, ActionSpec, Scope
from stemviewer.ui.live.actions import Actions

_NAMES = {"Return": "Enter", "Ctrl+/": "Ctrl + /"}


class KeyList(QDialog):
    """Non-modal list of every action that has a key, in two columns by scope."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key_list")
        self.setWindowTitle("Keys")
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 24)
        layout.setSpacing(16)
        for scope in (Scope.IMAGE, Scope.WINDOW):
            layout.addLayout(_group(scope, actions))


def _group(scope: Scope, actions: Actions) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(4)
    title = QLabel(scope.value[0].upper() + scope.value[1:])
    title.setProperty("role", "heading")
    grid.addWidget(title, 0, 0, 1, 3)
    listed = [spec for spec in ACTIONS if spec.scope is scope and actions.keys_of(spec)]
    for row, spec in enumerate(listed, start=1):
        keys = QLabel(_keys(spec, actions))
        keys.setProperty("role", "key")
        tip = QLabel(spec.tip)
        tip.setProperty("role", "secondary")
        grid.addWidget(keys, row, 0)
        grid.addWidget(QLabel(spec.text.replace("&", "").rstrip("…")), row, 1)
        grid.addWidget(tip, row, 2)
    grid.setColumnStretch(2, 1)
    return grid


def _keys(spec: ActionSpec, actions: Actions) -> str:
    keys = actions.keys_of(spec)[:1]
    text = ", ".join(_NAMES.get(key, key) for key in keys)
    return f"{text} (hold)" if spec.held else text
